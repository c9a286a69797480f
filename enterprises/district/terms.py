"""Terms of the unions' committees: each elected anew when the one before ran out, all but a few."""

from collections.abc import Iterable

from union_portal.bulk import copy
from union_portal.calendars import add_months
from union_portal.district.plan import Plan

from ..models import Term
from .firms import Firms

LATE = 0.04
"""Share of the unions whose last election is overdue."""


def write_terms(plan: Plan, firms: Firms) -> None:
    rng = plan.stream("terms")

    def rows() -> Iterable[tuple]:
        for union in firms.unions:
            years, elected = rng.choice((3, 3, 5)), union.approved_on
            while True:
                yield union.unit.pk, union.pk, elected, years
                elected = add_months(elected, 12 * years)
                if elected > plan.last or (elected > plan.start and rng.random() < LATE):
                    break

    copy(Term, ("org", "union", "elected_on", "years"), rows())
