"""Legal time limits: working days with 调休, months, rolling (domain.md §0.3; 民法典 art. 201-203)."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import DateField, Func, TextChoices, Value
from django.db.models.expressions import Combinable

from union_portal import parameters
from union_portal.parameters.models import WorkCalendar

from .periods import add_months

__all__ = [
    "LegalDeadline",
    "RollPolicy",
    "Unit",
    "add_days",
    "add_months",
    "add_working_days",
    "calendar_warnings",
    "deadline",
    "effective_on",
    "is_working_day",
    "retirement_date",
    "roll",
    "rule_deadline",
    "second_thursday",
    "term_end",
    "working_days_between",
]
DAY = dt.timedelta(1)
THURSDAY = 3


class Unit(TextChoices):
    CALENDAR_DAY = "CALENDAR_DAY", "日"
    WORKING_DAY = "WORKING_DAY", "个工作日"
    MONTH = "MONTH", "个月"
    YEAR = "YEAR", "年"


class RollPolicy(TextChoices):
    FORWARD = "FORWARD", "顺延至下一工作日"
    NONE = "NONE", "不顺延"


def is_working_day(day: dt.date) -> bool:
    """By the State Council's notice where it names the day, else Monday to Friday."""
    return WorkCalendar.exceptions().get(day, day.weekday() < 5)


def calendar_warnings(since: dt.date, until: dt.date) -> list[str]:
    """GN-14: the years from `since` to `until` whose holiday notice has not been loaded."""
    noticed = WorkCalendar.noticed_years()
    missing = (year for year in range(since.year, until.year + 1) if year not in noticed)
    return [f"缺少{year}年节假日安排，期限计算可能不准" for year in missing]


def add_days(start: dt.date, n: int) -> dt.date:
    """The n-th day after `start`, which itself does not count (GN-11)."""
    return start + n * DAY


def add_working_days(start: dt.date, n: int) -> dt.date:
    """The n-th working day after `start` (before it, if negative); `start` itself does not count (GN-13)."""
    step = DAY if n > 0 else -DAY
    for _ in range(abs(n)):
        start += step
        while not is_working_day(start):
            start += step
    return start


def working_days_between(start: dt.date, end: dt.date) -> int:
    """Working days after `start`, up to and including `end`."""
    return sum(map(is_working_day, _days_after(start, end)))


def roll(day: dt.date, policy: str = RollPolicy.FORWARD) -> dt.date:
    """GN-12: a period that would end on a rest day ends on the next working day."""
    while policy == RollPolicy.FORWARD and not is_working_day(day):
        day += DAY
    return day


def deadline(
    start: dt.date, n: int, unit: str = Unit.CALENDAR_DAY, roll_policy: str = RollPolicy.FORWARD
) -> dt.date:
    """The last day of a period of `n` units that begins after `start` (GN-11 to GN-13)."""
    match Unit(unit):
        case Unit.WORKING_DAY:
            return add_working_days(start, n)
        case Unit.CALENDAR_DAY:
            raw = add_days(start, n)
        case Unit.MONTH:
            raw = add_months(start, n)
        case Unit.YEAR:
            raw = add_months(start, 12 * n)
    return roll(raw, roll_policy)


def effective_on(
    start: dt.date, n: int, unit: str = Unit.CALENDAR_DAY, roll_policy: str = RollPolicy.FORWARD
) -> dt.date:
    """Silence rules (GN-15): in force on the day after the period's last day."""
    return deadline(start, n, unit, roll_policy) + DAY


def rule_deadline(code: str, start: dt.date, scope: str = "") -> dt.date:
    """The deadline by the rule in force on `start`: a parameter {"n": 20, "unit": "CALENDAR_DAY"}."""
    return deadline(start, **parameters.value(code, start, scope))


class LegalDeadline(Func):
    """`rule_deadline` of a column, worked out by the database; NULL where the column is, or no rule holds."""

    function = "legal_deadline"
    output_field = DateField()

    def __init__(self, code: str, start: str | Combinable, **extra):
        parameters.note(code)
        super().__init__(Value(code), start, **extra)


def term_end(start: dt.date, months: int) -> dt.date:
    """The last day of a term that begins on `start` and counts it (CB-41): 2024-05-01 for 36 → 2027-04-30."""
    return add_months(start, months) - DAY


def second_thursday(year: int, month: int) -> dt.date:
    """职工沟通日 (CA-09)."""
    first = dt.date(year, month, 1)
    return first + ((THURSDAY - first.weekday()) % 7 + 7) * DAY


def retirement_date(birth: dt.date, retirement_class: str) -> dt.date:
    """Statutory retirement (CA-20) of the class M60, F55 or F50: the old age in its name, plus a month for
    every few months begun since the first day of the rule in force when that age is reached."""
    old_age = 12 * int(retirement_class[1:])
    reached = add_months(birth, old_age)
    rule = parameters.rule("retirement_delay", reached)
    pace = rule.value[retirement_class]
    begun = 12 * (reached.year - rule.since.year) + reached.month - rule.since.month + 1
    return add_months(birth, old_age + min(pace["most"], -(-begun // pace["every"])))


def _days_after(start: dt.date, end: dt.date) -> Iterator[dt.date]:
    while start < end:
        start += DAY
        yield start
