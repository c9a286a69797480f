from .democracy import CONGRESS_KINDS, CongressMeeting, DemocraticForm, Suggestion
from .dispatch import Dispatch
from .employers import (
    NON_PUBLIC,
    SMALL_MICRO,
    STATE_OWNED,
    Eligibility,
    Enterprise,
    Headcount,
    Industry,
    Ownership,
    SizeClass,
    Suspension,
)
from .levy import LevyCandidate, LevyEntry, Reconciliation
from .outreach import ContactDayMove, OutreachMeeting, Pilot, Presentation, Presenter
from .stages import Inspection, UnionStage
from .supervision import Defiance, Drive, Duty, DutyDone, DutyTerm, FoundingGrant, KeyTask, LeaderArea
from .tracking import CLOSED, ROAD, STOPPED, CaseStage, Claim, Obstacle, Stage, UnionizationCase, Visit
from .unions import Affiliation, Committee, GrassrootsUnion, Term

__all__ = [
    "Affiliation",
    "CLOSED",
    "CONGRESS_KINDS",
    "CaseStage",
    "Claim",
    "Committee",
    "CongressMeeting",
    "ContactDayMove",
    "Defiance",
    "DemocraticForm",
    "Dispatch",
    "Drive",
    "Duty",
    "DutyDone",
    "DutyTerm",
    "Eligibility",
    "Enterprise",
    "FoundingGrant",
    "GrassrootsUnion",
    "Headcount",
    "Industry",
    "Inspection",
    "KeyTask",
    "LeaderArea",
    "LevyCandidate",
    "LevyEntry",
    "NON_PUBLIC",
    "Obstacle",
    "OutreachMeeting",
    "Ownership",
    "Pilot",
    "Presentation",
    "Presenter",
    "ROAD",
    "Reconciliation",
    "SMALL_MICRO",
    "STATE_OWNED",
    "STOPPED",
    "SizeClass",
    "Stage",
    "Suggestion",
    "Suspension",
    "Term",
    "UnionStage",
    "UnionizationCase",
    "Visit",
]
