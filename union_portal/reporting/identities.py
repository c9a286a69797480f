"""Identities between figures (V01 to V14 of the catalogue), declared by the apps that hold them.

They are checked whenever somebody looks; one that does not hold says by how much, and blocks nothing.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from union_portal import periods
from union_portal.organization.models import OrgUnit

from .compute import compute
from .figures import text_of
from .indicators import REGISTRY, Indicator

Amounts = dict["Term", Decimal]


@dataclass(frozen=True)
class Term:
    """A figure of the period; one kind of its rows alone; or the figure as it stood the day before."""

    code: str
    group: str = ""
    opening: bool = False
    minus: bool = False

    @property
    def indicator(self) -> Indicator:
        return REGISTRY[self.code]

    @property
    def name(self) -> str:
        kinds = {group.name: group.label for group in self.indicator.groups()}
        return f"{'期初' if self.opening else ''}{kinds.get(self.group, self.indicator.name)}"


@dataclass(frozen=True)
class Identity:
    """What the terms of `left` come to is what those of `right` do; or, with `at_most`, no more than that.

    `fault` is said where it does not hold: `{d}` is the difference.
    """

    code: str
    left: tuple[Term, ...]
    right: tuple[Term, ...]
    fault: str
    at_most: bool = False

    def __post_init__(self):
        if self.code in IDENTITIES:
            raise ValueError(f"{self.code} is declared twice")
        IDENTITIES[self.code] = self

    @property
    def terms(self) -> tuple[Term, ...]:
        return (*self.left, *self.right)


IDENTITIES: dict[str, Identity] = {}


@dataclass(frozen=True)
class Checked:
    """An identity with the amounts of one unit and period."""

    identity: Identity
    amounts: Amounts

    @property
    def difference(self) -> Decimal:
        return self._come_to(self.identity.left) - self._come_to(self.identity.right)

    @property
    def holds(self) -> bool:
        return self.difference <= 0 if self.identity.at_most else not self.difference

    @property
    def sentence(self) -> str:
        """Every figure by its name, as in 期末 ＝ 期初 ＋ 新增 － 减少."""
        sign = "≤" if self.identity.at_most else "＝"
        return f"{self._side(self.identity.left)} {sign} {self._side(self.identity.right)}"

    @property
    def fault(self) -> str:
        size = text_of(self.identity.left[0].indicator, abs(self.difference))
        return "" if self.holds else self.identity.fault.format(d=size)

    def _come_to(self, terms: Iterable[Term]) -> Decimal:
        return sum((-self.amounts[t] if t.minus else self.amounts[t] for t in terms), Decimal(0))

    def _side(self, terms: tuple[Term, ...]) -> str:
        told = "".join(
            f" {'－' if term.minus else '＋'} {term.name} {text_of(term.indicator, self.amounts[term])}"
            for term in terms
        )
        return told.removeprefix(" ＋ ")


def checked(period: periods.Period, unit: OrgUnit, identities: Iterable[Identity] = ()) -> list[Checked]:
    """All of these, or all there are, from the registers as they are now."""
    chosen = list(identities) or list(IDENTITIES.values())
    amounts = amounts_of(period, unit, {term for identity in chosen for term in identity.terms})
    return [Checked(one, {term: amounts[term] for term in one.terms}) for one in chosen]


def amounts_of(period: periods.Period, unit: OrgUnit, terms: set[Term]) -> Amounts:
    before = period.start - dt.timedelta(1)
    found: Amounts = {}
    for opening, span in ((False, period), (True, periods.custom(before, before))):
        whole = [term for term in terms if term.opening == opening and not term.group]
        if whole:
            values = compute(span, sorted({term.code for term in whole}))[unit.path]
            found |= {term: values[term.code].value or Decimal(0) for term in whole}
    for term in terms:
        if term.group:
            found[term] = Decimal(term.indicator.grouped(period, unit, term.group).count())
    return found


def naming(code: str) -> list[Identity]:
    """Those in which a figure takes part."""
    return [one for one in IDENTITIES.values() if any(term.code == code for term in one.terms)]
