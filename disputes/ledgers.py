"""Registers of disputes, recoveries, legal aid and inspection squads."""

from django.db.models import Q

from enterprises.ledgers.supervision import DefianceLedger
from enterprises.models import Defiance, Enterprise
from union_portal.ledgers.declarations import Ledger, Panel

from .models import Case, InspectionSquad, LegalAid, Recovery, Referral, SupervisionDocument, Supervisor
from .models.supervision import answer_due


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


class SupervisionDocumentLedger(Ledger):
    model = SupervisionDocument
    list_display = [
        "number",
        "enterprise",
        "org",
        "kind",
        "issued_on",
        "delivered_on",
        "answer_due",
        "answered_on",
        "outcome",
        "state",
    ]
    list_filter = ["org", "kind", "state", "issued_on", "answer_due"]
    search_fields = ["number", "enterprise__name", "enterprise__credit_code"]
    identity = [["enterprise", "kind", "issued_on"]]
    keys = {"enterprise": "credit_code", "defiance": "pk", "opinion": "number"}
    derived = {"answer_due": "delivered_on"}
    actions = [("打印文书", "supervision-paper", "disputes.view")]
    screens = {"三不督促": "ladder-list", "逾期未答复": "supervision-overdue"}
    sections = {
        "文书": ["org", "kind", "enterprise", "defiance", "opinion", "issued_on", "addressee", "matter"],
        "送达": ["delivered_on", "method", "receipt"],
        "答复": ["answered_on", "answer"],
    }

    def complete(self, columns):
        kinds, served = columns.get("kind"), columns.get("delivered_on")
        if kinds and served:
            columns["answer_due"] = list(map(answer_due, kinds, served))
        return ()


class ReferralLedger(Ledger):
    model = Referral
    list_display = ["enterprise", "org", "kind", "referred_on", "authority", "result", "since", "until"]
    list_filter = ["org", "kind", "referred_on"]
    search_fields = ["enterprise__name", "enterprise__credit_code", "authority"]
    identity = [["enterprise", "kind", "referred_on"]]
    keys = {"enterprise": "credit_code", "defiance": "pk"}


class SupervisorLedger(Ledger):
    model = Supervisor
    list_display = ["name", "org", "level", "certificate", "since", "until"]
    list_filter = ["org", "level", "until"]
    search_fields = ["name", "certificate"]
    identity = [["org", "certificate", "since"]]


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

PAPERS = ["number", "issued_on", "delivered_on", "answer_due", "answered_on", "outcome", "state"]
HANDED = ["kind", "referred_on", "authority", "result", "since", "until"]
Panel(Enterprise, SupervisionDocumentLedger, lambda row: Q(enterprise=row), "监督文书", PAPERS)
Panel(Enterprise, ReferralLedger, lambda row: Q(enterprise=row), "移送处理", HANDED)
Panel(Defiance, SupervisionDocumentLedger, lambda row: Q(defiance=row), "监督文书", PAPERS)
Panel(Defiance, ReferralLedger, lambda row: Q(defiance=row), "移送处理", HANDED)
Panel(SupervisionDocument, SupervisionDocumentLedger, lambda row: Q(opinion=row), "后续建议书", PAPERS)
DefianceLedger.screens["三不督促"] = "ladder-list"
DefianceLedger.actions = [("督促", "ladder", "disputes.view")]
