"""Registers of members, memberships, cards and honours."""

from django.db.models import Q

from enterprises.models import Enterprise, GrassrootsUnion, OutreachMeeting
from union_portal.ledgers.declarations import Ledger, Panel

from .completing import complete_people
from .models import Card, Delegate, Honour, Member, Membership


class MemberLedger(Ledger):
    model = Member
    list_display = ["name", "number", "org", "document", "sex", "mobile", "category", "collected_on"]
    list_filter = ["org", "sex", "category", "household", "is_migrant", "collected_on"]
    search_fields = ["name", "initials", "number", "document", "mobile"]
    identity = [["document"]]
    derived = {"sex": "document", "born_on": "document"}
    sections = {
        "身份": ["org", "number", "name", "document_type", "document", "sex", "born_on", "mobile"],
        "用工与户籍": ["category", "household", "is_migrant", "collected_on"],
    }

    def complete(self, columns):
        return complete_people(columns)


class MembershipLedger(Ledger):
    model = Membership
    list_display = ["member", "org", "union", "employer", "standing", "start", "source", "since", "until"]
    list_filter = ["org", "standing", "start", "source", "channel", "since"]
    search_fields = ["member__name", "member__number", "union__name", "employer__name"]
    identity = [["member", "since"]]
    keys = {"member": "number", "union": "name", "employer": "credit_code"}


class CardLedger(Ledger):
    model = Card
    list_display = ["member", "org", "member__number", "applied_on", "issued_on", "ended_on", "end"]
    list_filter = ["org", "issued_on", "end"]
    search_fields = ["member__name", "member__number"]
    identity = [["member", "applied_on"]]
    keys = {"member": "number", "replaces": "pk"}


class HonourLedger(Ledger):
    model = Honour
    list_display = ["holder", "org", "title", "awarded_on", "enterprise"]
    list_filter = ["org", "title", "awarded_on"]
    search_fields = ["holder"]
    identity = [["holder", "title", "awarded_on"]]
    keys = {"member": "number", "enterprise": "credit_code"}


class DelegateLedger(Ledger):
    model = Delegate
    list_display = ["name", "org", "congress", "elected_on", "frontline"]
    list_filter = ["org", "elected_on", "frontline"]
    search_fields = ["name", "congress"]
    identity = [["name", "congress", "elected_on"]]
    keys = {"member": "number"}


SPELL = ["union", "employer", "standing", "start", "since", "until", "end"]
Panel(Member, MembershipLedger, lambda row: Q(member=row), "会籍", SPELL)
Panel(Member, CardLedger, lambda row: Q(member=row), "京卡", ["applied_on", "issued_on", "ended_on", "end"])
Panel(Member, HonourLedger, lambda row: Q(member=row), "荣誉", ["title", "awarded_on"])
NOW = ["member", "standing", "start", "since"]


def joined_at(meeting: OutreachMeeting) -> Q:
    """现场入会: admitted through a meeting on its day, in its enterprise or, if it had none, its township."""
    there = Q(employer=meeting.enterprise_id) if meeting.enterprise_id else Q(org=meeting.org_id)
    return there & Q(start="admission", channel="meeting", admitted_on=meeting.held_on)


Panel(Enterprise, MembershipLedger, lambda row: Q(employer=row, until=None), "在册会员", NOW)
Panel(GrassrootsUnion, MembershipLedger, lambda row: Q(union=row, until=None), "在册会员", NOW)
Panel(
    OutreachMeeting, MembershipLedger, joined_at, "现场入会", ["member", "employer", "union", "admitted_on"]
)
