"""Until when a month is to be handed in, in words."""

from django.utils import timezone

from ..models import MonthlyReport
from .filing import HANDED_IN

LONG_AGO = 60
"""Days after which nobody needs to be told how many."""


def due(report: MonthlyReport) -> str:
    """4月7日24:00截止，还有3天 · 已过2天，报送后标明迟报 · long ago, the date alone."""
    day, today = report.due_on, timezone.localdate()
    head = f"{day.month} 月 {day.day} 日 24:00 截止"
    if report.state in HANDED_IN:
        return head
    left = (day - today).days
    if left < -LONG_AGO:
        return f"{day.year} 年 {head}"
    if left < 0:
        return f"{head}，已过 {-left} 天，报送后标明迟报"
    return f"{head}，{f'还有 {left} 天' if left else '今天截止'}"


def late(report: MonthlyReport) -> bool:
    """Handed in for the first time after its last day, or not yet and that day is over."""
    at = report.first_submitted_at
    return (timezone.localdate(at) if at else timezone.localdate()) > report.due_on
