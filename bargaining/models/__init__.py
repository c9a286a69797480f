from .contracts import Contract, ContractCoverage
from .keeping import Amendment, Clause, ContractScan, Filing, PerformanceReport, Reminder
from .standing import Instructor, ModelEnterprise
from .steps import TalksPaper, TalksStep
from .talks import Pause, Representative, Talks

__all__ = [
    "Amendment",
    "Clause",
    "Contract",
    "ContractCoverage",
    "ContractScan",
    "Filing",
    "Instructor",
    "ModelEnterprise",
    "Pause",
    "PerformanceReport",
    "Reminder",
    "Representative",
    "Talks",
    "TalksPaper",
    "TalksStep",
]
