"""困难帮扶: help counted by the day it was paid, emergency aid by the day it was approved.

互助保障: cover as it stands at the close, claims by the day they were paid.
"""

from dataclasses import dataclass
from functools import partial

from django.db.models import Q

from members.models import Membership
from members.moves import enrolled
from union_portal.reporting.changes import Middle, days_between
from union_portal.reporting.indicators import Rate, Tally

from .models import PAID, Aid, Enrolment, FundMovement, Household, MutualClaim, Scheme

Kind = Aid.Kind
Given = partial(Tally, model=Aid)
Files = partial(Tally, model=Household)


def paid(kind: Kind):
    return lambda period: period.covers("paid_on") & Q(kind=kind)


Files("AST01", when=lambda p: p.ends_with("filed_on", "closed_on"))
Files("AST02", when=lambda p: p.covers("filed_on"))
Files("AST03", when=lambda p: p.covers("closed_on") & Q(exit=Household.Exit.RECOVERED))
Given(
    "AST11",
    when=lambda p: p.covers("paid_on") & Q(kind=Kind.WARMTH, household__isnull=False),
    distinct="household_id",
)
Given("AST13", when=paid(Kind.SCHOOL))
Given("AST14", when=paid(Kind.SCHOOL), amount="amount")
Given("AST15", when=lambda p: p.covers("approved_on") & Q(kind=Kind.EMERGENCY, refused_on=None))
Given("AST16", when=paid(Kind.EMERGENCY), amount="amount")
Tally(
    "AST17",
    model=FundMovement,
    when=lambda p: p.covers("moved_on") & Q(kind=FundMovement.Kind.RAISED),
    amount="amount",
)
Given("AST18", when=paid(Kind.MODEL))
Given("AST19", when=paid(Kind.WOMEN))


def covered(period) -> Q:
    return period.ends_with("since", "until")


def claimed(period, *schemes: Scheme) -> Q:
    """Paid in the period, under one of these schemes or under any."""
    chosen = Q(scheme__in=[str(one.value) for one in schemes]) if schemes else Q()
    return period.covers("paid_on") & chosen


def of_member(covers) -> Q:
    return Q(member_id__in=covers.order_by().values("member_id"))


@dataclass(frozen=True)
class ByScheme(Rate):
    """Covered by any paid scheme, and by each of them: a person in two is in two of the lists."""

    def parts(self):
        return super().parts() | {str(one.value): str(one.label) for one in PAID}

    def rows(self, period, unit, part="num"):
        if part not in PAID:
            return super().rows(period, unit, part)
        insured = Enrolment.objects.filter(covered(period), scheme=part)
        return super().rows(period, unit, "den").filter(of_member(insured))

    def expected(self, value, part="num"):
        return None if part in PAID else super().expected(value, part)


Claims = partial(Tally, model=MutualClaim)
Tally("MUT01", model=Enrolment, when=covered, distinct="member_id")
ByScheme(
    "MUT02",
    model=Membership,
    over=lambda p: enrolled(p.last_day),
    of=lambda p: of_member(Enrolment.objects.filter(covered(p))),
    over_label="在册会员",
    of_label="有效参保的会员",
)
Claims("MUT03", when=claimed)
Claims("MUT04", when=claimed, amount="paid")
Claims("MUT05", when=lambda p: p.before("paid_on"))
Claims("MUT06", when=lambda p: p.before("paid_on"), amount="paid")
Claims("MUT07", when=lambda p: claimed(p, Scheme.HOME, Scheme.ALLOWANCE))
Middle("MUT08", model=MutualClaim, when=claimed, took=days_between("accepted_on", "paid_on"))
