"""A year's months: when each opens and is due, how far its townships are; and the year's days off."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Max, Min, Q

from union_portal import parameters, periods
from union_portal.calendars import is_working_day
from union_portal.organization.models import OrgUnit
from union_portal.parameters.models import RuleParameter, WorkCalendar

from ..models import MonthlyReport
from ..monthly.opening import due_on
from ..review.matrix import standing

DUE = "report_due_day"
DAY = dt.timedelta(1)
COUNTS = {
    "reports": Count("pk"),
    "first_due": Min("due_on"),
    "last_due": Max("due_on"),
    "filed": Count("pk", filter=Q(first_submitted_at__isnull=False)),
    "approved": Count("pk", filter=Q(accepted__isnull=False)),
    "locked": Count("pk", filter=Q(state=MonthlyReport.State.LOCKED)),
}


@dataclass(frozen=True)
class Month:
    """`first_due` and `last_due` differ where townships were given different days."""

    period: periods.Period
    townships: int
    reports: int
    first_due: dt.date
    last_due: dt.date
    filed: int
    approved: int
    locked: int
    day: int
    """The due day by the rule, before it gives way to a day off."""
    source: str

    @property
    def opens_on(self) -> dt.date:
        return self.period.end

    @property
    def opened(self) -> bool:
        return self.reports > 0

    @property
    def put_off(self) -> bool:
        meant = self.last_due.replace(day=self.day)
        return meant < self.last_due and not is_working_day(meant)

    def state(self, today: dt.date) -> tuple[str, str]:
        """In a word, with its tint."""
        if not self.opened:
            return "没有月报" if self.opens_on <= today else "未开放", "n"
        if self.locked >= self.townships:
            return "已锁定", "g"
        return ("填报中", "b") if today <= self.last_due else ("已截止", "a")


def months_of(unit: OrgUnit, year: int) -> list[Month]:
    """Two queries. An opened month has the day it was opened with, a later one that of the rules."""
    reports = MonthlyReport.objects.within(unit).filter(period__kind="MONTH", period__start__year=year)
    known = {
        row.pop("period__start"): row for row in reports.order_by().values("period__start").annotate(**COUNTS)
    }
    units = list(standing(unit, year))
    return [month_of(unit, periods.month(year, number), known, units) for number in range(1, 13)]


def month_of(unit: OrgUnit, month: periods.Period, known: dict, units: Iterable[OrgUnit]) -> Month:
    last = month.last_day
    there = sum(one.since <= last and (one.until is None or one.until > last) for one in units)
    rule = parameters.rule(DUE, month.end, unit.division)
    if row := known.get(month.start):
        return Month(month, max(there, row["reports"]), day=rule.value, source=rule.source, **row)
    due = due_on(month, unit.division)
    return Month(month, there, 0, due, due, 0, 0, 0, rule.value, rule.source)


def rules_of_due(unit: OrgUnit) -> list[tuple[RuleParameter, periods.Period | None, periods.Period | None]]:
    """What the unit's due days rest on, the narrowest and latest first, from which month to which."""
    scopes = parameters.scopes(unit.division)
    rows = RuleParameter.objects.filter(code=DUE, scope_division__in=scopes)
    order = sorted(
        rows, key=lambda row: (scopes.index(row.scope_division), -(row.since or dt.date.min).toordinal())
    )
    return [
        (row, month_due_after(row.since), month_due_after(row.until - DAY if row.until else None))
        for row in order
    ]


def month_due_after(day: dt.date | None) -> periods.Period | None:
    """The month whose report falls due in the month of this day."""
    return periods.month(day.year, day.month).previous if day else None


@dataclass(frozen=True)
class DaysOff:
    """Days in a row for one reason: free, weekends that adjoin them included, or worked instead."""

    first: dt.date
    last: dt.date
    worked: bool
    name: str
    source: str


def days_off(year: int) -> list[DaysOff]:
    """What the notices say of the year: 春节 2月18日～24日, 国办发明电〔2014〕28号."""
    spans: list[list] = []
    for row in WorkCalendar.objects.filter(day__year=year):
        told = (row.is_workday, row.note)
        if spans and spans[-1][2] == told and free_between(spans[-1][1], row.day, worked=row.is_workday):
            spans[-1][1] = row.day
        else:
            spans.append([row.day, row.day, told])
    return [days_told(first, last, *told) for first, last, told in spans]


def free_between(first: dt.date, last: dt.date, *, worked: bool) -> bool:
    """Whether nothing but what is told lies between: of worked days nothing at all."""
    between = [first + n * DAY for n in range(1, (last - first).days)]
    return not between if worked else not any(map(is_working_day, between))


def days_told(first: dt.date, last: dt.date, worked: bool, note: str) -> DaysOff:
    name, _, source = note.partition("（")
    while not worked and is_weekend(first - DAY):
        first -= DAY
    while not worked and is_weekend(last + DAY):
        last += DAY
    return DaysOff(first, last, worked, name, source.removesuffix("）"))


def is_weekend(day: dt.date) -> bool:
    return day.weekday() >= 5 and not is_working_day(day)


def still_to_open(today: dt.date, count: int = 13) -> list[periods.Period]:
    """The running month and those after it: their townships have not been told a day yet."""
    first = periods.month(today.year, today.month)
    starts = [periods.add_months(first.start, ahead) for ahead in range(count)]
    return [periods.month(start.year, start.month) for start in starts]
