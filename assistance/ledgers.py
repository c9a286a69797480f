"""Registers of households in hardship, of help, and of funds."""

from django.db.models import Q

from members.models import Member
from union_portal.ledgers.declarations import Ledger, Panel

from .models import Aid, Fund, FundMovement, Household


class HouseholdLedger(Ledger):
    model = Household
    list_display = ["number", "org", "head", "category", "persons", "filed_on", "closed_on"]
    list_filter = ["org", "category", "filed_on", "exit"]
    search_fields = ["number", "head", "document"]
    identity = [["number"]]
    keys = {"member": "number"}


class AidLedger(Ledger):
    model = Aid
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
