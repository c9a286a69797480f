"""月报完成情况 (S34): townships by months in administrative order, quiet where a month is done."""

import datetime as dt
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from union_portal import periods
from union_portal.organization.models import OrgUnit

from ..models import MonthlyReport, ReportCell
from . import drift
from .acts import State
from .differences import late

WORDS = {
    "": "已锁定",
    "✓": "已通过",
    "审": "待审核",
    "退": "已退回",
    "填": "填报中",
    "未": "未填",
    "改": "更正中",
    "迟": "迟报",
}
"""What each mark says; blank is what needs nothing."""
TINTS = {"✓": "g", "审": "b", "退": "r", "填": "b", "未": "r", "改": "a", "迟": "a"}


@dataclass(frozen=True)
class Square:
    """One township's month. `mark` is empty where it is locked in time, or not yet due to be begun."""

    org: OrgUnit
    month: periods.Period
    report: MonthlyReport | None
    mark: str
    late: bool
    moved: int
    """How many of its figures the ledgers have otherwise since it was locked."""

    @property
    def words(self) -> str:
        """For ear and pointer: place, month, state, what is unusual."""
        told = WORDS[self.mark] if self.begun else "未到填报时间"
        more = [told] + ["迟报"] * (self.late and self.mark != "迟")
        more += [f"锁定后变动{self.moved}条"] if self.moved else []
        return f"{self.org.short_name}{self.month.start.month}月：{'，'.join(more)}"

    @property
    def begun(self) -> bool:
        return self.report is not None or self.mark != ""

    @property
    def handed_in(self) -> bool:
        """At some time, whatever became of it."""
        return self.report is not None and self.report.first_submitted_at is not None

    @property
    def tint(self) -> str:
        return TINTS.get(self.mark, "")


class Line(NamedTuple):
    """A township's year."""

    org: OrgUnit
    squares: list[Square]

    @property
    def owed(self) -> int:
        """Reports handed in, or whose last day is over."""
        return sum(one.late or one.handed_in for one in self.squares)

    @property
    def in_time(self) -> int:
        return sum(one.handed_in and not one.late for one in self.squares)


@dataclass(frozen=True)
class Month:
    """A column, and what of it is where."""

    period: periods.Period
    begun: bool
    numbers: dict[str, int]
    ready: int
    """Approved and not locked."""

    @property
    def unsent(self) -> int:
        return sum(self.numbers.get(mark, 0) for mark in ("未", "填", "退"))

    @property
    def words(self) -> str:
        """通过 11，待审核 6，…"""
        told = [f"{word} {self.numbers[mark]}" for mark, word in WORDS.items() if self.numbers.get(mark)]
        return "，".join(told)


@dataclass(frozen=True)
class Matrix:
    months: list[Month]
    lines: list[Line]


def matrix(unit: OrgUnit, year: int, today: dt.date) -> Matrix:
    """Four queries, however many townships and months."""
    months = [periods.month(year, number) for number in range(1, 13)]
    reports = of_year(unit, year)
    moved = drift.counts(reports)
    held = {(one.org_id, one.period.start): one for one in reports}
    lines = []
    for org in standing(unit, year):
        squares = [square(org, m, held.get((org.pk, m.start)), moved, today) for m in months]
        lines.append(Line(org, squares))
    return Matrix([column(m, number, lines, today) for number, m in enumerate(months)], lines)


def of_year(unit: OrgUnit, year: int) -> QuerySet[MonthlyReport]:
    cells = ReportCell.objects.filter(report=OuterRef("pk"))
    rows = MonthlyReport.objects.within(unit).filter(period__kind="MONTH", period__start__year=year)
    return rows.annotate(touched=Exists(cells)).select_related("period")


def standing(unit: OrgUnit, year: int) -> QuerySet[OrgUnit]:
    """Townships that stood at some time of the year."""
    rows = OrgUnit.objects.within(unit).townships().filter(since__lte=dt.date(year, 12, 31))
    return rows.exclude(until__lte=dt.date(year, 1, 1)).order_by("path")


def square(org: OrgUnit, month: periods.Period, report, moved: dict[int, int], today: dt.date) -> Square:
    tardy = late(report, today) if report and month.end <= today else False
    mark = mark_of(org, month, report, today, tardy=tardy)
    return Square(org, month, report, mark, tardy, moved.get(report.pk, 0) if report else 0)


def mark_of(org: OrgUnit, month: periods.Period, report, today: dt.date, *, tardy: bool) -> str:
    if report is None:
        there = org.since <= month.last_day and (org.until is None or org.until > month.last_day)
        return "未" if there and month.end <= today else ""
    match report.state:
        case State.SUBMITTED:
            return "审"
        case State.RETURNED:
            return "退"
        case State.REOPENED:
            return "改"
        case State.OPEN:
            return "填" if report.touched or report.filed else "未"
        case State.APPROVED:
            return "迟" if tardy else "✓"
    return "迟" if tardy else ""


def column(month: periods.Period, number: int, lines, today: dt.date) -> Month:
    squares = [squares[number] for _, squares in lines]
    numbers: dict[str, int] = {}
    for one in squares:
        if one.begun:
            numbers[one.mark] = numbers.get(one.mark, 0) + 1
    ready = sum(one.report is not None and one.report.state == State.APPROVED for one in squares)
    return Month(month, month.end <= today, numbers, ready)
