"""Whether a member has the plans that come with the card, in words (HA-40)."""

import datetime as dt

from django.utils import timezone

from members.faults import holding_cards, standing_of
from members.models import Member

from ..models import FREE

ELSEWHERE = "是否参加北京市基本医疗保险、单位是否按规定上缴经费，由市里核定"


def hindrances(member: Member, day: dt.date) -> list[str]:
    """Each reason for which a member lacks them on the day."""
    standing, found = standing_of(member, day), []
    if not standing.enrolled:
        found.append("没有在册会籍")
    elif not standing.qualified:
        faults = "、".join(fault.label for fault in standing.faults if fault.counts)
        found.append(f"会员信息不合格（{faults}）")
    if not holding_cards(day).filter(member=member).exists():
        found.append("手上没有京卡")
    return found


def told(member: Member) -> str:
    plans = "、".join(str(scheme.label) for scheme in FREE)
    if reasons := hindrances(member, timezone.localdate()):
        return f"持卡免费计划（{plans}）：现在不享有，{'；'.join(reasons)}"
    return f"持卡免费计划（{plans}）：享有；{ELSEWHERE}"
