"""How long a month has, in words: what is late is marked, and nobody is told of it for years."""

import datetime as dt

import pytest
from django.utils import timezone

from union_portal.reporting.models import MonthlyReport
from union_portal.reporting.monthly.deadline import due


@pytest.mark.parametrize(
    ("left", "says"),
    [
        (3, "，还有 3 天"),
        (0, "，今天截止"),
        (-1, "，已过 1 天，报送后标明迟报"),
        (-60, "，已过 60 天，报送后标明迟报"),
        (-61, ""),
    ],
)
def test_a_month_says_how_long_it_has(left, says):
    day = timezone.localdate() + dt.timedelta(left)
    year = f"{day.year} 年 " if left < -60 else ""

    assert (
        due(MonthlyReport(due_on=day, state="open")) == f"{year}{day.month} 月 {day.day} 日 24:00 截止{says}"
    )


def test_what_is_handed_in_is_not_counted_down():
    report = MonthlyReport(due_on=dt.date(2015, 4, 7), state="submitted")

    assert due(report) == "4 月 7 日 24:00 截止"
