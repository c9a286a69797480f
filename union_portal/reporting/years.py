"""Which year a page opens with, and which it offers."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import Exists, OuterRef, QuerySet
from django.http import QueryDict

from union_portal import periods

from .models import Figure, Period

EVENTS = ("ORG07", "MEM07", "DIS01", "LAW01", "SVC04")
"""What happens wherever a union is at work. Talks begun or contracts expiring alone make no year."""
OFFERED = 4
TERM = 5
"""Years between two congresses."""
Offer = list[tuple[str, list[periods.Period]]]


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


def months(year: int) -> list[periods.Period]:
    """Those of a year that have begun, the latest first."""
    return _begun(periods.month(year, number) for number in range(12, 0, -1))


def on_offer(period: periods.Period) -> Offer:
    """What a page that shows this period lets its reader choose from, by group; an odd one stands first."""
    number = period.last_day.year
    known = sorted({number, *(one.start.year for one in years())}, reverse=True)
    groups: Offer = [
        ("年度", [periods.year(one) for one in known]),
        ("季度", _begun(periods.quarter(number, quarter) for quarter in range(4, 0, -1))),
        ("月份", months(number)),
        ("全总统计年度", [periods.acftu_year(one) for one in known]),
        ("届期", [periods.term(number - TERM + 1, number)]),
    ]
    return groups if any(period in group for _, group in groups) else [("", [period]), *groups]


def asked_for(given: QueryDict) -> periods.Period:
    """By two days, else by its code, else the year that pages open with; raises `ValueError`."""
    if given.get("from") or given.get("to"):
        return periods.parse(start=given.get("from"), last=given.get("to"))
    code = given.get("period", "")
    return periods.parse(code, given.get("kind") or None) if code else best_year()


def _begun(found: Iterable[periods.Period]) -> list[periods.Period]:
    today = dt.date.today()
    return [one for one in found if one.start <= today]


def _kept() -> QuerySet[Period]:
    return Period.objects.filter(kind=periods.Kind.CAL_YEAR).exclude(computed_at=None)
