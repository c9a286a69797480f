"""Where every card stands: how many at each place, how long the oldest has been there, how many too long."""

import datetime as dt
from dataclasses import dataclass, field

from django.db.models import (
    Case,
    Count,
    DateField,
    Exists,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from union_portal import parameters
from union_portal.organization.models import OrgUnit

from ..models import Card, Member, Membership
from .applying import eligible
from .life import DATED, ON_THE_WAY

State = Card.State
PLACES = (*ON_THE_WAY, State.REFUSED)
LABELS = {"none": "可申办", **{state.value: str(state.label) for state in PLACES}, "leavers": "应注销"}
LEAVING = ("withdrawn", "expelled", "lapsed", "deceased", "moved")
"""Ends of membership by which a card is to be cancelled (MB-54)."""
SINCE = Case(
    *[When(state=state, then=F(DATED[state])) for state in PLACES],
    output_field=DateField(),
)


@dataclass(frozen=True)
class Cell:
    """Cards of one township at one place; `oldest` in days."""

    count: int = 0
    oldest: int = 0
    late: int = 0


@dataclass
class Line:
    """One township's row; `cells` by place, `none` and `leavers` are members and cards beside the road."""

    unit: OrgUnit
    cells: dict[str, Cell] = field(default_factory=dict)


def limits(day: dt.date) -> dict[str, int]:
    return parameters.value("card_stage_days", day)


def unfinished(rows: QuerySet) -> QuerySet:
    """Cards on their way, and refused ones whose member has not applied again."""
    again = Card.objects.filter(member=OuterRef("member"), applied_on__gte=OuterRef("ended_on"))
    refused = Q(state=State.REFUSED) & ~Exists(again.exclude(pk=OuterRef("pk")))
    return rows.filter(Q(state__in=ON_THE_WAY) | refused)


def too_long(day: dt.date) -> Q:
    """Of rows with `since`: longer at their place than the place allows."""
    late = Q(pk__in=[])
    for state, days in limits(day).items():
        late |= Q(state=state, since__lt=day - dt.timedelta(days=days))
    return late


def standing(user, day: dt.date) -> QuerySet:
    """Every card on its way, with `since`, the day it came to where it is."""
    return unfinished(Card.objects.visible_to(user)).annotate(since=SINCE)


def leavers(user) -> QuerySet:
    """应注销 (MB-54): live cards of those who have left for good and have not come back.

    With `since`, the day they left, and `why`.
    """
    return to_cancel(Card.objects.visible_to(user))


def to_cancel(cards: QuerySet) -> QuerySet:
    spells = Membership.objects.filter(member=OuterRef("member"))
    last = spells.order_by("-until", "-pk")
    live = cards.filter(Exists(spells), ~Exists(spells.filter(until=None)), ended_on=None)
    left = {name: Subquery(last.values(field)[:1]) for name, field in (("since", "until"), ("why", "end"))}
    return live.annotate(**left).filter(why__in=LEAVING)


def without(user, day: dt.date) -> QuerySet:
    return Member.objects.visible_to(user).filter(eligible(day))


def board(user, day: dt.date) -> tuple[list[Line], dict[str, Cell]]:
    """Every township in administrative order, and the sum over them; five queries."""
    units = OrgUnit.objects.filter(pk__in=user.unit_ids("members.view")).townships().order_by("path")
    lines = {unit.pk: Line(unit) for unit in units}
    late = Count("pk", filter=too_long(day))
    counted = standing(user, day).order_by().values_list("org", "state")
    found = list(counted.annotate(Count("pk"), Min("since"), late=late))
    nothing = Value(None, output_field=DateField())
    beside = {
        "none": without(user, day).order_by().values_list("org").annotate(Count("pk"), since=nothing),
        "leavers": leavers(user).order_by().values_list("org").annotate(Count("pk"), Min("since")),
    }
    for org, state, count, since, late_ones in found:
        if org in lines:
            lines[org].cells[state] = Cell(count, (day - since).days, late_ones)
    for name, rows in beside.items():
        for org, count, since in rows:
            if org in lines:
                lines[org].cells[name] = Cell(count, (day - since).days if since else 0)
    return list(lines.values()), total(list(lines.values()))


def total(lines: list[Line]) -> dict[str, Cell]:
    cells = {name: [line.cells[name] for line in lines if name in line.cells] for name in LABELS}
    return {
        name: Cell(
            sum(cell.count for cell in found),
            max((cell.oldest for cell in found), default=0),
            sum(cell.late for cell in found),
        )
        for name, found in cells.items()
    }
