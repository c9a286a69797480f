"""Registers of contracts, what they say and what follows them."""

from union_portal.ledgers.declarations import Ledger

from ..models import (
    Amendment,
    Clause,
    Contract,
    ContractCoverage,
    Filing,
    Instructor,
    ModelEnterprise,
    PerformanceReport,
)
from ..sheets import unfit_contracts


class ContractLedger(Ledger):
    model = Contract
    screens = {
        "协商期限": "bargaining-worklist",
        "到期日历": "contract-expiry",
        "覆盖率": "bargaining-coverage",
        "目标差距": "bargaining-gap",
    }
    list_display = [
        "number", "org", "kind", "scope", "enterprise", "signed_on", "effective_on", "expires_on", "state"
    ]  # fmt: skip
    list_filter = ["org", "kind", "scope", "state", "women", "expires_on"]
    search_fields = ["number", "enterprise__name", "union__name", "area"]
    identity = [["number"]]
    keys = {
        "enterprise": "credit_code",
        "union": "name",
        "renews": "number",
        "parent": "number",
    }
    sections = {
        "合同": ["org", "number", "kind", "scope", "form", "enterprise", "area", "union", "labour_side"],
        "前后合同": ["renews", "parent"],
        "日期": ["signed_on", "filed_on", "starts_on", "effective_on", "expires_on", "published_on"],
        "条款": ["women", "raise_percent", "minimum_wage", "average_wage", "standardised_on", "remark"],
        "终止": ["terminated_on", "end", "end_filed_on"],
    }

    def complete(self, columns):
        return unfit_contracts(columns)


class ContractCoverageLedger(Ledger):
    model = ContractCoverage
    list_display = ["enterprise", "org", "contract", "contract__kind", "since", "until"]
    list_filter = ["org", "since"]
    search_fields = ["enterprise__name", "contract__number"]
    identity = [["contract", "enterprise", "since"]]
    keys = {"contract": "number", "enterprise": "credit_code"}


class FilingLedger(Ledger):
    model = Filing
    list_display = ["contract", "org", "round", "submitted_on", "received_on", "receipt_no", "objected_on"]
    list_filter = ["org", "submitted_on", "objected_on"]
    search_fields = ["contract__number", "receipt_no"]
    identity = [["contract", "round"]]
    keys = {"contract": "number"}


class ClauseLedger(Ledger):
    model = Clause
    list_display = ["contract", "org", "topic", "text"]
    list_filter = ["org", "topic"]
    search_fields = ["contract__number", "text"]
    identity = [["contract", "topic"]]
    keys = {"contract": "number"}


class AmendmentLedger(Ledger):
    model = Amendment
    list_display = ["contract", "org", "on", "what", "minimum_wage"]
    list_filter = ["org", "on"]
    search_fields = ["contract__number", "what"]
    identity = [["contract", "on"]]
    keys = {"contract": "number"}


class PerformanceReportLedger(Ledger):
    model = PerformanceReport
    list_display = ["contract", "org", "on", "meeting", "summary"]
    list_filter = ["org", "on"]
    search_fields = ["contract__number"]
    identity = [["contract", "on"]]
    keys = {"contract": "number", "meeting": "pk"}


class ModelEnterpriseLedger(Ledger):
    model = ModelEnterprise
    list_display = ["enterprise", "org", "since", "until", "evidence"]
    list_filter = ["org", "since"]
    search_fields = ["enterprise__name"]
    identity = [["enterprise", "since"]]
    keys = {"enterprise": "credit_code"}


class InstructorLedger(Ledger):
    model = Instructor
    list_display = ["name", "org", "unit", "certificate", "since", "until"]
    list_filter = ["org", "since"]
    search_fields = ["name", "unit"]
    identity = [["org", "name", "since"]]
