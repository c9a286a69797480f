"""Members' work: one builder an indicator, as in counts.py and rates.py."""

import datetime as dt
from functools import partial

from tests import make
from tests.make import FOUNDED, counted, joining

from .counts import Case
from .rates import Share
from .scenes import SPRING, spell

LAST = dt.date(2015, 12, 31)
DAY = dt.timedelta(days=1)
RETAINED = {"standing": "retained", "retained_for": "retired"}
EMPLOYED = {"platform": "速达配送平台"}
"""What a spell without an employer must name to pass."""


def applied(org, day, verdict="approved", channel="online", **fields):
    """Made ten days before it was decided."""
    asked = day - 10 * DAY
    said = {"reason": "材料不全"} if verdict != "approved" else {}
    return joining.application(
        org, applied_on=asked, decided_on=day, verdict=verdict, channel=channel, **said, **fields
    )


def paired(org, day=FOUNDED, until=None):
    decided = {"same": False, "decided_on": until} if until else {}
    return joining.pair(org, found_on=day, **decided)


def transferred(org, day=SPRING, accepted=True, requested_on=SPRING):
    """Asked for in the period, accepted on `day`."""
    return joining.transfer(
        org, requested_on=requested_on, **({"accepted_on": max(day, requested_on)} if accepted else {})
    )


def in_production(org, day=FOUNDED, until=None):
    """Applied for on a day, given out on another."""
    who = make.member(org)
    spell(org, who=who)
    return make.card(who, applied_on=day, issued_on=until)


def recorded(org, day=FOUNDED, until=None, mobile="13800138000", **fields):
    """Enrolled and collected, with nothing wrong."""
    return spell(org, day, until, who=make.member(org, mobile=mobile, **fields), **EMPLOYED)


def elected(org, day=FOUNDED, until=None, body="committee", frontline=False):
    return make.delegate(org, elected_on=day, until=until, body=body, frontline=frontline)


EVENTS = {
    "MEM14": Case(spell, partial(spell, **RETAINED)),
    "MEM17": Case(lambda org, day: counted.update(org, on=day)),
    "MEM18": Case(applied, partial(applied, verdict="rejected")),
}
STOCKS = {
    "MEM19": Case(paired),
    "MEM25": Case(in_production, lambda org, day: in_production(org, FOUNDED, day)),
}
RATES = {
    "MEM04": Share(
        over=spell,
        both=lambda org, day=SPRING: recorded(org, day),
        outside=partial(recorded, collected_on=None),
    ),
    "MEM06": Share(
        over=spell,
        both=lambda org, day=SPRING: recorded(org, day),
        outside=partial(recorded, collected_on=None),
    ),
    "MEM20": Share(
        over=partial(transferred, accepted=False),
        both=transferred,
        outside=partial(transferred, requested_on=FOUNDED),
    ),
    "GOV01": Share(
        over=elected,
        both=lambda org, day=SPRING: elected(org, day, frontline=True),
        outside=partial(elected, body="congress", frontline=True),
    ),
}
ALONE = {"MEM11", "MEM12"}
