"""Registers of members and their memberships."""

import datetime as dt

from union_portal.ledgers.declarations import Ledger

from .. import declared, marks
from ..completing import complete_people
from ..life.sheets import unfit_transfers
from ..models import (
    DeclaredMembers,
    DuplicatePair,
    Member,
    Membership,
    RecordUpdate,
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
