"""Federations, agencies, 三不 enterprises, key tasks, grants, drives, proposals, duties."""

import datetime as dt
import random
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from union_portal.bulk import copy, reserve
from union_portal.district.people import People
from union_portal.district.plan import Plan, apportion, split_money
from union_portal.organization.models import Level, OrgUnit

from ..duties import term_of
from ..models import (
    Affiliation,
    Defiance,
    Dispatch,
    Drive,
    Duty,
    DutyDone,
    DutyTerm,
    FoundingGrant,
    GrassrootsUnion,
    KeyTask,
    LeaderArea,
    Suggestion,
)
from .firms import Employer, Firms

TASKS = ("百人以上企业建会", "工资集体协商覆盖", "实名制采集", "税务代收对账", "职工沟通日", "规范化建设")
INDUSTRIES = ("快递", "物业", "餐饮", "房屋中介", "家政", "保安", "建筑", "物流")
GRANT = 3_000
"""Yuan for a newly founded union."""


def write_supervision(plan: Plan, firms: Firms) -> None:
    rng = plan.stream("supervision")
    _federations(plan, firms)
    _dispatches(plan, firms)
    _defiances(plan, firms, rng)
    _tasks(plan, rng)
    _grants(plan, firms, rng)
    _drives(plan, rng)
    _suggestions(plan, firms, rng)
    _duties(plan, rng)


def decide_agencies(plan: Plan, firms: Firms) -> None:
    """The last ranks but the new ones are dispatch agencies, unionized; one prospect is one that is not."""
    total = len(firms.unionized)
    least = 1 if plan.given("ORG18") or plan.asks("ORG19") else 0
    agencies = plan.decide(
        "ORG17", max(least, total * 0.004), low=1 if plan.given("ORG18") else 0, high=total
    )
    for firm in firms.unionized[total - agencies :]:
        firm.agency = True
    plan.decide("ORG18", agencies * 60, high=None if agencies else 0)


def _federations(plan: Plan, firms: Firms) -> None:
    """Federations of each level; the first takes in what ORG03 has beyond ORG02."""
    places = len(plan.townships)
    counts = (
        ("city", plan.decide("ORG14", 0)),
        ("district", plan.decide("ORG15", min(2, places // 8))),
        ("township", plan.decide("ORG16", places // 4)),
    )
    beyond = plan.values["ORG03"] - plan.values["ORG02"]
    since = plan.before - dt.timedelta(days=900)
    lines: list[tuple[OrgUnit, str, str, str]] = []
    for level, count in counts:
        for place in range(count):
            unit, trade = plan.townships[place % places], INDUSTRIES[place % len(INDUSTRIES)]
            kind = "regional" if level == "township" and place % 2 else "industry"
            area = unit.short_name if level == "township" else plan.root.short_name
            number = f"第{place + 1}" if place >= len(INDUSTRIES) else ""
            lines.append((unit, f"{area}{number}{trade}行业工会联合会", kind, level))
    if beyond and not lines:
        lines.append((plan.townships[0], f"{plan.root.short_name}工会联合会", "regional", "base"))
    keys = reserve(GrassrootsUnion, len(lines))
    rows = (
        (pk, u.pk, name, kind, level, since) for pk, (u, name, kind, level) in zip(keys, lines, strict=True)
    )
    copy(GrassrootsUnion, ("id", "org", "name", "kind", "level", "approved_on"), rows)
    joined = firms.without_union[len(firms.without_union) - beyond :] if beyond else []
    spells = ((f.unit.pk, f.pk, keys[0], "federation", "other", since, f.employees) for f in joined)
    copy(Affiliation, ("org", "enterprise", "union", "mode", "origin", "since", "employees"), spells)


def _dispatches(plan: Plan, firms: Firms) -> None:
    """Workers of unionized agencies, and of one agency without a union, by ORG19."""
    agencies = [firm for firm in firms.unionized if firm.agency]
    ours = plan.values["ORG18"]
    total = plan.most("ORG19", ours, 85, ours * 20 + 100, low=ours) if ours else 100 * plan.asks("ORG19")
    senders: list[tuple[Employer, int]] = list(
        zip(agencies, apportion(ours, [1.0] * len(agencies)), strict=True)
    )
    if total > ours and firms.without_union:
        senders.append((firms.without_union[0], total - ours))
    since = plan.before - dt.timedelta(days=200)
    rows = ((firm.unit.pk, firm.pk, number, since) for firm, number in senders)
    copy(Dispatch, ("org", "enterprise", "workers", "since"), rows)


def _defiances(plan: Plan, firms: Firms, rng: random.Random) -> None:
    everyone = [*firms.without_union, *firms.unionized]
    count = plan.decide("ORG31", len(firms.without_union) * 0.03, high=len(everyone))

    def rows() -> Iterable[tuple]:
        for place, firm in enumerate(everyone[:count]):
            kind = "union" if place < len(firms.without_union) else "levy"
            yield firm.unit.pk, firm.pk, kind, plan.day(rng), "三次走访均拒绝，有走访记录"

    copy(Defiance, ("org", "enterprise", "kind", "since", "evidence"), rows())


def _tasks(plan: Plan, rng: random.Random) -> None:
    """Milestones spread over the period; ORG32 of them done in time, the rest late or not at all."""
    done, of = plan.ratio("ORG32", len(plan.townships) * 3, 10_000, 93)

    def rows() -> Iterator[tuple]:
        for place, unit in enumerate(plan.units_for(of, "tasks")):
            due = plan.day(rng)
            late = due + dt.timedelta(days=9)
            met = (
                due - dt.timedelta(days=rng.randrange(0, 12))
                if place < done
                else late
                if late <= plan.last
                else None
            )
            yield unit.pk, f"{TASKS[place % len(TASKS)]}（{place + 1}）", due, met

    copy(KeyTask, ("org", "title", "due_on", "done_on"), rows())


def _grants(plan: Plan, firms: Firms, rng: random.Random) -> None:
    unions = [union for union in firms.unions if union.new] or firms.unions[:1]
    asked = plan.money("ORG33")
    total = asked if asked is not None else Decimal(GRANT * sum(union.new for union in unions))
    if total and not unions:
        plan.refuse("ORG33", f"为{total:,}元，但没有工会")
    amounts = split_money(total, [1.0] * len(unions)) if total else []
    rows = (
        (union.unit.pk, union.pk, plan.day(rng, max(plan.start, union.approved_on)), amount, "新建会补助")
        for union, amount in zip(unions, amounts, strict=False)
    )
    copy(FoundingGrant, ("org", "union", "paid_on", "amount", "basis"), rows)


def _drives(plan: Plan, rng: random.Random) -> None:
    drives = plan.decide("ORG34", max(1, len(plan.townships) // 7))
    places = len([unit for unit in plan.townships if unit.level == Level.TOWNSHIP])
    plan.decide("ORG35", places, low=places, high=places)
    rows = (
        (
            unit.pk,
            f"{unit.short_name}第{place + 1}次集中入会",
            "industry" if place % 3 else "area",
            plan.day(rng),
        )
        for place, unit in enumerate(plan.units_for(drives, "drives"))
    )
    copy(Drive, ("org", "name", "kind", "since"), rows)
    leaders = People(plan.seed + 11, plan.before)
    areas = ((unit.pk, leaders.name(False), plan.before) for unit in plan.townships)
    copy(LeaderArea, ("org", "leader", "since"), areas)


def _suggestions(plan: Plan, firms: Firms, rng: random.Random) -> None:
    """DEM10 proposals of a few enterprises each."""
    firm_list: Sequence[Employer] = firms.unionized or firms.without_union
    total = plan.decide("DEM10", len(firms.unionized) * 0.06, high=None if firm_list else 0)
    givers = [rng.choice(firm_list) for _ in range(min(total, 60 + total // 20))]
    rows = (
        (firm.unit.pk, firm.pk, plan.day(rng), "改进生产与安全", number)
        for firm, number in zip(givers, apportion(total, [1.0] * len(givers)), strict=True)
    )
    copy(Suggestion, ("org", "enterprise", "on", "subject", "number"), rows)


def _duties(plan: Plan, rng: random.Random) -> None:
    """Every township's cadre owes one visit a quarter; TEAM03 of the quarters that ended were kept."""
    quarters = _quarters(plan)
    owed = [(unit, quarter) for quarter in quarters for unit in plan.townships]
    kept, of = plan.ratio("TEAM03", len(owed), len(owed), 95)
    if not owed and plan.asks("TEAM03"):
        plan.refuse("TEAM03", "没有分母：统计期内没有结束的季度")
    duties = dict(zip(plan.townships, reserve(Duty, len(plan.townships)), strict=True))
    people = People(plan.seed + 13, plan.before)
    held = ((pk, unit.pk, people.name(False), "firm", plan.before) for unit, pk in duties.items())
    copy(Duty, ("id", "org", "cadre", "kind", "since"), held)
    terms = list(zip(reserve(DutyTerm, of), owed[:of], strict=True))
    lines = ((pk, unit.pk, duties[unit], start, end, 1) for pk, (unit, (start, end)) in terms)
    copy(DutyTerm, ("id", "org", "duty", "starts_on", "ends_on", "owed"), lines)
    visits = (
        (unit.pk, pk, plan.day(rng, max(start, plan.start), end), "走访重点企业")
        for pk, (unit, (start, end)) in rng.sample(terms, kept)
    )
    copy(DutyDone, ("org", "term", "on", "subject"), visits)


def _quarters(plan: Plan) -> list[tuple[dt.date, dt.date]]:
    """Those that end in the period."""
    found, day = [], plan.start
    while day <= plan.last:
        start, end = term_of(day, 3)
        if end <= plan.last:
            found.append((start, end))
        day = end + dt.timedelta(days=1)
    return found
