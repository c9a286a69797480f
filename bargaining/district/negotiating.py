"""Talks: those that led to contracts, and those under way today in each of the five steps."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field

from enterprises.district import Firms
from enterprises.district.firms import Firm
from union_portal.bulk import copy, reserve
from union_portal.district.people import People
from union_portal.district.plan import Plan
from union_portal.organization.models import Post

from ..models import Instructor, Pause, Representative, Talks
from .drafts import Draft, signed_on
from .present import in_force, today
from .reach import Reach

OF_PERIOD, OF_TODAY = 6, 20
"""One in so many contracts of the period, and of those in force today, has its talks on record."""
RENEWING, FIRST = 5, 40
"""One in so many contracts that run out soon is being renewed; at most so many firms negotiate anew."""
TOPICS = "工资水平、增长幅度、带薪休假、安全生产"
SOON = dt.timedelta(days=75)
DATES = (
    "reps_published_on",
    "offered_on",
    "received_on",
    "answered_on",
    "information_on",
    "started_on",
    "drafted_on",
    "passed_on",
    "labour_signed_on",
    "employer_signed_on",
)
DONE = (-55, -45, -43, -33, -30, -27, -10, -4, -1, 0)
"""Days before the signature, in the order of DATES; the offer answered in ten days."""
SLOW = (-75, -66, -64, -33, -30, -27, -10, -4, -1, 0)
"""The offer answered late."""
OPEN: tuple[tuple[int | None, ...], ...] = (
    (-3,),
    (-12, -6, -5),
    (-50, -42, -40),
    (None, -38, -36, -12),
    (-40, -31, -30, -14),
    (-60, -52, -50, -37, -20),
    (-70, -45, -44, -30, -20, -9),
    (-130, -122, -120, -110, -102, -95),
    (-90, -75, -74, -60, -50, -45),
    (-140, -130, -129, -115, -110, -100),
    (-80, -66, -65, -50, -45, -32, -4),
    (-90, -76, -75, -60, -55, -40, -12, -5),
    (-90, -80, -78, -60, -55, -45, -20, -8, -2, -1),
    (-150, -140, -138, -125),
)
"""Days before today, in the order of DATES: one row for each way talks may stand, five steps and astray."""
REFUSED, PAUSED, STUCK, LAPSED = 3, 8, 9, 13
"""Places in OPEN."""


@dataclass
class Making:
    """The rows on the way, and who there is to name in them."""

    people: People
    officers: dict[int, int]
    talks: list[tuple] = field(default_factory=list)
    sides: list[tuple] = field(default_factory=list)
    pauses: list[tuple] = field(default_factory=list)


def officers(plan: Plan) -> dict[int, int]:
    """By unit, who sees to its contracts: the township's clerk, and for all others the rights department."""
    posts = Post.objects.filter(role__in=("rights", "clerk")).values_list("role", "unit", "user")
    return {0 if role == "rights" else unit: user for role, unit, user in posts}


def officer(known: dict[int, int], unit: int) -> int | None:
    return known.get(unit, known.get(0))


def write(plan: Plan, firms: Firms, drafts: list[Draft], known: dict[int, int]) -> None:
    day = today(plan)
    making = Making(People(plan.seed + 11, plan.before), known)
    _done(plan, drafts, day, making)
    cases = [*_renewals(drafts, day), *_anew(plan, firms)]
    for place, (firm, renews) in enumerate(cases):
        _open(place, firm, renews, day, making)
    columns = ("org", "enterprise", "union", "officer", "renews", "contract", "title", "topics", "recorder")
    ending = ("answer", "answer_reason", "entitled", "present", "in_favour", "lapsed_on", "lapse_reason")
    copy(Talks, ("id", *columns, *DATES, *ending), making.talks)
    names = ("org", "talks", "side", "name", "sex", "unit", "post", "chief", "external")
    copy(Representative, names, making.sides)
    copy(Pause, ("org", "talks", "since", "limit", "reason"), making.pauses)
    _instructors(plan, making.people)


def _done(plan: Plan, drafts: list[Draft], day: dt.date, making: Making) -> None:
    """Talks that led to contracts of enterprises: of the period, and of those in force today."""
    signed = [d for d in drafts if d.firm and plan.start <= signed_on(plan, d) <= plan.last][::OF_PERIOD]
    recent = [
        d for d in drafts if d.firm and d.kind == "wage" and d.effective > plan.last and in_force(d, day)
    ]
    done = [*signed, *recent[::OF_TODAY]]
    by_pk = {id(draft): draft.pk for draft in drafts}
    for place, (draft, pk) in enumerate(zip(done, reserve(Talks, len(done)), strict=True)):
        assert draft.firm
        shape = DONE if place % 8 else SLOW
        dates = [signed_on(plan, draft) + dt.timedelta(days=n) for n in shape]
        renews = by_pk.get(draft.renews) if draft.renews else None
        _talks(making, pk, draft.firm, dates, renews=renews, contract=draft.pk)


def _renewals(drafts: list[Draft], day: dt.date) -> Iterator[tuple[Firm, int | None]]:
    """Contracts that run out soon, every few of them under renewal."""
    followed = {draft.renews for draft in drafts}
    ending = [
        draft
        for draft in drafts
        if draft.firm and draft.kind == "wage" and in_force(draft, day) and draft.expires <= day + SOON
    ]
    for draft in [draft for draft in ending if id(draft) not in followed][::RENEWING]:
        assert draft.firm
        yield draft.firm, draft.pk


def _anew(plan: Plan, firms: Firms) -> Iterator[tuple[Firm, int | None]]:
    """Enterprises that could be covered and are not."""
    covered = plan.take(Reach).wage.covered
    for firm in firms.unionized[covered : firms.eligible][:FIRST]:
        yield firm, None


def _open(place: int, firm: Firm, renews: int | None, day: dt.date, making: Making) -> None:
    kind = place % len(OPEN)
    dates = [None if n is None else day + dt.timedelta(days=n) for n in OPEN[kind]]
    (pk,) = reserve(Talks, 1)
    _talks(making, pk, firm, dates, renews=renews, kind=kind, day=day)
    if kind in (PAUSED, STUCK):
        since = day - dt.timedelta(days=20 if kind == PAUSED else 66)
        limit = since + dt.timedelta(days=50 if kind == PAUSED else 55)
        making.pauses.append((firm.unit.pk, pk, since, limit, "等待企业提供财务资料"))


def _talks(
    making: Making,
    pk: int,
    firm: Firm,
    dates: list,
    *,
    renews: int | None,
    contract: int | None = None,
    kind: int = -1,
    day: dt.date | None = None,
) -> None:
    """One row of talks and, once they are named, the representatives of both sides."""
    dates = [*dates, *[None] * (len(DATES) - len(dates))]
    published, _, _, answered, _, _, _, passed, *_ = dates
    when = next(one for one in dates if one)
    answer = ("refused", "经营困难，暂不考虑") if kind == REFUSED else ("agreed" if answered else "", "")
    entitled = firm.employees if firm.employees < 100 else min(100, 30 + firm.employees // 20)
    vote = (entitled, entitled - entitled // 12, entitled - entitled // 6) if passed else (None,) * 3
    lapse = (day and day - dt.timedelta(days=9), "企业停产，协商无法进行") if kind == LAPSED else (None, "")
    recorder = making.people.name(female=True) if published else ""
    seen_to = officer(making.officers, firm.unit.pk)
    about = f"{firm.name}{when.year}年工资集体协商", TOPICS
    known = (pk, firm.unit.pk, firm.pk, firm.union_pk, seen_to, renews, contract, *about, recorder)
    making.talks.append((*known, *dates, *answer, *vote, *lapse))
    if published:
        making.sides += _sides(making.people, pk, firm)


def _sides(people: People, talks: int, firm: Firm) -> Iterator[tuple]:
    """Three to five on each side; now and then an expert from outside speaks for labour."""
    each = 3 + min(2, firm.employees // 200)
    for side, first, post in (("labour", "工会主席", "职工代表"), ("employer", "法定代表人", "部门负责人")):
        names: dict[str, bool] = {}
        while len(names) < each:
            female = len(names) % 2 == 1
            names.setdefault(people.name(female), female)
        for place, (name, female) in enumerate(names.items()):
            outside = side == "labour" and place == each - 1 and talks % 4 == 0
            unit, place_held = ("区总工会", "工资集体协商指导员") if outside else (firm.name, post)
            held = place_held if place else first
            yield (
                firm.unit.pk, talks, side, name, "F" if female else "M", unit, held, not place, outside,
            )  # fmt: skip


def _instructors(plan: Plan, people: People) -> None:
    """Two for each township, one of them since the period began."""
    rows = [
        (unit.pk, people.name(n % 2 == 0), unit.name, f"协指{place * 2 + n:04d}", since)
        for place, unit in enumerate(plan.townships)
        for n, since in enumerate((plan.before - dt.timedelta(days=400), plan.start))
    ]
    copy(Instructor, ("org", "name", "unit", "certificate", "since"), rows)
