"""The date ranges figures are computed for, and what places a row in one (CA-02, CA-03)."""

import calendar
import datetime as dt
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q, TextChoices


class Kind(TextChoices):
    CAL_YEAR = "CAL_YEAR", "日历年度"
    ACFTU_YEAR = "ACFTU_YEAR", "全总统计年度"
    MONTH = "MONTH", "月"
    QUARTER = "QUARTER", "季度"
    TERM = "TERM", "届期"
    CUSTOM = "CUSTOM", "自定义"


@dataclass(frozen=True)
class Period:
    """[start, end): `end` is the day after the last one."""

    start: dt.date
    end: dt.date
    kind: str
    label: str

    def __str__(self):
        return self.label

    @property
    def last_day(self) -> dt.date:
        return self.end - dt.timedelta(1)

    @property
    def code(self) -> str:
        """`parse(period.code, period.kind)` gives the period back."""
        match self.kind:
            case Kind.CAL_YEAR | Kind.ACFTU_YEAR:
                return f"{self.last_day.year}"
            case Kind.MONTH:
                return f"{self.start:%Y-%m}"
            case Kind.QUARTER:
                return f"{self.start.year}Q{(self.start.month + 2) // 3}"
            case Kind.TERM:
                return f"{self.start.year}-{self.last_day.year}"
        return f"{self.start}~{self.last_day}"

    @property
    def full_code(self) -> str:
        """`parse` reads it without being told the kind."""
        return f"{self.code}统计年度" if self.kind == Kind.ACFTU_YEAR else self.code

    @property
    def in_short(self) -> str:
        """2015统计年度, without its days."""
        return self.full_code if self.kind == Kind.ACFTU_YEAR else self.label

    @property
    def previous(self) -> "Period":
        """The period of the same length that ends where this one starts."""
        if self._months:
            return self._moved(-self._months)
        return custom(self.start - (self.end - self.start), self.start - dt.timedelta(1))

    @property
    def same_last_year(self) -> "Period":
        """上年同期."""
        return self._moved(-12)

    @property
    def _months(self) -> int:
        """Whole calendar months covered; 0 if the range cuts a month."""
        if self.start.day != 1 or self.end.day != 1:
            return 0
        return (self.end.year - self.start.year) * 12 + self.end.month - self.start.month

    def _moved(self, months: int) -> "Period":
        start = add_months(self.start, months)
        if self._months:
            return _whole(self.kind, start, self._months)
        return custom(start, add_months(self.last_day, months))

    def covers(self, field: str) -> Q:
        """Events dated in the period."""
        return Q(**{f"{field}__gte": self.start, f"{field}__lt": self.end})

    def before(self, field: str) -> Q:
        """Events dated on or before the last day."""
        return Q(**{f"{field}__lt": self.end})

    def ends_with(self, since: str, until: str) -> Q:
        """Rows that hold at the close of the last day (stock at the end)."""
        return open_on(self.last_day, since, until)

    def begins_with(self, since: str, until: str) -> Q:
        """Rows that held at the close of the day before the period (opening stock)."""
        return open_on(self.start - dt.timedelta(1), since, until)


def open_on(day: dt.date, since: str, until: str) -> Q:
    """Rows whose half-open [since, until) holds on `day`."""
    return (Q(**{until: None}) | Q(**{f"{until}__gt": day})) & Q(**{f"{since}__lte": day})


def year(number: int) -> Period:
    return _whole(Kind.CAL_YEAR, dt.date(number, 1, 1), 12)


def acftu_year(number: int) -> Period:
    """10-01 of the year before to 09-30, as in the national survey of 2014 (CA-03)."""
    return _whole(Kind.ACFTU_YEAR, dt.date(number - 1, 10, 1), 12)


def month(in_year: int, number: int) -> Period:
    return _whole(Kind.MONTH, dt.date(in_year, number, 1), 1)


def quarter(in_year: int, number: int) -> Period:
    return _whole(Kind.QUARTER, dt.date(in_year, number * 3 - 2, 1), 3)


def term(first: int, last: int) -> Period:
    """Whole calendar years, both included, such as the five between two congresses."""
    if first >= last:
        raise ValueError(f"届期的首年{first}应早于末年{last}")
    return _whole(Kind.TERM, dt.date(first, 1, 1), 12 * (last - first + 1))


def custom(start: dt.date, last: dt.date) -> Period:
    """Both days included, as people type them."""
    if start > last:
        raise ValueError(f"统计期的开始日期{start}不能晚于结束日期{last}")
    return Period(start, last + dt.timedelta(1), Kind.CUSTOM, _days(start, last))


def add_months(day: dt.date, months: int) -> dt.date:
    """The same-numbered day, or the month's last where there is none (GN-11); `months` may be negative."""
    index = day.year * 12 + day.month - 1 + months
    in_year, zero_based = divmod(index, 12)
    return dt.date(in_year, zero_based + 1, min(day.day, calendar.monthrange(in_year, zero_based + 1)[1]))


def parse(
    code: str = "",
    kind: str | None = None,
    start: dt.date | str | None = None,
    last: dt.date | str | None = None,
) -> Period:
    """The period of a command line or an address: 2015, 2015-03, 2011-2015 …, or two days without a code."""
    if kind not in (None, *Kind.values):
        raise ValueError(f"统计期类型“{kind}”无法识别，应为{'、'.join(Kind.values)}之一")
    if start or last:
        if kind not in (None, Kind.CUSTOM):
            raise ValueError(f"给出起止日期时统计期类型应为CUSTOM，不能是{kind}")
        if not (start and last):
            raise ValueError("自定义统计期应同时给出开始日期和结束日期")
        return custom(_date(start), _date(last))
    for found, (pattern, make, _) in FORMS.items():
        match = re.fullmatch(pattern, code.strip().upper(), re.ASCII)
        if match and kind in (None, found):
            return make(*match.groups())
    forms = [form for found, (*_, form) in FORMS.items() if kind in (None, found)]
    raise ValueError(f"统计期“{code}”无法识别，应写作{'、'.join(dict.fromkeys(forms))}")


YEAR, DAY = r"((?:19|20)\d\d)", r"((?:19|20)\d\d-\d\d-\d\d)"
# kind → how it is written, what makes it of the parts, an example; a bare year is a calendar year
FORMS: dict[Kind, tuple[str, Callable[..., Period], str]] = {
    Kind.CAL_YEAR: (YEAR, lambda y: year(int(y)), "2015"),
    Kind.ACFTU_YEAR: (f"{YEAR}(?:统计年度)?", lambda y: acftu_year(int(y)), "2015统计年度"),
    Kind.MONTH: (f"{YEAR}-(0[1-9]|1[0-2])", lambda y, m: month(int(y), int(m)), "2015-03"),
    Kind.QUARTER: (f"{YEAR}-?Q([1-4])", lambda y, q: quarter(int(y), int(q)), "2015Q1"),
    Kind.TERM: (f"{YEAR}-{YEAR}", lambda a, b: term(int(a), int(b)), "2011-2015"),
    Kind.CUSTOM: (f"{DAY}[~～]{DAY}", lambda a, b: custom(_date(a), _date(b)), "2014-10-01~2015-09-30"),
}


def _date(value: dt.date | str) -> dt.date:
    try:
        day = value if isinstance(value, dt.date) else dt.date.fromisoformat(value)
    except ValueError:
        day = dt.date.min
    if not 1900 <= day.year < 2100:
        raise ValueError(f"日期“{value}”无效，应写作2015-03-31")
    return day


def _whole(kind: str, start: dt.date, months: int) -> Period:
    end = add_months(start, months)
    days = _days(start, end - dt.timedelta(1))
    labels: dict[str, str] = {
        Kind.CAL_YEAR: f"{start.year}年全年",
        Kind.ACFTU_YEAR: f"{end.year}统计年度（{days}）",
        Kind.MONTH: f"{start.year}年{start.month}月",
        Kind.TERM: f"{start.year}—{(end - dt.timedelta(1)).year}年",
        Kind.QUARTER: f"{start.year}年第{'一二三四'[(start.month - 1) // 3]}季度",
    }
    return Period(start, end, kind, labels.get(kind, days))


def _days(start: dt.date, last: dt.date) -> str:
    return "～".join(f"{day.year}年{day.month}月{day.day}日" for day in (start, last))
