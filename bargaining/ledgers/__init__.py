"""The registers of this app; on a page, those of one module stand side by side."""

from . import panels
from .contracts import (
    AmendmentLedger,
    ClauseLedger,
    ContractCoverageLedger,
    ContractLedger,
    FilingLedger,
    InstructorLedger,
    ModelEnterpriseLedger,
    PerformanceReportLedger,
)
from .talks import PauseLedger, RepresentativeLedger, TalksLedger

__all__ = [
    "AmendmentLedger",
    "ClauseLedger",
    "ContractCoverageLedger",
    "ContractLedger",
    "FilingLedger",
    "InstructorLedger",
    "ModelEnterpriseLedger",
    "PauseLedger",
    "PerformanceReportLedger",
    "RepresentativeLedger",
    "TalksLedger",
    "panels",
]
