"""From the period's end to this day: contracts renewed as they ran out, so that the clocks of today run.

Nothing here touches a figure of the period: all of it is signed later.
"""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from union_portal.district.plan import Plan
from union_portal.periods import add_months

from .drafts import Draft, Waiting, lag

DAY = dt.timedelta(days=1)
LATE = dt.timedelta(days=60)
"""Of what ran out this recently, some are renewed late, or never."""
WAITING: tuple[Waiting, ...] = ("filed", "filed", "signed", "filed", "objected", "again")


def today(plan: Plan) -> dt.date:
    """This day, or the period's last where that is later."""
    return max(plan.last, dt.date.today())


def carried_on(plan: Plan, drafts: list[Draft]) -> list[Draft]:
    """The successors of what was in force at the period's end, up to those signed and not yet in effect."""
    day, rng = today(plan), plan.stream("contracts of today")
    if day - plan.last < LATE:
        return []
    followed = {draft.renews for draft in drafts}
    last = [d for d in drafts if id(d) not in followed and d.effective <= plan.last <= d.expires]
    return [later for draft in last for later in _successors(draft, day, lag(plan), rng)]


def _successors(draft: Draft, day: dt.date, lag: dt.timedelta, rng: random.Random) -> Iterator[Draft]:
    while (start := draft.expires + DAY) - lag <= day:
        if start > day - LATE and rng.random() < 0.3:
            return
        expires = add_months(start, 12 if draft.kind == "wage" else 36) - DAY
        later = replace(draft, effective=start, expires=expires, renews=id(draft), standardised=None)
        if draft.rise is not None:
            later.rise = max(Decimal("2.5"), draft.rise + Decimal(rng.randrange(-4, 5)) / 10)
        if start > day:
            later.waiting = WAITING[rng.randrange(len(WAITING))]
        yield later
        draft = later


def in_force(draft: Draft, day: dt.date) -> bool:
    return draft.waiting is None and draft.effective <= day <= draft.expires
