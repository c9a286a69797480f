"""Many cards one step further at once: reached the station, handed over, cancelled, applied for again."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet

from ..models import Card
from . import applying, road
from .life import CHANGE

State = Card.State
MOST = 5_000


@dataclass(frozen=True)
class Deed:
    """What is done to the cards of one place; `run` takes user, cards and day, and returns how many."""

    label: str
    dated: str
    run: Callable[..., int]


def move(came: str, **changes) -> Callable[..., int]:
    """An update of the cards that came to their place by the day; `today` in `changes` is the day."""

    def run(user, cards: QuerySet[Card], day: dt.date) -> int:
        ready = cards.filter(**{f"{came}__lte": day})
        return ready.update(**{name: day if value == "today" else value for name, value in changes.items()})

    return run


def again(user, cards: QuerySet[Card], day: dt.date) -> int:
    return len(applying.apply(user, list(cards.values_list("member", flat=True)), day))


CANCEL = Deed("注销", "注销日期", move("applied_on", ended_on="today", end=Card.End.CANCELLED.value))
DEEDS = {
    State.PRODUCED: Deed("登记到站", "到站日期", move("produced_on", delivered_on="today")),
    State.DELIVERED: Deed("登记发放", "发放日期", move("delivered_on", issued_on="today")),
    State.REFUSED: Deed("重新申办", "申请日期", again),
    "leavers": CANCEL,
}


def of_place(user, place: str, day: dt.date) -> QuerySet[Card]:
    """The cards at a place of the board."""
    if place == "leavers":
        return road.leavers(user)
    return road.standing(user, day).filter(state=place)


@transaction.atomic
def do(user, place: str, chosen: QuerySet[Card], day: dt.date) -> tuple[int, int]:
    """The place's deed over the chosen cards that are the user's to change: done, and left as they are."""
    if not user.can(CHANGE):
        raise PermissionDenied("你的岗位没有办理京卡的权限")
    mine = chosen.filter(org__in=user.unit_ids(CHANGE)).order_by("pk").select_for_update(of=("self",))
    keys = list(mine.values_list("pk", flat=True)[:MOST])
    done = DEEDS[place].run(user, Card.objects.filter(pk__in=keys), day)
    return done, len(keys) - done
