from .contracts import Contract, ContractCoverage
from .keeping import Amendment, Clause, Filing, PerformanceReport, Reminder
from .standing import Instructor, ModelEnterprise
from .talks import Pause, Representative, Talks, TalksPaper, TalksStep

__all__ = [
    "Amendment",
    "Clause",
    "Contract",
    "ContractCoverage",
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
