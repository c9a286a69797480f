"""What stands on the page of an enterprise, a contract, a negotiation."""

from django.db.models import Q

from enterprises.ledgers.registers import EnterpriseLedger
from enterprises.models import Enterprise
from union_portal.ledgers.declarations import Panel

from ..models import (
    Contract,
    Talks,
)
from .contracts import (
    AmendmentLedger,
    ClauseLedger,
    ContractCoverageLedger,
    ContractLedger,
    FilingLedger,
    PerformanceReportLedger,
)
from .talks import PauseLedger, RepresentativeLedger, TalksLedger

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
Panel(Enterprise, TalksLedger, lambda row: Q(enterprise=row), "集体协商", ["title", "offered_on", "state"])
Panel(
    Talks,
    RepresentativeLedger,
    lambda row: Q(talks=row),
    "双方代表",
    ["side", "name", "chief", "external", "post"],
)
Panel(Talks, PauseLedger, lambda row: Q(talks=row), "中止", ["since", "limit", "until", "reason"])
Panel(
    Contract,
    FilingLedger,
    lambda row: Q(contract=row),
    "报送",
    ["round", "submitted_on", "received_on", "objected_on"],
)
Panel(Contract, TalksLedger, lambda row: Q(contract=row), "协商过程", ["title", "offered_on", "state"])
Panel(Contract, ClauseLedger, lambda row: Q(contract=row), "条款", ["topic", "text"])
Panel(Contract, AmendmentLedger, lambda row: Q(contract=row), "变更", ["on", "what", "minimum_wage"])
Panel(Contract, PerformanceReportLedger, lambda row: Q(contract=row), "履约报告", ["on", "summary"])
EnterpriseLedger.actions = [
    *EnterpriseLedger.actions,
    ("发起协商", "talks-open", "bargaining.change"),
]
