"""京卡: who holds one, who was first given one, and where the others stand."""

from django.db.models import Q

from union_portal.reporting.indicators import Rate, Tally
from union_portal.reporting.measures import Group

from ..faults import holding_cards
from ..models import Card, Membership
from .spells import collected

STAGES = {
    "applied": ("待送行", "sent_on"),
    "sent": ("制卡中", "produced_on"),
    "produced": ("待配送", "delivered_on"),
    "delivered": ("待领取", ""),
}
"""A stage, in a word, and the date that ends it."""


def first_issue(period) -> Q:
    """Given out by the last day; a card that replaces another makes no new holder (MB-56)."""
    return period.before("issued_on") & Q(replaces=None)


def on_the_way(period) -> Q:
    """Applied for by the last day, and then neither given out nor given up."""
    waiting = Q(issued_on=None) | Q(issued_on__gte=period.end)
    return period.before("applied_on") & waiting & (Q(ended_on=None) | Q(ended_on__gte=period.end))


def at_stage(stage: str):
    """The stage reached by the last day: the dates before it are there, those after it not yet."""
    reached = list(STAGES)[: list(STAGES).index(stage)]
    begun = STAGES[reached[-1]][1] if reached else ""
    rest = [date for _, date in list(STAGES.values())[len(reached) :] if date]

    def when(period) -> Q:
        found = period.before(begun) if begun else Q()
        for date in rest:
            found &= Q(**{date: None}) | Q(**{f"{date}__gte": period.end})
        return found

    return when


Tally("MEM22", model=Card, when=first_issue)
Tally("MEM23", model=Card, when=lambda p: p.covers("issued_on") & first_issue(p))
Rate(
    "MEM24",
    model=Membership,
    over=collected,
    of=lambda p: Q(member_id__in=holding_cards(p.last_day).order_by().values("member_id")),
    over_label="实名制采集会员",
    of_label="持有效卡的会员",
)
Tally(
    "MEM25",
    model=Card,
    when=on_the_way,
    by=tuple(Group(stage, label, at_stage(stage)) for stage, (label, _) in STAGES.items()),
)
