"""A report as its reviewer reads it: each figure beside last month's, last year's and its last filing's."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q
from django.utils import timezone

from union_portal import periods

from ..figures import BLANK, change_of, text_of
from ..indicators import REGISTRY, Indicator
from ..models import Figure, FiledCell, MonthlyReport
from ..monthly.form import MONTHLY, Section

Known = dict[str, Decimal | None]
"""Values by code; a code that is absent has no figure at all."""
NOTHING = "—"


@dataclass(frozen=True)
class Cell:
    """A value beside the one before it."""

    indicator: Indicator
    now: Decimal | None
    before: Decimal | None
    known: bool
    """Whether there is a figure to compare with."""

    @property
    def text(self) -> str:
        return text_of(self.indicator, self.before).removesuffix("%") if self.known else NOTHING

    @property
    def change(self) -> str:
        if not self.known or self.now is None or self.before is None:
            return NOTHING
        return change_of(self.indicator, self.now - self.before).removesuffix("个百分点")

    @property
    def size(self) -> Decimal:
        """How much it moved, as a part of what was; something out of nothing moved by its whole."""
        if not self.known:
            return Decimal(0)
        if self.now is None or self.before is None:
            return Decimal(self.now is not self.before)
        return abs(self.now - self.before) / max(abs(self.before), Decimal(1))


@dataclass(frozen=True)
class Row:
    """One figure of a report under review. `remark` is what has been said of it in this filing."""

    indicator: Indicator
    section: Section
    typed: bool
    absent: bool
    value: Decimal | None
    reason: str
    month: Cell
    year: Cell
    last: Cell
    remark: str = ""
    said: str = ""
    """What was said of it when the filing before was handed back."""

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def text(self) -> str:
        """Blank is not 不适用: a typed cell may be either."""
        if self.value is None and self.typed and not self.absent:
            return "未填"
        return text_of(self.indicator, self.value).removesuffix("%") if self.value is not None else BLANK

    @property
    def size(self) -> Decimal:
        return max(self.month.size, self.year.size)

    @property
    def amended(self) -> bool:
        """Whether it differs from the filing before."""
        return self.last.known and self.last.before != self.value


def rows(report: MonthlyReport) -> list[Row]:
    """Every figure handed in, in the form's order: four queries however many there are."""
    filed = {one.code: one for one in report.figures.filter(filed=report.filed)}
    month = report.period.span
    before = {span: values(report, span) for span in (month.previous, month.same_last_year)}
    last = values_of(report, compared_with(report))
    remarks: dict[int, dict[str, str]] = defaultdict(dict)
    for one in report.remarks.filter(filed__in=(report.filed, report.filed - 1)):
        remarks[one.filed][one.code] = one.text
    return [
        Row(
            indicator=REGISTRY[code],
            section=section,
            typed=filed[code].typed,
            absent=filed[code].absent,
            value=filed[code].value,
            reason=filed[code].reason,
            month=beside(filed[code], before[month.previous]),
            year=beside(filed[code], before[month.same_last_year]),
            last=beside(filed[code], last),
            remark=remarks[report.filed].get(code, ""),
            said=remarks[report.filed - 1].get(code, ""),
        )
        for section in MONTHLY.sections
        for code in section.codes
        if code in filed
    ]


def beside(cell: FiledCell, known: Known) -> Cell:
    return Cell(REGISTRY[cell.code], cell.value, known.get(cell.code), cell.code in known)


def most_changed(found: list[Row]) -> list[Row]:
    """What asks for a look first: remarked, explained, then by how far it moved; the rest as in the form."""
    return sorted(found, key=lambda row: (not row.remark, not row.reason, -row.size))


def compared_with(report: MonthlyReport) -> int:
    """The filing whose figures this one replaces: the accepted one, else the one handed back."""
    return report.accepted or report.filed - 1


def values_of(report: MonthlyReport, filed: int) -> Known:
    if not 0 < filed < report.filed:
        return {}
    return dict(report.figures.filter(filed=filed).values_list("code", "value"))


def values(report: MonthlyReport, span: periods.Period) -> Known:
    """Another month of the township: as accepted, else as handed in, else as kept from the registers."""
    known: Known = dict(
        Figure.objects.filter(
            org=report.org,
            period__kind=span.kind,
            period__start=span.start,
            period__end=span.end,
            code__in=MONTHLY.automatic,
        ).values_list("code", "value")
    )
    counted = Q(filed=F("report__accepted")) | Q(report__accepted=None, filed=F("report__filed"))
    of_month = Q(report__org=report.org, report__period__start=span.start, report__period__kind=span.kind)
    return known | dict(FiledCell.objects.filter(counted, of_month).values_list("code", "value"))


def late(report: MonthlyReport, today: dt.date) -> bool:
    """Handed in after its day, or not handed in although its day is over."""
    handed = report.first_submitted_at
    return (timezone.localdate(handed) if handed else today) > report.due_on
