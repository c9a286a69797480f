"""Registers of disputes, recoveries, legal aid and inspection squads."""

from django.db.models import Q

from enterprises.models import Enterprise
from union_portal.ledgers.declarations import Ledger, Panel

from .models import Case, InspectionSquad, LegalAid, Recovery


class CaseLedger(Ledger):
    model = Case
    list_display = [
        "number",
        "org",
        "source",
        "claim",
        "workers",
        "enterprise",
        "received_on",
        "accepted_on",
        "state",
    ]
    list_filter = ["org", "source", "claim", "state", "accepted_on"]
    search_fields = ["number", "enterprise__name", "respondent"]
    identity = [["number"]]
    keys = {"enterprise": "credit_code"}
    sections = {
        "收案": ["org", "number", "source", "received_on", "claim", "applicant", "workers"],
        "被申请人": ["enterprise", "respondent"],
    }


class RecoveryLedger(Ledger):
    model = Recovery
    list_display = ["case", "org", "channel", "case__claim", "agreed_on", "claimed", "agreed", "performed"]
    list_filter = ["org", "channel", "agreed_on"]
    search_fields = ["case__number"]
    identity = [["case"]]
    keys = {"case": "number"}


class LegalAidLedger(Ledger):
    model = LegalAid
    list_display = ["number", "org", "claim", "document", "accepted_on", "lawyer", "closed_on"]
    list_filter = ["org", "claim", "accepted_on"]
    search_fields = ["number", "lawyer", "document"]
    identity = [["number"]]
    keys = {"case": "number"}


class InspectionSquadLedger(Ledger):
    model = InspectionSquad
    list_display = ["name", "org", "members", "since", "until"]
    list_filter = ["org", "since"]
    search_fields = ["name"]
    identity = [["org", "name", "since"]]


Panel(
    Enterprise,
    CaseLedger,
    lambda row: Q(enterprise=row),
    "劳动争议",
    ["number", "claim", "workers", "accepted_on", "state"],
)
Panel(
    Case,
    RecoveryLedger,
    lambda row: Q(case=row),
    "挽回损失",
    ["channel", "agreed_on", "claimed", "agreed", "performed"],
)
Panel(Case, LegalAidLedger, lambda row: Q(case=row), "法律援助", ["number", "accepted_on", "lawyer"])
