from .democracy import CONGRESS_KINDS, CongressMeeting, DemocraticForm
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
)
from .unions import Affiliation, GrassrootsUnion

__all__ = [
    "CONGRESS_KINDS",
    "NON_PUBLIC",
    "SMALL_MICRO",
    "STATE_OWNED",
    "Affiliation",
    "CongressMeeting",
    "DemocraticForm",
    "Eligibility",
    "Enterprise",
    "GrassrootsUnion",
    "Headcount",
    "Industry",
    "Ownership",
    "SizeClass",
]
