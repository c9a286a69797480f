"""What the chinesecalendar package knows (2004 to 2026 in 1.11), as rows for WorkCalendar."""

import datetime as dt
from collections.abc import Iterator

from chinese_calendar import is_workday
from chinese_calendar.constants import Holiday, holidays, workdays

NAMES = {holiday.value: holiday.chinese for holiday in Holiday}


def exceptions() -> Iterator[tuple[dt.date, bool, str]]:
    """Day, whether it is worked, and why: only the days that differ from Monday-to-Friday."""
    for day in sorted(holidays.keys() | workdays.keys()):
        worked = is_workday(day)
        if worked != (day.weekday() < 5):
            yield day, worked, f"{NAMES[workdays[day]]}调休上班" if worked else NAMES[holidays[day]]
