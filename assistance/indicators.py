"""困难帮扶: help counted by the day it was paid, emergency aid by the day it was approved."""

from functools import partial

from django.db.models import Q

from union_portal.reporting.indicators import Tally

from .models import Aid, FundMovement, Household

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
