"""What stands on the page of a member, a union, an enterprise, a meeting."""

from django.db.models import Q

from enterprises.models import Enterprise, GrassrootsUnion, OutreachMeeting
from union_portal.ledgers.declarations import Panel

from ..models import (
    CardBatch,
    Honour,
    Member,
)
from .cards import CardLedger
from .honours import HonourCareLedger, HonourLedger
from .people import MembershipLedger, TransferLedger


def joined_at(meeting) -> Q:
    """现场入会: admitted through a meeting on its day, in its enterprise or, if it had none, its township."""
    there = Q(employer=meeting.enterprise_id) if meeting.enterprise_id else Q(org=meeting.org_id)
    return there & Q(start="admission", channel="meeting", admitted_on=meeting.held_on)


SPELL = ["union", "employer", "standing", "start", "since", "until", "end"]
Panel(Member, MembershipLedger, lambda row: Q(member=row), "会籍", SPELL)
Panel(Member, CardLedger, lambda row: Q(member=row), "京卡", ["applied_on", "issued_on", "ended_on", "end"])
Panel(Member, HonourLedger, lambda row: Q(member=row), "荣誉", ["title", "awarded_on"])
NOW = ["member", "standing", "start", "since"]
Panel(Enterprise, MembershipLedger, lambda row: Q(employer=row, until=None), "在册会员", NOW)
Panel(GrassrootsUnion, MembershipLedger, lambda row: Q(union=row, until=None), "在册会员", NOW)
Panel(Member, TransferLedger, lambda row: Q(member=row), "接转", ["to_union", "requested_on", "state"])
Panel(CardBatch, CardLedger, lambda row: Q(batch=row), "批次内京卡", ["member", "state", "issued_on"])
Panel(Honour, HonourCareLedger, lambda row: Q(honour=row), "服务", ["kind", "on", "amount"])
Panel(
    OutreachMeeting, MembershipLedger, joined_at, "现场入会", ["member", "employer", "union", "admitted_on"]
)
