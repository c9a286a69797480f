"""A month opens by itself for every township on the day after its last (CA-01, CA-05)."""

import datetime as dt

from django.db.models import Value

from union_portal import parameters, periods
from union_portal.calendars import roll
from union_portal.organization.models import OrgUnit

from ..models import MonthlyReport
from ..sealed import in_sealed_year
from ..store import period_row


def due_on(month: periods.Period, division: str = "") -> dt.date:
    """The last day to hand it in, to its midnight; a rest day gives way to the next working day."""
    return roll(month.end.replace(day=parameters.value("report_due_day", month.end, division)))


def open_month(month: periods.Period) -> int:
    """A report for each township of that month that has none yet; how many. Run twice, it adds nothing;
    nor to a sealed year."""
    row = period_row(month)
    opened = MonthlyReport.objects.filter(period=row)
    missing = OrgUnit.objects.townships().on(month.last_day).exclude(pk__in=opened.values("org"))
    missing = missing.exclude(in_sealed_year(Value(row.pk), "pk"))
    made = MonthlyReport.objects.bulk_create(
        [MonthlyReport(org=unit, period=row, due_on=due_on(month, unit.division)) for unit in missing],
        ignore_conflicts=True,
    )
    return len(made)


def month_before(today: dt.date) -> periods.Period:
    """The month that townships report on from `today`'s first day on."""
    return periods.month(today.year, today.month).previous
