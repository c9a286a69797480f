"""What each correction of a sealed year does to every figure it moves, before and after."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from union_portal.organization.models import OrgUnit

from ..figures import text_of
from ..identities import IDENTITIES, Checked
from ..indicators import REGISTRY, Value
from ..models import AnnualRecord, Correction
from ..restating import divided, restated
from ..sealed import UNKNOWN, snapshot_of, values_of


@dataclass(frozen=True)
class Effect:
    """One figure of one unit; of a rate with the counts it is divided from."""

    unit: OrgUnit
    code: str
    before: Value
    after: Value

    @property
    def name(self) -> str:
        return REGISTRY[self.code].name

    @property
    def change(self) -> str:
        """63.2%（120÷190） → 63.7%（121÷190）."""
        return f"{self._told(self.before)} → {self._told(self.after)}"

    def _told(self, value: Value) -> str:
        text = text_of(REGISTRY[self.code], value.value)
        if not divided(self.code) or value.numerator is None or value.denominator is None:
            return text
        sign = "÷" if not REGISTRY[self.code].adds_up else "－"
        return f"{text}（{value.numerator.normalize():f}{sign}{value.denominator.normalize():f}）"

    def __str__(self):
        return f"{self.unit.short_name}{self.name}（{self.code}）{self.change}"


@dataclass(frozen=True)
class Effects:
    """Of one correction: the figures it moves, its own first, and the identities that it breaks."""

    figures: list[Effect]
    broken: list[str]


def effects(record: AnnualRecord) -> dict[int, Effects]:
    """By number: of the approved in the order they were approved; of each that waits, as things stand now."""
    asked = list(record.corrections.filter(code__in=REGISTRY))
    done = sorted((one for one in asked if one.approved_at), key=lambda one: (one.approved_at, one.number))
    waiting = [one for one in asked if not one.approved_at]
    units = OrgUnit.objects.in_bulk({unit for one in asked for unit, *_ in one.moved})
    standing = values_of(snapshot_of(record), units.values()) if units else {}
    found = {}
    for one in (*done, *waiting):
        figures = list(_moved(one, units, standing))
        found[one.number] = Effects(figures, _broken(figures, standing))
        if one.approved_at:
            for each in figures:
                standing[each.unit.pk][each.code] = each.after
    return found


def _moved(one: Correction, units: dict[int, OrgUnit], standing: dict[int, dict[str, Value]]):
    by: dict = defaultdict(dict)
    for unit, code, part, size in one.moved:
        by[code, unit][part] = Decimal(size)
    for (code, unit), sizes in by.items():
        was = standing[unit].get(code, UNKNOWN)
        yield Effect(units[unit], code, was, restated(code, was, sizes))


def _broken(figures: list[Effect], standing: dict[int, dict[str, Value]]) -> list[str]:
    """Identities that held, and no longer do; of those whose every figure the seal holds."""
    found = []
    for unit in {each.unit for each in figures}:
        was = standing[unit.pk]
        now = was | {each.code: each.after for each in figures if each.unit == unit}
        for identity in IDENTITIES.values():
            codes = {term.code for term in identity.terms}
            plain = not any(term.group or term.opening for term in identity.terms)
            if plain and codes <= set(was) and any(was[code] != now[code] for code in codes):
                before, after = (
                    Checked(identity, {term: of[term.code].value or Decimal(0) for term in identity.terms})
                    for of in (was, now)
                )
                if before.holds and not after.holds:
                    found.append(f"{unit.short_name}{identity.code}：{after.fault}")
    return sorted(found)
