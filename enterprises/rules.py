"""Which enterprises are what on a given day: conditions shared by indicators, checks and screens.

Most are remembered: the same day gives the same condition, which `compute` then looks at once a row.
None of these reads a parameter, which may change.
"""

import datetime as dt
from functools import lru_cache

from django.db.models import Q

from union_portal import parameters
from union_portal.calendars import add_months

from .models import (
    CLOSED,
    CONGRESS_KINDS,
    SMALL_MICRO,
    Affiliation,
    CaseStage,
    Claim,
    CongressMeeting,
    Defiance,
    DemocraticForm,
    Eligibility,
    GrassrootsUnion,
    Headcount,
    SizeClass,
)


@lru_cache
def unionized(day: dt.date) -> Q:
    """Covered by an independent or joint union on `day` (CB-60)."""
    return Q(pk__in=Affiliation.objects.covering(day).values("enterprise_id"))


@lru_cache
def reached(day: dt.date) -> Q:
    """Covered on `day` by any union at all, a federation's too."""
    unions = GrassrootsUnion.objects.standing(day)
    return Q(pk__in=Affiliation.objects.on(day).filter(union__in=unions).values("enterprise_id"))


@lru_cache
def eligible(kind: Eligibility.Kind, day: dt.date) -> Q:
    """Recorded as counting for `kind` on `day`."""
    return Q(pk__in=Eligibility.objects.on(day).filter(kind=kind, met=True).values("enterprise_id"))


@lru_cache
def employing(day: dt.date, **condition: int) -> Q:
    """By the headcount in force on `day`: `employing(day, employees__gte=100)`."""
    return Q(pk__in=Headcount.objects.on(day).filter(**condition).values("enterprise_id"))


def large(day: dt.date) -> int:
    """百人以上: the number of employees it starts at, itself included (OR-15)."""
    return parameters.value("large_enterprise_employees", day)


def hundred_plus(day: dt.date) -> Q:
    return employing(day, employees__gte=large(day))


@lru_cache
def small_micro(day: dt.date) -> Q:
    """小微 = small + micro (OR-55)."""
    return Q(pk__in=SizeClass.objects.on(day).filter(size__in=SMALL_MICRO).values("enterprise_id"))


def open_on(day: dt.date) -> Q:
    """Not yet closed, cancelled or moved away."""
    return Q(closed_on=None) | Q(closed_on__gt=day)


def democratic(day: dt.date, *kinds: DemocraticForm.Kind) -> Q:
    """With a form of these kinds standing, and a meeting or disclosure in the last 12 months (DM-08)."""
    months = parameters.value("congress_interval", day)["n"]
    return _alive(add_months(day, -months), day, kinds)


@lru_cache
def _alive(after: dt.date, day: dt.date, kinds: tuple[DemocraticForm.Kind, ...]) -> Q:
    alive = CongressMeeting.objects.filter(held_on__gt=after, held_on__lte=day)
    forms = DemocraticForm.objects.on(day).filter(kind__in=kinds, pk__in=alive.values("form_id"))
    return Q(pk__in=forms.values("enterprise_id"))


def with_congress(day: dt.date) -> Q:
    return democratic(day, *CONGRESS_KINDS)


def with_disclosure(day: dt.date) -> Q:
    return democratic(day, DemocraticForm.Kind.DISCLOSURE)


@lru_cache
def in_hand(day: dt.date) -> Q:
    """With a unionization case that is not closed: somebody should have claimed it."""
    stages = CaseStage.objects.on(day).exclude(state__in=CLOSED)
    return Q(pk__in=stages.values("case__enterprise_id"))


@lru_cache
def claimed(day: dt.date) -> Q:
    return Q(pk__in=Claim.objects.on(day).values("case__enterprise_id"))


@lru_cache
def defiant(day: dt.date) -> Q:
    """三不: flagged as founding no union, bargaining not or paying not (A47)."""
    return Q(pk__in=Defiance.objects.on(day).values("enterprise_id"))
