"""What a monthly report shows: the month itself, the month before, the year so far, the months behind it."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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
    reason_version: int

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


def lines(report: MonthlyReport, codes: Sequence[str]) -> dict[str, Line]:
    """These figures of the form, by code, in its order."""
    codes = [code for code in MONTHLY.codes if code in codes]
    now, cells = month_values(report, codes), cells_of(report)
    past = months_behind(report, codes)
    reasons = {one.code: one for one in report.reasons.all()}
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
            reason=cells[code].reason if code in cells else reasons[code].text if code in reasons else "",
            reason_version=getattr(cells.get(code, reasons.get(code)), "version", 0),
        )
        for code in codes
    }


def month_values(report: MonthlyReport, codes: Sequence[str]) -> dict[str, Value]:
    """While it is open, the registers as they are now and the cells typed; then, what was handed in."""
    if report.state not in TYPING:
        handed = report.figures.filter(filed=report.filed, code__in=codes)
        return {one.code: Value(one.value, one.numerator, one.denominator) for one in handed}
    return computed(report, report.period.span, codes) | {
        code: Value(cell.value) for code, cell in cells_of(report).items() if code in codes and filled(cell)
    }


def computed(report: MonthlyReport, period: periods.Period, codes: Iterable[str]) -> dict[str, Value]:
    """Those of the registers, for the report's unit."""
    automatic = [code for code in codes if code not in MONTHLY.typed]
    return compute(period, automatic)[report.org.path] if automatic else {}


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
    missing = [code for code in codes if month.previous.start not in known[code]]
    for code, found in computed(report, month.previous, missing).items():
        known[code][month.previous.start] = found.value
    starts = [periods.add_months(month.start, -back) for back in range(1, BEHIND + 1)]
    return {code: [known[code].get(start) for start in starts] for code in codes}


def year_so_far(report: MonthlyReport, now: Mapping[str, Value], past: Past) -> dict[str, Decimal | None]:
    """Stocks as they stand; events from the first of January; typed ones as handed in, and this month's."""
    month = report.period.span
    totals = {code: value.value for code, value in now.items()}
    flows = [code for code in past if CATALOGUE[code].type not in STOCKS]
    if month.start.month > 1:
        span = periods.custom(month.start.replace(month=1), month.last_day)
        totals |= {code: found.value for code, found in computed(report, span, flows).items()}
    for code in set(MONTHLY.typed) & set(past):
        months = [totals.get(code), *past[code][: month.start.month - 1]]
        known = [value for value in months if value is not None]
        totals[code] = sum(known, Decimal(0)) if known else None
    return totals
