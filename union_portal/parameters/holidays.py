"""What the chinesecalendar package knows (2004 to 2026 in 1.11), as rows for WorkCalendar."""

import datetime as dt
from collections.abc import Iterator

from chinese_calendar import is_workday
from chinese_calendar.constants import Holiday, holidays, workdays

NAMES = {holiday.value: holiday.chinese for holiday in Holiday}
NOTICES = {
    2015: "国办发明电〔2014〕28号",
    2016: "国办发明电〔2015〕18号",
    2017: "国办发明电〔2016〕17号",
    2018: "国办发明电〔2017〕12号",
    2019: "国办发明电〔2018〕15号",
    2020: "国办发明电〔2019〕16号",
    2021: "国办发明电〔2020〕27号",
    2022: "国办发明电〔2021〕11号",
    2023: "国办发明电〔2022〕16号",
    2024: "国办发明电〔2023〕7号",
    2025: "国办发明电〔2024〕12号",
    2026: "国办发明电〔2025〕7号",
}
"""By the year the notice is for; the days of December it names lead up to New Year's Day."""
OWN_NOTICES = (
    (dt.date(2015, 9, 3), dt.date(2015, 9, 6), "国发明电〔2015〕1号"),
    (dt.date(2019, 4, 28), dt.date(2019, 5, 5), "国办发明电〔2019〕3号"),
    (dt.date(2020, 1, 31), dt.date(2020, 2, 2), "国办发明电〔2020〕1号"),
)
"""Days that a notice in the middle of the year changed."""


def exceptions() -> Iterator[tuple[dt.date, bool, str]]:
    """Day, whether it is worked, why and by which notice: only days that differ from Monday-to-Friday."""
    for day in sorted(holidays.keys() | workdays.keys()):
        worked = is_workday(day)
        if worked != (day.weekday() < 5):
            why = f"{NAMES[workdays[day]]}调休上班" if worked else NAMES[holidays[day]]
            by = notice(day)
            yield day, worked, f"{why}（{by}）" if by else why


def notice(day: dt.date) -> str:
    """The number of the State Council's notice that moved the day; none before 2015."""
    own = (number for first, last, number in OWN_NOTICES if first <= day <= last)
    return next(own, NOTICES.get(day.year + (day.month == 12), ""))
