"""Registers of households in hardship, of help, of funds, and of mutual aid."""

from django.db.models import Q

from members.models import Member
from members.pages.told import Told
from union_portal.ledgers.declarations import Ledger, Panel

from .models import Aid, Enrolment, Fund, FundMovement, Household, MutualClaim
from .mutual.eligibility import told
from .mutual.sheets import unfit_claims, unfit_enrolments


class HouseholdLedger(Ledger):
    model = Household
    kept_apart = True
    list_display = ["number", "org", "head", "category", "persons", "filed_on", "closed_on"]
    list_filter = ["org", "category", "filed_on", "exit"]
    search_fields = ["number", "head", "document"]
    identity = [["number"]]
    keys = {"member": "number"}


class AidLedger(Ledger):
    model = Aid
    kept_apart = True
    list_display = [
        "number",
        "org",
        "kind",
        "beneficiary",
        "applied_on",
        "approved_on",
        "paid_on",
        "amount",
        "state",
    ]
    list_filter = ["org", "kind", "state", "paid_on"]
    search_fields = ["number", "beneficiary"]
    identity = [["number"]]
    keys = {"household": "number", "member": "number"}
    author = "applied_by"
    sections = {
        "申请": ["org", "number", "kind", "household", "member", "beneficiary", "applied_on", "amount"]
    }


class FundLedger(Ledger):
    model = Fund
    list_display = ["name", "org"]
    list_filter = ["org"]
    search_fields = ["name"]
    identity = [["org", "name"]]


class FundMovementLedger(Ledger):
    model = FundMovement
    list_display = ["fund", "org", "kind", "moved_on", "amount", "source"]
    list_filter = ["org", "kind", "moved_on"]
    search_fields = ["fund__name", "source"]
    identity = [["fund", "kind", "moved_on", "amount"]]
    keys = {"fund": "name"}


class EnrolmentLedger(Ledger):
    model = Enrolment
    list_display = ["member", "org", "member__number", "scheme", "since", "until", "payer", "policy"]
    list_filter = ["org", "scheme", "since", "until", "payer"]
    search_fields = ["member__name", "member__number", "policy"]
    screens = {"互助保障概况": "mutual-aid"}
    identity = [["member", "scheme", "since"]]
    keys = {"member": "number"}

    def complete(self, columns):
        return unfit_enrolments(columns)


class MutualClaimLedger(Ledger):
    model = MutualClaim
    kept_apart = True
    list_display = ["number", "org", "member", "scheme", "reported_on", "state", "paid_on", "paid"]
    list_filter = ["org", "scheme", "state", "reported_on", "paid_on"]
    search_fields = ["number", "member__name", "member__number"]
    identity = [["number"]]
    keys = {"member": "number"}
    author = "reported_by"
    sections = {
        "理赔申请": ["org", "number", "member", "scheme", "event_on", "cause", "claimed", "reported_on"],
        "办理": ["accepted_on", "paid_on", "paid", "refused_on", "reason"],
    }

    def complete(self, columns):
        return unfit_claims(columns)


Panel(
    Household,
    AidLedger,
    lambda row: Q(household=row),
    "救助",
    ["number", "kind", "applied_on", "paid_on", "amount", "state"],
)
Panel(Fund, FundMovementLedger, lambda row: Q(fund=row), "收支", ["kind", "moved_on", "amount", "source"])
HELD = ["number", "category", "filed_on", "closed_on"]
Panel(Member, HouseholdLedger, lambda row: Q(member=row), "困难档案", HELD)
Panel(Member, AidLedger, lambda row: Q(member=row), "帮扶", ["number", "kind", "applied_on", "state"])


def of_person(row) -> Q:
    """Also what was registered under a record since merged into this one."""
    return Q(member=row) | Q(member__merged_into=row)


COVER = ["scheme", "since", "until", "payer"]
Told(Member, EnrolmentLedger, of_person, "互助保障", COVER, says=told)
Panel(
    Member, MutualClaimLedger, of_person, "互助理赔", ["number", "scheme", "reported_on", "state", "paid_on"]
)
