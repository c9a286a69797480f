"""Which year a page opens with, and which it offers."""

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet

from union_portal import periods

from .models import Figure, Period

EVENTS = ("ORG07", "MEM07", "DIS01", "LAW01", "SVC04")
"""What happens wherever a union is at work. Talks begun or contracts expiring alone make no year."""
OFFERED = 4


def eventful() -> QuerySet[Period]:
    """The kept years in which something happened, the latest first."""
    happened = Figure.objects.filter(period=OuterRef("pk"), code__in=EVENTS, value__gt=0)
    return _kept().filter(Exists(happened))


def best_year() -> periods.Period:
    """The year that pages open with: the latest kept one in which something happened.

    In a new year only what stood before stands; until the first event is kept, the old year is of more use.
    """
    row = eventful().first() or _kept().first()
    return row.span if row else periods.year(dt.date.today().year)


def years() -> list[periods.Period]:
    """On offer beside it: the eventful ones and the present one, the latest first; at most `OFFERED`."""
    numbers = {row.span.start.year for row in eventful()} | {dt.date.today().year, best_year().start.year}
    return [periods.year(number) for number in sorted(numbers, reverse=True)[:OFFERED]]


def _kept() -> QuerySet[Period]:
    return Period.objects.filter(kind=periods.Kind.CAL_YEAR).exclude(computed_at=None)
