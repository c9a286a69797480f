"""One builder a rate: in the denominator alone, in the numerator too, and outside of both.

`both(org, day)` is in the numerator from `day` on; `outside` meets what the numerator asks, but is no part
of the denominator.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests import make
from tests.make import FOUNDED

from .scenes import (
    SPRING,
    expiring,
    firm,
    governed,
    holder,
    model_firm,
    passed,
    place,
    signed,
    spell,
    spell_of,
)


@dataclass(frozen=True)
class Share:
    over: Callable
    both: Callable
    outside: Callable


def unionizing(*kinds, employees, outside):
    """建会率: of the enterprises recorded as `kinds`, those under a union."""
    base = partial(firm, employees=employees)
    return Share(
        over=lambda org: base(org, *kinds),
        both=lambda org, day=SPRING: base(org, *kinds, under=day),
        outside=outside,
    )


def governing(over, outside, kind="disclosure"):
    """建制率: of the enterprises `over`, those with a standing form of democratic management."""
    return Share(
        over=over,
        both=lambda org, day=FOUNDED: governed(over(org), day, kind),
        outside=lambda org: governed(outside(org), kind=kind),
    )


def bargaining(over, outside, **contract):
    """覆盖率: of the enterprises `over`, those with a contract like this."""
    return Share(
        over=over,
        both=lambda org, day=SPRING: signed(over(org), day, **contract),
        outside=lambda org: signed(outside(org), **contract),
    )


def unionized(*kinds, **fields):
    return lambda org: firm(org, *kinds, under=FOUNDED, **fields)


def signed_only(over):
    """已签字未到期, not yet in effect."""
    return lambda org, day=SPRING: signed(over(org), None, signed_on=day)


def left(org):
    """A collected card holder whose membership has ended."""
    who = make.member(org)
    make.card(who)
    return spell(org, until=SPRING, who=who)


eligible = unionized("bargain")
RATES = {
    "ORG04": unionizing("unionize", employees=30, outside=unionized()),
    "ORG05": unionizing("unionize", "above_size", employees=30, outside=unionized("unionize")),
    "ORG06": unionizing("unionize", employees=100, outside=unionized("unionize", employees=99)),
    "DEM03": governing(unionized("operating"), unionized(), kind="congress"),
    "DEM06": governing(unionized(ownership="11"), unionized(ownership="21")),
    "DEM07": governing(
        lambda org: firm(org, "operating"), lambda org: firm(org, "operating", ownership="11")
    ),
    "MEM03": Share(
        over=spell_of(collected_on=None),
        both=lambda org, day=SPRING: spell(org, who=make.member(org, collected_on=day)),
        outside=left,
    ),
    "MEM24": Share(over=spell, both=holder, outside=left),
    "BAR11": Share(
        over=lambda org: signed(firm(org)),
        both=lambda org, day=SPRING: signed(firm(org), day, women="chapter"),
        outside=lambda org: signed(firm(org, employees=2), women="chapter"),
    ),
    "BAR14": bargaining(eligible, unionized(), kind="comprehensive"),
    "BAR15": bargaining(eligible, unionized()),
    "BAR16": Share(over=eligible, both=signed_only(eligible), outside=signed_only(unionized())),
    "BAR17": Share(
        over=lambda org: expiring(org, SPRING),
        both=lambda org, day=SPRING: expiring(org, day, renewed=True),
        outside=lambda org: expiring(org, SPRING, kind="comprehensive", renewed=True),
    ),
    "BAR18": bargaining(unionized("bargain", employees=100), unionized("bargain", employees=99)),
    "BAR19": bargaining(unionized(), firm),
    "BAR21": Share(over=unionized(employees=100), both=model_firm, outside=partial(model_firm, employees=99)),
    "STA03": Share(over=place("station"), both=passed, outside=partial(passed, kind="rest_stop")),
}
