from ..attention import FindingCount, FindingException
from .annual import AnnualRecord, Chapter, Correction, FigureNote, SectionConfirmation
from .drift import Drift
from .figures import Figure, Period, Target
from .monthly import FiledCell, MonthlyReport, ReportCell, ReportEvent, ReportReason
from .papers import ReportPaper
from .reviewing import Objection, Remark, SectionCheck
from .snapshots import Snapshot, SnapshotDefinition, SnapshotFigure, SnapshotRows
from .totals import PublishedTotal
from .trials import Trial, TrialFigure

__all__ = [
    "AnnualRecord",
    "Chapter",
    "Correction",
    "Drift",
    "Figure",
    "FigureNote",
    "FiledCell",
    "FindingCount",
    "FindingException",
    "MonthlyReport",
    "Objection",
    "Period",
    "PublishedTotal",
    "Remark",
    "ReportCell",
    "ReportEvent",
    "ReportPaper",
    "ReportReason",
    "SectionCheck",
    "SectionConfirmation",
    "Snapshot",
    "SnapshotDefinition",
    "SnapshotFigure",
    "SnapshotRows",
    "Target",
    "Trial",
    "TrialFigure",
]
