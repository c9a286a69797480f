"""What a monthly report shows: the month itself, the month before, the year so far, the months behind it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from union_portal import periods

from ..catalogue import CATALOGUE
from ..compute import compute
from ..indicators import REGISTRY, Indicator, Value
from ..models import Figure, FiledCell, MonthlyReport, ReportCell
from .form import MONTHLY

STOCKS = "TC"
BEHIND = 12
TYPING = frozenset({MonthlyReport.State.OPEN, MonthlyReport.State.RETURNED, MonthlyReport.State.REOPENED})
"""States in which a chair still types."""
Past = Mapping[str, list[Decimal | None]]
"""By code, the values of the months before, the latest first; None where nothing is known."""


@dataclass(frozen=True)
class Line:
    """One figure of a report. `value` is None while blank; a `Value` of None reads 不适用."""

    indicator: Indicator
    typed: bool
    value: Value | None
    before: Decimal | None
    total: Decimal | None
    past: list[Decimal | None]
    cell: ReportCell | None
    reason: str

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def number(self) -> Decimal | None:
        return self.value.value if self.value else None

    @property
    def change(self) -> Decimal | None:
        """Against the month before; None where either is unknown."""
        return None if self.number is None or self.before is None else self.number - self.before


def lines(report: MonthlyReport) -> dict[str, Line]:
    """Every figure of the form by its code, in the form's order."""
    now, cells = month_values(report), cells_of(report)
    past = months_behind(report, MONTHLY.codes)
    reasons = {one.code: one.text for one in report.reasons.all()}
    totals = year_so_far(report, now, past)
    return {
        code: Line(
            indicator=REGISTRY[code],
            typed=code in MONTHLY.typed,
            value=now.get(code),
            before=past[code][0],
            total=totals.get(code),
            past=past[code],
            cell=cells.get(code),
            reason=cells[code].reason if code in cells else reasons.get(code, ""),
        )
        for code in MONTHLY.codes
    }


def month_values(report: MonthlyReport) -> dict[str, Value]:
    """While it is open, the registers as they are now and the cells typed; then, what was handed in."""
    if report.state not in TYPING:
        handed = report.figures.filter(filed=report.filed)
        return {one.code: Value(one.value, one.numerator, one.denominator) for one in handed}
    automatic = compute(report.period.span, MONTHLY.automatic)[report.org.path]
    return automatic | {code: Value(cell.value) for code, cell in cells_of(report).items() if filled(cell)}


def cells_of(report: MonthlyReport) -> dict[str, ReportCell]:
    return {cell.code: cell for cell in report.cells.select_related("by")}


def filled(cell: ReportCell | None) -> bool:
    """Blank is neither 0 nor 不适用."""
    return cell is not None and (cell.absent or cell.value is not None)


def months_behind(report: MonthlyReport, codes: Iterable[str]) -> dict[str, list[Decimal | None]]:
    """As handed in where it was; else as kept; the month just before is computed where nothing is kept."""
    codes, month = list(codes), report.period.span
    known: dict[str, dict[dt.date, Decimal | None]] = defaultdict(dict)
    span = {"period__start__gte": periods.add_months(month.start, -BEHIND), "period__start__lt": month.start}
    kept = Figure.objects.filter(org=report.org, period__kind=periods.Kind.MONTH, code__in=codes, **span)
    for code, start, value in kept.exclude(code__in=MONTHLY.typed).values_list(
        "code", "period__start", "value"
    ):
        known[code][start] = value
    handed = FiledCell.objects.filter(
        Q(report__accepted__isnull=False) | Q(report__submitted_at__isnull=False),
        org=report.org,
        code__in=codes,
        filed=Coalesce(F("report__accepted"), F("report__filed")),
        **{f"report__{name}": day for name, day in span.items()},
    )
    for code, start, value in handed.values_list("code", "report__period__start", "value"):
        known[code][start] = value
    missing = [c for c in codes if c not in MONTHLY.typed and month.previous.start not in known[c]]
    if missing:
        for code, found in compute(month.previous, missing)[report.org.path].items():
            known[code][month.previous.start] = found.value
    starts = [periods.add_months(month.start, -back) for back in range(1, BEHIND + 1)]
    return {code: [known[code].get(start) for start in starts] for code in codes}


def year_so_far(report: MonthlyReport, now: Mapping[str, Value], past: Past) -> dict[str, Decimal | None]:
    """Stocks as they stand; events from the first of January; typed ones as handed in, and this month's."""
    month = report.period.span
    totals = {code: value.value for code, value in now.items()}
    flows = [code for code in MONTHLY.automatic if CATALOGUE[code].type not in STOCKS]
    if month.start.month > 1:
        span = periods.custom(month.start.replace(month=1), month.last_day)
        totals |= {code: found.value for code, found in compute(span, flows)[report.org.path].items()}
    for code in MONTHLY.typed:
        months = [totals.get(code), *past[code][: month.start.month - 1]]
        known = [value for value in months if value is not None]
        totals[code] = sum(known, Decimal(0)) if known else None
    return totals
