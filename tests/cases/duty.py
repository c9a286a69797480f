"""填报质量: reports and cells that count, and what each ratio asks of them."""

import datetime as dt

from tests.make import monthly
from tests.make.places import user
from union_portal.periods import add_months
from union_portal.reporting.models import MonthlyReport, Objection

from .counts import Case
from .rates import Share
from .scenes import SPRING

FAR = dt.date(2099, 1, 1)


def free(org, day):
    """The day's month, or the first after it that has no report yet."""
    month = day.replace(day=1)
    while MonthlyReport.objects.filter(org=org, period__start=month).exists():
        month = add_months(month, 1)
    return month


def sent(org, day=SPRING, **fields):
    return monthly.handed_in(org, month=free(org, day), **fields)


def late(org):
    report = sent(org)
    report.first_submitted_at = monthly.AT.replace(year=2016)
    report.save()


def returned(org):
    monthly.event(sent(org), "returned", SPRING)


def objected(org, day=SPRING, **fields):
    report = sent(org, day, values={"MEM07": 3}, **fields)
    Objection.objects.create(
        report=report, org=org, code="MEM07", shown=3, text="少计", raised_by=user("chair", org)
    )


def reopened(org, day):
    report = sent(org)
    monthly.event(report, "reopened", day)
    return report


RATES = {
    "DQ01": Share(
        over=lambda org: sent(org, values={"LAW03": None}),
        both=lambda org, day=SPRING: sent(org, day, values={"LAW03": 0}),
        outside=lambda org: sent(org, values={"MEM07": 3}),
    ),
    "DQ02": Share(
        over=late,
        both=sent,
        outside=lambda org: monthly.monthly_report(org, month=free(org, SPRING), due_on=FAR),
    ),
    "DQ03": Share(over=returned, both=sent, outside=lambda org: sent(org, approved=False)),
    "DQ04": Share(
        over=lambda org: sent(org, values={"MEM07": 3}),
        both=objected,
        outside=lambda org: objected(org, approved=False),
    ),
}


def amended(org, day):
    monthly.event(reopened(org, day), "approved", day)


EVENTS = {
    "DQ05": Case(amended, lambda org, day: monthly.event(sent(org), "approved", day)),
    "DQ06": Case(reopened, lambda org, day: monthly.event(sent(org), "asked", day)),
}
