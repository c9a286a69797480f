"""锁定后变动: figures from the ledgers that no longer are what a locked month was accepted with.

A late paper, a mended row: the accepted figure stands until the month is amended, and the difference is
named. Tables of many months compare with the figures kept overnight; one report, with the ledgers now.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from union_portal import periods
from union_portal.fields import half_up
from union_portal.organization.models import OrgUnit

from ..compute import compute
from ..figures import change_of, text_of
from ..indicators import REGISTRY, Indicator
from ..models import AnnualRecord, Figure, FiledCell, MonthlyReport


@dataclass(frozen=True)
class Drifted:
    """One figure: as accepted, and as the ledger has it."""

    org: OrgUnit
    period: periods.Period
    indicator: Indicator
    accepted: Decimal | None
    now: Decimal | None

    @property
    def accepted_text(self) -> str:
        return text_of(self.indicator, self.accepted)

    @property
    def text(self) -> str:
        return text_of(self.indicator, self.now)

    @property
    def change(self) -> str:
        if self.accepted is None or self.now is None:
            return ""
        return change_of(self.indicator, self.now - self.accepted)

    @property
    def url(self) -> str:
        """The rows behind the ledger's figure."""
        page = reverse("indicator", args=[self.indicator.code])
        return f"{page}?period={self.period.code}&org={self.org.code}"

    @property
    def report_url(self) -> str:
        return f"{reverse('report', args=[self.org.code, self.period.code])}#c-{self.indicator.code}"


def of_locked() -> QuerySet[FiledCell]:
    """What locked months were accepted with, as the ledgers gave it."""
    return FiledCell.objects.filter(
        report__locked_at__isnull=False, filed=F("report__accepted"), typed=False, code__in=REGISTRY
    )


def kept() -> QuerySet[FiledCell]:
    """Those that differ from the figures kept last; `known` is the ledger's value then."""
    figure = Figure.objects.filter(
        period=OuterRef("report__period"), org=OuterRef("org"), code=OuterRef("code")
    )
    cells = of_locked().annotate(known=Subquery(figure.values("value")[:1]))
    blank, here, there = Q(value=None), Q(value__isnull=False), Q(known__isnull=False)
    return cells.filter(Exists(figure)).filter(
        (blank & there) | (here & Q(known=None)) | (here & there & ~Q(value=F("known")))
    )


def counts(reports: QuerySet[MonthlyReport]) -> dict[int, int]:
    """By report, how many of its figures have moved; one query."""
    found = kept().filter(report__in=reports).order_by().values("report").annotate(n=Count("pk"))
    return dict(found.values_list("report", "n"))


def of_code(code: str, period: periods.Period, unit: OrgUnit) -> list[Drifted]:
    """One indicator's, over the months of a period, in administrative order."""
    cells = kept().filter(
        code=code,
        org__path__startswith=unit.path,
        report__period__start__gte=period.start,
        report__period__end__lte=period.end,
    )
    rows = cells.select_related("org", "report__period").order_by("report__period__start", "org__path")
    return [drifted(one, one.known) for one in rows]  # type: ignore[attr-defined]  # annotated above


def now(report: MonthlyReport) -> list[Drifted]:
    """One report against the ledgers as they are: one computation for the whole tree."""
    return of_month(MonthlyReport.objects.filter(pk=report.pk)).get(report.pk, [])


def of_month(reports: QuerySet[MonthlyReport]) -> dict[int, list[Drifted]]:
    """Reports of one month against the ledgers as they are, by report."""
    cells = list(of_locked().filter(report__in=reports).select_related("org", "report__period"))
    found: dict[int, list[Drifted]] = defaultdict(list)
    if not cells:
        return found
    fresh = compute(cells[0].report.period.span, sorted({one.code for one in cells}))
    for one in cells:
        value = fresh[one.org.path][one.code].value
        if (None if value is None else half_up(value, 6)) != one.value:
            found[one.report_id].append(drifted(one, value))
    return found


def drifted(cell: FiledCell, value: Decimal | None) -> Drifted:
    return Drifted(cell.org, cell.report.period.span, REGISTRY[cell.code], cell.value, value)


def looked_after(year: int) -> Iterator[periods.Period]:
    """The months of a year with something locked, unless the year is sealed: there corrections tell."""
    sealed = AnnualRecord.objects.filter(sealed_at__isnull=False, period__start=dt.date(year, 1, 1))
    locked = MonthlyReport.objects.filter(locked_at__isnull=False, period__start__year=year)
    months = locked.order_by("period__start").values_list("period__start", flat=True).distinct()
    if not sealed.exists():
        yield from (periods.month(day.year, day.month) for day in months)
