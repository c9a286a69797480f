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
    CONGRESS_KINDS,
    SMALL_MICRO,
    Affiliation,
    CongressMeeting,
    DemocraticForm,
    Eligibility,
    Headcount,
    SizeClass,
)


@lru_cache
def unionized(day: dt.date) -> Q:
    """Covered by an independent or joint union on `day` (CB-60)."""
    return Q(pk__in=Affiliation.objects.covering(day).values("enterprise_id"))


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
