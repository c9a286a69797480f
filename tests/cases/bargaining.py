"""The cases of bargaining's clocks and terms."""

import datetime as dt
from functools import partial

from tests import make
from tests.make import AGREED, bargaining
from union_portal.periods import add_months

from .counts import Case
from .rates import Share
from .scenes import SPRING

DAY = dt.timedelta(days=1)
LAST = dt.date(2015, 12, 31)
WINDOW = 90 * DAY
LINE = 1720
CITY = 7086
"""The city's lowest pay at the end of 2015, and its average pay of that year."""


def expiring(org, day=AGREED, until=None, expires=LAST + WINDOW, **fields):
    """In force from `day` on."""
    return make.contract(
        make.enterprise(org, employees=30),
        effective_on=day,
        terminated_on=until,
        expires_on=expires,
        **fields,
    )


def lapsed(org, day=AGREED, until=None):
    """Expired on `day`, and renewed on `until`."""
    old = expiring(org, add_months(day, -12), expires=day - DAY)
    if until:
        make.contract(old.enterprise, signed_on=until, renews=old)


def talking(org, day, **fields):
    return bargaining.talks(make.enterprise(org), offered_on=day, **fields)


def asked(org, day=SPRING, *, answered=None):
    """Offered on `day`, and answered on the last day of the term."""
    fields = {"answered_on": answered, "answer": "agreed"} if answered else {}
    return talking(org, day, **fields)


def signed(org, day=SPRING, **fields):
    return make.contract(make.enterprise(org, employees=30), signed_on=day, **fields)


def reported(org, day=SPRING, **fields):
    made = expiring(org, **fields)
    bargaining.report(made, on=day)


def settled(org, day=SPRING, signed_on=SPRING, topics=("leave", "safety")):
    made = signed(org, signed_on)
    for topic in topics:
        bargaining.clause(made, topic)


EVENTS = {
    "BAR28": Case(talking),
    "BAR34": Case(partial(signed, average_wage=CITY + 1), partial(signed, average_wage=CITY)),
}
STOCKS = {
    "BAR23": Case(expiring, partial(expiring, expires=LAST + WINDOW + DAY)),
    "BAR24": Case(lapsed, expiring),
    "BAR32": Case(partial(expiring, minimum_wage=LINE), partial(expiring, minimum_wage=LINE + 1)),
    "BAR33": Case(lambda org, since, until=None: bargaining.instructor(org, since=since, until=until)),
}
RATES = {
    "BAR25": Share(
        over=partial(asked, answered=dt.date(2015, 3, 24)),
        both=lambda org, day=SPRING: asked(org, day - 20 * DAY, answered=day),
        outside=lambda org: asked(org, LAST + DAY, answered=LAST + 2 * DAY),
    ),
    "BAR26": Share(
        over=signed,
        both=lambda org, day=SPRING: signed(org, day - 10 * DAY, filed_on=day),
        outside=lambda org: signed(org, LAST + DAY, filed_on=LAST + 2 * DAY),
    ),
    "BAR27": Share(
        over=expiring,
        both=lambda org, day=SPRING: reported(org, day),
        outside=lambda org: reported(org, until=SPRING + DAY),
    ),
    "BAR31": Share(
        over=partial(settled, topics=("leave",)),
        both=lambda org, day=SPRING: settled(org, signed_on=day),
        outside=partial(settled, signed_on=LAST + DAY),
    ),
}
ALONE = {"BAR30"}
"""Tested on its own, in test_indicators_bargaining.py: a mean adds up to nothing."""
