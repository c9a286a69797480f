"""Registers of collective contracts, their coverage, and model enterprises."""

from django.db.models import Q

from enterprises.models import Enterprise
from union_portal.ledgers.declarations import Ledger, Panel

from .models import Contract, ContractCoverage, ModelEnterprise


class ContractLedger(Ledger):
    model = Contract
    list_display = ["number", "org", "kind", "scope", "enterprise", "signed_on", "effective_on", "expires_on"]
    list_filter = ["org", "kind", "scope", "women", "expires_on"]
    search_fields = ["number", "enterprise__name", "union__name"]
    identity = [["number"]]
    keys = {"enterprise": "credit_code", "union": "name", "renews": "number"}
    sections = {
        "合同": ["org", "number", "kind", "scope", "enterprise", "union", "renews"],
        "日期": ["signed_on", "filed_on", "effective_on", "expires_on", "terminated_on"],
        "条款": ["women", "raise_percent", "minimum_wage", "standardised_on"],
    }


class ContractCoverageLedger(Ledger):
    model = ContractCoverage
    list_display = ["enterprise", "org", "contract", "contract__kind", "since", "until"]
    list_filter = ["org", "since"]
    search_fields = ["enterprise__name", "contract__number"]
    identity = [["contract", "enterprise", "since"]]
    keys = {"contract": "number", "enterprise": "credit_code"}


class ModelEnterpriseLedger(Ledger):
    model = ModelEnterprise
    list_display = ["enterprise", "org", "since", "until", "evidence"]
    list_filter = ["org", "since"]
    search_fields = ["enterprise__name"]
    identity = [["enterprise", "since"]]
    keys = {"enterprise": "credit_code"}


OWN = ["number", "kind", "signed_on", "effective_on", "expires_on"]
Panel(Enterprise, ContractLedger, lambda row: Q(enterprise=row), "本单位集体合同", OWN)
Panel(
    Enterprise,
    ContractCoverageLedger,
    lambda row: Q(enterprise=row),
    "区域、行业合同覆盖",
    ["contract", "contract__kind", "since", "until"],
)
Panel(
    Contract,
    ContractCoverageLedger,
    lambda row: Q(contract=row),
    "覆盖名单",
    ["enterprise", "since", "until"],
)
