"""填报质量: how complete, how punctual and how settled the monthly reports are (DQ01–DQ06)."""

from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now, TruncDate

from union_portal.periods import Period

from ..indicators import Rate, Tally
from ..models import FiledCell, MonthlyReport, Objection, ReportEvent

Kind = ReportEvent.Kind


def of_month(path: str = ""):
    """Rows of the months of a period; a month cut in two counts whole."""

    def within(period: Period) -> Q:
        begins, ends = f"{path}period__start__gte", f"{path}period__end__lte"
        return Q(**{f"{path}period__kind": "MONTH", begins: period.start, ends: period.end})

    return within


def asked_for(period: Period) -> Q:
    """Typed cells of the latest filing."""
    return Q(typed=True, filed=F("report__filed")) & of_month("report__")(period)


def owed(period: Period) -> Q:
    """Reports handed in, or whose last day is over."""
    passed = Q(first_submitted_at__isnull=False) | Q(due_on__lt=TruncDate(Now()))
    return of_month()(period) & passed


def reviewed(period: Period) -> Q:
    """Reports approved at some time, or handed back."""
    return of_month()(period) & (Q(accepted__isnull=False) | Q(pk__in=handed_back()))


def handed_back():
    return ReportEvent.objects.filter(kind=Kind.RETURNED).values("report")


def accepted(period: Period) -> Q:
    return Q(filed=F("report__accepted")) & of_month("report__")(period)


def objected(period: Period) -> Q:
    """Cells whose figure the township holds to be another than the ledger's."""
    return Q(Exists(Objection.objects.filter(report=OuterRef("report"), code=OuterRef("code"))))


def amended(period: Period) -> Q:
    """Approvals of what a locked month was reopened for."""
    before = ReportEvent.objects.filter(kind=Kind.REOPENED, report=OuterRef("report"), pk__lt=OuterRef("pk"))
    return Q(kind=Kind.APPROVED) & Q(Exists(before)) & period.covers("at__date")


DUTIES = (
    Rate(
        "DQ01",
        model=FiledCell,
        over=asked_for,
        of=lambda period: Q(value__isnull=False) | Q(absent=True) | ~Q(reason=""),
        over_label="应填项",
        of_label="有值、不适用或有原因",
    ),
    Rate(
        "DQ02",
        model=MonthlyReport,
        over=owed,
        of=lambda period: Q(first_submitted_at__date__lte=F("due_on")),
        over_label="应报月报",
        of_label="截止日前报送",
    ),
    Rate(
        "DQ03",
        model=MonthlyReport,
        over=reviewed,
        of=lambda period: ~Q(pk__in=handed_back()),
        over_label="已审月报",
        of_label="未被退回",
    ),
    Rate(
        "DQ04",
        model=FiledCell,
        over=accepted,
        of=objected,
        over_label="采用的全部格",
        of_label="镇街认为台账数有误",
    ),
    Tally("DQ05", model=ReportEvent, when=amended),
    Tally(
        "DQ06",
        model=ReportEvent,
        when=lambda period: Q(kind=Kind.REOPENED) & period.covers("at__date"),
    ),
)
