"""口径: every indicator's versions, and the dated rules it rests on."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from union_portal import parameters, periods
from union_portal.parameters.models import RuleParameter

from ..annual.meanings import Version, versions
from ..catalogue import ORDER
from ..indicators import REGISTRY, Indicator
from .values import said


@dataclass(frozen=True)
class Rule:
    """A parameter some indicators read, and the row of it in force on a day, if any is."""

    code: str
    name: str
    held: RuleParameter | None
    readers: tuple[Indicator, ...]

    @property
    def words(self) -> str:
        return said(self.held.value) if self.held else "没有生效的取值"


@dataclass(frozen=True)
class Definition:
    """An indicator, its versions, and the rules it reads."""

    indicator: Indicator
    versions: list[Version]
    rules: list[Rule]

    @property
    def version(self) -> Version:
        return self.versions[-1]

    @property
    def since(self) -> dt.date | None:
        """The later of the first snapshot with this wording and the first day of a rule in force."""
        days = [self.version.since, *(rule.held.since for rule in self.rules if rule.held)]
        return max((day for day in days if day), default=None)


def read_by(month: periods.Period) -> dict[str, frozenset[str]]:
    """By indicator, the parameters that its figures of a month rest on."""
    return _read_by(month, parameters.edition())


@lru_cache(maxsize=8)
def _read_by(month: periods.Period, _edition: str) -> dict[str, frozenset[str]]:
    own = {code: asked_for(indicator, month) for code, indicator in REGISTRY.items()}
    return {code: frozenset().union(*(own[part] for part in (code, *parts(code)))) for code in own}


def asked_for(indicator: Indicator, month: periods.Period) -> frozenset[str]:
    with parameters.reading() as found:
        try:
            list(indicator.measures(month))
        except parameters.Missing:
            return frozenset(found)
    return frozenset(found)


def parts(code: str) -> Iterable[str]:
    """Those it is a sum of, all the way down."""
    for part in getattr(REGISTRY[code], "plus", ()):
        yield part
        yield from parts(part)


def readers(rule: str, month: periods.Period) -> list[str]:
    """Indicators whose figures of the month rest on it, in the catalogue's order."""
    return sorted((code for code, rules in read_by(month).items() if rule in rules), key=ORDER.__getitem__)


def rules_of(day: dt.date) -> dict[str, Rule]:
    """Every parameter that an indicator reads, as in force on the day."""
    read = read_by(periods.month(day.year, day.month))
    codes = sorted({code for found in read.values() for code in found})
    rows = list(RuleParameter.objects.filter(code__in=codes, scope_division="").order_by("code", "since"))
    names = {row.code: row.name for row in rows}
    held = {row.code: row for row in rows if in_force(row, day)}
    return {
        code: Rule(
            code,
            names[code],
            held.get(code),
            tuple(REGISTRY[one] for one in readers(code, periods.month(day.year, day.month))),
        )
        for code in codes
        if code in names
    }


def in_force(row: RuleParameter, day: dt.date) -> bool:
    return (row.since is None or row.since <= day) and (row.until is None or row.until > day)


def definitions(day: dt.date, codes: Iterable[str] = ()) -> list[Definition]:
    """In the catalogue's order; two queries, however many."""
    chosen = sorted(codes or REGISTRY, key=ORDER.__getitem__)
    known, rules = versions(chosen), rules_of(day)
    read = read_by(periods.month(day.year, day.month))
    return [
        Definition(REGISTRY[code], known[code], [rules[rule] for rule in sorted(read[code]) if rule in rules])
        for code in chosen
    ]
