"""Figures as people read them: kept ones where they exist, else computed now; and how they are printed."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from union_portal import periods
from union_portal.fields import half_up
from union_portal.organization.models import OrgUnit

from .catalogue import EXACT_UNITS
from .compute import compute
from .indicators import REGISTRY, Indicator, Value
from .models import Period
from .sealed import UNKNOWN, before, corrected, record_of, snapshot_of, values_of
from .store import stored

BLANK = "不适用"
FEW = "<5"


@dataclass(frozen=True)
class Shown:
    """One figure on a page: `text` for the eye, `exact` for the title, `change` against last year."""

    indicator: Indicator
    value: Value
    text: str
    change: str = ""
    before: str = "—"

    @property
    def exact(self) -> str:
        """What rounding to 万元 hides."""
        if self.value.value is None or self.indicator.unit != "万元":
            return f"{self.indicator.code} {self.indicator.name}"
        return f"{half_up(self.value.value * 10_000):,}元"

    @property
    def number(self) -> str:
        """The text without its unit, where a column names the unit."""
        return self.text.removesuffix("%")

    @property
    def rise(self) -> str:
        """The change without its unit; — where last year has no figure."""
        return self.change.removesuffix("个百分点") or "—"

    @property
    def url(self) -> str:
        return reverse("indicator", args=[self.indicator.code])


def cells(period: periods.Period, codes: Iterable[str], units: list[OrgUnit]):
    """(values by unit id and code, when computed); `None` for the time means computed for this page.

    A sealed year's are those of its seal, of the moment its snapshot was taken.
    """
    codes = list(codes)
    if units and (record := record_of(period, *units)):
        return corrected(record, units), snapshot_of(record).taken_at
    kept = stored(period, *units)
    if all(set(codes) <= set(kept[unit.pk]) for unit in units):
        row = Period.objects.get(kind=period.kind, start=period.start, end=period.end)
        return kept, row.computed_at
    fresh = compute(period, codes)
    return {unit.pk: fresh[unit.path] for unit in units}, None


def a_year_before(period: periods.Period, codes: Iterable[str], units: list[OrgUnit]):
    """Values of the same period a year earlier; beside a sealed year those that were sealed with it."""
    record = record_of(period, *units) if units else None
    if record and (beside := before(snapshot_of(record))):
        known = values_of(beside, units)
        return {unit.pk: {code: known[unit.pk].get(code, UNKNOWN) for code in codes} for unit in units}
    return cells(period.same_last_year, codes, units)[0]


def text_of(indicator: Indicator, value: Decimal | None) -> str:
    """2,105 · 6,319.72 · 91.6% · 不适用: rates with one decimal, money with two, counts with none."""
    if value is None:
        return BLANK
    if indicator.unit == "%":
        return f"{half_up(value, 1)}%"
    return f"{half_up(value, EXACT_UNITS.get(indicator.unit, 0)):,}"


def show(code: str, value: Value, before: Value | None = None) -> Shown:
    indicator = REGISTRY[code]
    text = FEW if value.hidden else text_of(indicator, value.value)
    if before is None or before.value is None or value.value is None:
        return Shown(indicator, value, text)
    change = change_of(indicator, value.value - before.value)
    return Shown(indicator, value, text, change, text_of(indicator, before.value))


def change_of(indicator: Indicator, difference: Decimal) -> str:
    """+70 · −1.3个百分点 · 持平."""
    if not difference:
        return "持平"
    size = abs(difference)
    shown = f"{half_up(size, 1)}个百分点" if indicator.unit == "%" else text_of(indicator, size)
    return f"{'+' if difference > 0 else '−'}{shown}"
