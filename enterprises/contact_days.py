"""职工沟通日: the day of each month on which every township meets its workers (CA-09, A91)."""

import calendar
import datetime as dt
from collections.abc import Iterator

from union_portal import parameters
from union_portal.calendars import add_months, roll
from union_portal.periods import Period


def contact_days(period: Period) -> list[tuple[dt.date, dt.date]]:
    """(the day by the rule, the day it falls on when that is a day off) of each due in the period."""
    due = (contact_day(first) for first in _months(period))
    return [(day, roll(day)) for day in due if day and period.start <= day < period.end]


def contact_day(month: dt.date) -> dt.date | None:
    """By the rule in force on the month's first day; None before there was one."""
    try:
        rule = parameters.value("contact_day", month)
    except parameters.Missing:
        return None
    weeks = calendar.Calendar().monthdatescalendar(month.year, month.month)
    days = [week[rule["weekday"] - 1] for week in weeks if week[rule["weekday"] - 1].month == month.month]
    return days[rule["week"] - 1]


def _months(period: Period) -> Iterator[dt.date]:
    month = period.start.replace(day=1)
    while month < period.end:
        yield month
        month = add_months(month, 1)
