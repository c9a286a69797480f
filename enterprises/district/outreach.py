"""双沟通: meetings with employers and workers, what came of them, contact days, presenters."""

import datetime as dt
import random
from collections.abc import Iterable

from union_portal.bulk import copy, reserve
from union_portal.district.people import People
from union_portal.district.plan import Plan, apportion, chosen
from union_portal.organization.models import OrgUnit

from ..contact_days import contact_days
from ..models import OutreachMeeting, Pilot, Presentation, Presenter
from .firms import Employer, Firm, Firms

KEPT, COMPLETE, REACH = 92, 94, 90
"""Per cent of contact days held, of talks fully recorded; the days a new union is put down to talks."""
COLUMNS = (
    "id", "org", "kind", "enterprise", "held_on", "contact_day", "place", "moment", "attendees", "consulted",
    "before", "record", "review",
)  # fmt: skip
Meeting = tuple[str, OrgUnit, Employer | None, dt.date, bool]


def write_outreach(plan: Plan, firms: Firms) -> None:
    rng = plan.stream("outreach")
    meetings = _meetings(plan, firms, rng)
    consulted = _consulted(plan, len(meetings), rng)
    talks = [place for place, (kind, *_) in enumerate(meetings) if kind in ("employer", "workers")]
    inside = [place for place in talks if meetings[place][3] >= plan.start]
    complete = plan.share("COM08", len(inside), COMPLETE)
    recorded = chosen(complete, len(inside), 3)
    whole = {place for n, place in enumerate(inside) if recorded(n)}
    keys = reserve(OutreachMeeting, len(meetings))

    def rows() -> Iterable[tuple]:
        for place, (kind, unit, firm, day, contact) in enumerate(meetings):
            full = place in whole
            texts = ("已指导议程", "已记录", "已点评") if full else ("已指导议程", "已记录", "")
            number = consulted[place]
            where = firm.name if firm else f"{unit.short_name}职工之家"
            yield (
                keys[place], unit.pk, kind, firm.pk if firm else None, day, contact, where,
                rng.choice(("lunch", "evening", "weekend", "work")), number + rng.randrange(5, 40), number,
                *texts,
            )  # fmt: skip

    copy(OutreachMeeting, COLUMNS, rows())
    _presenters(plan, [(keys[place], meetings[place]) for place in talks], rng)
    pilots = plan.decide("COM07", min(2, len(plan.townships)), high=len(plan.townships))
    copy(Pilot, ("org", "since"), ((unit.pk, plan.before) for unit in plan.townships[:pilots]))


def _meetings(plan: Plan, firms: Firms, rng: random.Random) -> list[Meeting]:
    new = sorted((firm for firm in firms.unionized if firm.new), key=lambda firm: firm.joined_on)
    days = _contact_days(plan, rng)
    others = firms.without_union or [firm for firm in firms.unionized if not firm.new]
    won = plan.decide("COM05", len(new) * 0.15, high=len(new))
    employer = plan.decide("COM01", won + len(others) * 0.1, high=None if others or won else 0)
    workers = plan.decide("COM02", len(days) + len(plan.townships) * 3, low=len(days))
    studies = plan.decide("COM10", len(plan.townships) * 0.4)
    early = _before(plan, new[: max(0, won - employer - (workers - len(days)))])
    late = new[len(new) - (won - len(early)) :]
    free = iter([("employer", employer), ("workers", workers - len(days))])
    kinds = [kind for kind, count in free for _ in range(count)]
    if len(kinds) > len(late) and not others and employer > len(late):
        plan.refuse("COM01", f"应不多于{len(late):,}：没有可沟通的单位")
    meetings: list[Meeting] = [
        (kind, f.unit, f, f.joined_on, False) for kind, f in zip(kinds, late, strict=False)
    ]
    for kind in kinds[len(late) :]:
        firm = rng.choice(others) if kind == "employer" else None
        unit = firm.unit if firm else rng.choice(plan.townships)
        meetings.append((kind, unit, firm, plan.day(rng), False))
    meetings += [("workers", unit, None, day, True) for unit, day in days]
    for place in range(studies):
        kind = "study" if place % 3 else "seminar"
        meetings.append((kind, rng.choice(plan.townships), None, plan.day(rng), False))
    return early + meetings


def _before(plan: Plan, firms: list[Firm]) -> list[Meeting]:
    """Talks held before the period, where the period's own do not reach."""
    if any((firm.joined_on - plan.before).days > REACH for firm in firms):
        plan.refuse("COM05", "应不大于企业沟通会与职工沟通会的场次之和")
    return [("employer", firm.unit, firm, plan.before, False) for firm in firms]


def _contact_days(plan: Plan, rng: random.Random) -> list[tuple[OrgUnit, dt.date]]:
    """The contact days that were kept, of all that each township owed."""
    due = [(unit, held) for unit in plan.townships for _, held in contact_days(plan.brief.period)]
    if not due and plan.asks("COM06"):
        plan.refuse("COM06", "没有分母：统计期内还没有规定职工沟通日")
    kept = plan.share("COM06", len(due), KEPT)
    rng.shuffle(due)
    return due[:kept]


def _consulted(plan: Plan, meetings: int, rng: random.Random) -> list[int]:
    total = plan.decide("COM03", meetings * 18, high=None if meetings else 0)
    return apportion(total, [0.2 + rng.random() for _ in range(meetings)])


def _presenters(plan: Plan, talks: list[tuple[int, Meeting]], rng: random.Random) -> None:
    count = plan.decide("COM09", len(plan.townships) * 2)
    people, units = People(plan.seed + 7, plan.before), plan.units_for(count, "presenters")
    keys = reserve(Presenter, count)
    lines = (
        (pk, unit.pk, f"{people.name(place % 2 == 0)}{place or ''}", plan.before)
        for place, (pk, unit) in enumerate(zip(keys, units, strict=True))
    )
    copy(Presenter, ("id", "org", "name", "since"), lines)
    if keys:
        rated = (
            (unit.pk, meeting, rng.choice(keys), rng.choice((3, 4, 4, 5))) for meeting, (_, unit, *_) in talks
        )
        copy(Presentation, ("org", "meeting", "presenter", "rating"), rated)
