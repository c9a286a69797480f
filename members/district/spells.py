"""What a member is made from: where enrolled, and one membership."""

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where members are enrolled: a union, and the employer if they have one."""

    union: int
    employer: int | None
    org: int
    approved: dt.date
    new: bool
    weight: float


@dataclass(slots=True)
class Spell:
    """One membership of one person; `index` counts those enrolled at the close, and goes on for leavers."""

    index: int
    place: Place
    start: str
    source: str
    since: dt.date
    admitted: dt.date
    until: dt.date | None = None
    retained: dt.date | None = None
    """From when on the membership is retained."""
    moves_to: Place | None = None
    """In the period, by a transfer that the database carries out; `place` is where it starts from."""
    moved_on: dt.date | None = None
    applicant: tuple[str, str, str] | None = None
    """Who applied online: name, document, mobile."""
