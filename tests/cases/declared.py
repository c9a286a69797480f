"""What townships type in their monthly reports: it counts for its month once it is approved."""

from functools import partial

from tests.make import monthly
from union_portal.periods import add_months
from union_portal.reporting.models import MonthlyReport
from union_portal.reporting.monthly.declared import DECLARED

from .counts import Case


def typed(code, org, day, **fields):
    """In the day's month, or in the first after it that has no report yet."""
    month = day.replace(day=1)
    while MonthlyReport.objects.filter(org=org, period__start=month).exists():
        month = add_months(month, 1)
    return monthly.handed_in(org, month=month, values={code: 3}, **fields)


EVENTS = {
    one.code: Case(partial(typed, one.code), partial(typed, one.code, approved=False), each=3)
    for one in DECLARED
}
