"""Terms of the unions' committees: each elected anew shortly before the one before ran out, all but a few."""

import datetime as dt
import random
from collections.abc import Iterable, Iterator

from union_portal.bulk import copy
from union_portal.calendars import add_months
from union_portal.district.plan import Plan

from ..models import Term
from .firms import Firms

RENEWED = 96
"""Per cent of the terms that run out in the period with the next committee elected in time."""
Spell = tuple[dt.date, int]


def write_terms(plan: Plan, firms: Firms) -> None:
    rng = plan.stream("terms")
    terms = [list(_terms(plan, union.approved_on, rng)) for union in firms.unions]
    due = [sum(plan.start <= end_of(term) <= plan.last for term in line) for line in terms]
    held = [place for place, number in enumerate(due) if number]
    renewed, of = _ratio(plan, [due[place] for place in held])
    spare = sum(due) - of
    for place in held:
        if spare >= due[place]:
            spare -= due[place]
            terms[place] = [(_late_enough(plan, firms.unions[place].approved_on), 5)]
            due[place] = 0
    stopped = of - renewed
    for place in held:
        if stopped and due[place]:
            stopped -= 1
            last = max(n for n, term in enumerate(terms[place]) if end_of(term) <= plan.last)
            terms[place] = terms[place][: last + 1]

    def rows() -> Iterable[tuple]:
        for union, line in zip(firms.unions, terms, strict=True):
            for elected, years in line:
                yield union.unit.pk, union.pk, elected, years

    copy(Term, ("org", "union", "elected_on", "years"), rows())


def _ratio(plan: Plan, due: list[int]) -> tuple[int, int]:
    """Terms renewed, of those due; one union can stop but once."""
    renewed, of = plan.ratio("ORG29", sum(due), sum(due), RENEWED)
    if of - renewed > len(due):
        plan.refuse("ORG29", f"应不低于{100 - len(due) * 100 // max(of, 1)}%：每个工会至多一届未换")
    return renewed, of


def _terms(plan: Plan, approved_on: dt.date, rng: random.Random) -> Iterator[Spell]:
    years, elected = rng.choice((3, 3, 5)), approved_on
    while elected <= plan.last:
        yield elected, years
        end = end_of((elected, years))
        if end > plan.last:
            return
        elected = end - dt.timedelta(days=rng.randrange(0, 50))


def end_of(term: Spell) -> dt.date:
    elected, years = term
    return add_months(elected, 12 * years) - dt.timedelta(days=1)


def _late_enough(plan: Plan, approved_on: dt.date) -> dt.date:
    """An election whose five years outlast the period."""
    return max(approved_on, add_months(plan.last, -59))
