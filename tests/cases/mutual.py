"""Mutual aid: covers, claims, and what almost counts."""

from functools import partial

from tests import make
from tests.make import FOUNDED
from tests.make.work import FOREVER

from .counts import Case
from .rates import Share
from .scenes import spell


def cover(org, since, until=None, who=None):
    return make.insured(org, since=since, until=until or FOREVER, who=who)


def paid(org, day, scheme="home", amount=10_000, who=None):
    """Reported and accepted long before."""
    return make.claim(org, scheme, accepted_on=FOUNDED, paid_on=day, paid=amount, who=who)


def refused(org, day):
    return make.claim(org, refused_on=day, reason="材料不实")


def allowance(org, day):
    who = make.insured(org, "allowance").member
    return paid(org, day, "allowance", who=who)


EVENTS = {
    "MUT03": Case(paid, refused),
    "MUT04": Case(paid, refused),
    "MUT07": Case(allowance, partial(paid, scheme="medical")),
}
STOCKS = {"MUT01": Case(cover)}
TO_DATE = {"MUT05": Case(paid, refused), "MUT06": Case(paid, refused)}
RATES = {
    "MUT02": Share(
        over=spell,
        both=lambda org, day=FOUNDED: cover(org, day),
        outside=lambda org: cover(org, FOUNDED, who=spell(org, FOUNDED, FOUNDED.replace(year=2014)).member),
    )
}
ALONE = {"MUT08"}
