"""Registers of members, memberships, cards and honours."""

import datetime as dt

from django.db.models import Q

from enterprises.models import Enterprise, GrassrootsUnion, OutreachMeeting
from union_portal.ledgers.declarations import Ledger, Panel

from . import declared, marks
from .completing import complete_people
from .life.sheets import unfit_transfers
from .models import (
    Card,
    CardBatch,
    DeclaredMembers,
    Delegate,
    DuplicatePair,
    Honour,
    HonourCare,
    JoiningDoor,
    Member,
    Membership,
    MembershipApplication,
    RecordUpdate,
    Studio,
    Transfer,
)


class MemberLedger(Ledger):
    model = Member
    list_display = [
        "name",
        "number",
        "workplace",
        "org",
        "card",
        "fault",
        "joined",
        "standing",
        "document",
        "mobile",
        "sex",
        "category",
    ]
    list_filter = ["org", "fault", "card", "standing", "sex", "category", "is_migrant", "collected_on"]
    search_fields = ["name", "initials", "number", "document", "mobile"]
    labels = marks.LABELS
    identity = [["document"]]
    derived = {"sex": "document", "born_on": "document"}
    actions = [
        ("会籍变更", "membership-changes", "members.change"),
        ("转出", "transfer-send", "members.change"),
    ]
    sections = {
        "身份": ["org", "number", "name", "document_type", "document", "sex", "born_on", "mobile"],
        "用工与户籍": ["category", "new_form", "household", "is_migrant", "is_nonlocal", "collected_on"],
        "登记表": ["education", "politics", "skill", "position", "employed_on", "retirement", "residence"],
        "证件与同意": ["document_until", "consent_on"],
    }

    def annotate(self, rows):
        return rows.annotate(**marks.marks(dt.date.today()))

    def complete(self, columns):
        return complete_people(columns)


class MembershipLedger(Ledger):
    model = Membership
    list_display = ["member", "org", "union", "employer", "standing", "start", "source", "since", "until"]
    list_filter = ["org", "standing", "start", "source", "channel", "since"]
    search_fields = ["member__name", "member__number", "union__name", "employer__name"]
    identity = [["member", "since"]]
    keys = {"member": "number", "union": "name", "employer": "credit_code", "host": "credit_code"}


class CardLedger(Ledger):
    model = Card
    list_display = ["member", "org", "member__number", "state", "applied_on", "issued_on", "ended_on", "end"]
    list_filter = ["org", "state", "issued_on", "end"]
    search_fields = ["member__name", "member__number"]
    screens = {"京卡办理进度": "card-road", "成批申办京卡": "card-apply"}
    identity = [["member", "applied_on"]]
    keys = {"member": "number", "replaces": "pk"}
    sections = {
        "京卡": ["org", "member", "number", "valid_until", "replaces"],
        "经过": ["applied_on", "sent_on", "produced_on", "delivered_on", "issued_on", "ended_on", "end"],
    }


class HonourLedger(Ledger):
    model = Honour
    list_display = ["holder", "org", "title", "level", "awarded_on", "enterprise"]
    list_filter = ["org", "title", "level", "awarded_on"]
    search_fields = ["holder"]
    screens = {"荣誉按年度": "honours", "劳模应享服务": "honours-due"}
    identity = [["holder", "title", "awarded_on"]]
    keys = {"member": "number", "enterprise": "credit_code"}


class DelegateLedger(Ledger):
    model = Delegate
    list_display = ["name", "org", "congress", "body", "elected_on", "until", "frontline"]
    list_filter = ["org", "body", "elected_on", "frontline"]
    search_fields = ["name", "congress"]
    identity = [["name", "congress", "body", "elected_on"]]
    keys = {"member": "number"}


class RecordUpdateLedger(Ledger):
    model = RecordUpdate
    list_display = ["member", "org", "on", "what"]
    list_filter = ["org", "on"]
    search_fields = ["member__name", "member__number", "what"]
    identity = [["member", "on", "what"]]
    keys = {"member": "number"}


class DeclaredMembersLedger(Ledger):
    model = DeclaredMembers
    list_display = ["org", "month", "members", "registered", "gap", "note"]
    list_filter = ["org", "month"]
    search_fields = ["org__name", "note"]
    identity = [["org", "month"]]
    labels = {"registered": "登记会员数", "gap": "填报减登记"}

    def annotate(self, rows):
        return rows.annotate(registered=declared.REGISTERED, gap=declared.GAP)


class HonourCareLedger(Ledger):
    model = HonourCare
    list_display = ["honour__holder", "org", "honour__title", "kind", "on", "amount"]
    list_filter = ["org", "kind", "on"]
    search_fields = ["honour__holder"]
    identity = [["honour", "kind", "on"]]
    keys = {"honour": "pk"}


class StudioLedger(Ledger):
    model = Studio
    list_display = ["name", "org", "leader", "level", "enterprise", "since", "until"]
    list_filter = ["org", "level"]
    search_fields = ["name", "leader"]
    identity = [["org", "name"]]
    keys = {"member": "number", "enterprise": "credit_code"}


class MembershipApplicationLedger(Ledger):
    model = MembershipApplication
    list_display = ["name", "org", "document", "union", "employer", "channel", "applied_on", "state"]
    list_filter = ["org", "state", "channel", "applied_on"]
    search_fields = ["name", "document", "union__name"]
    identity = [["document", "applied_on"]]
    keys = {"union": "name", "employer": "credit_code"}


class TransferLedger(Ledger):
    model = Transfer
    list_display = ["member", "org", "from_union", "to_union", "to_employer", "requested_on", "state"]
    list_filter = ["org", "state", "requested_on"]
    search_fields = ["member__name", "member__number", "to_union__name"]
    identity = [["member", "requested_on"]]
    keys = {"member": "number", "to_union": "name", "to_employer": "credit_code"}

    def complete(self, columns):
        return unfit_transfers(columns)


class DuplicatePairLedger(Ledger):
    model = DuplicatePair
    list_display = ["one", "other", "org", "why", "found_on", "state", "decided_on"]
    list_filter = ["org", "state", "found_on"]
    search_fields = ["one__name", "other__name"]
    identity = [["one", "other"]]
    keys = {"one": "number", "other": "number"}


class CardBatchLedger(Ledger):
    model = CardBatch
    list_display = ["number", "org", "sent_on", "returned_on", "note"]
    list_filter = ["org", "sent_on"]
    search_fields = ["number"]
    identity = [["number"]]


class JoiningDoorLedger(Ledger):
    model = JoiningDoor
    list_display = ["title", "org", "union", "enterprise", "since", "until"]
    list_filter = ["org", "since"]
    search_fields = ["title", "union__name"]
    identity = [["org", "title"]]
    keys = {"union": "name", "enterprise": "credit_code", "meeting": "pk"}
    actions = [("打印海报", "door-poster", "members.view")]


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
