"""The rows of a fictitious district's enterprises, unions, headcounts, eligibility and democracy."""

import datetime as dt
import random
from collections.abc import Iterable

from union_portal.bulk import copy, reserve
from union_portal.district.plan import Plan, fill
from union_portal.fields import credit_code, organisation_check
from union_portal.pinyin import initials

from ..models import (
    Affiliation,
    Eligibility,
    Enterprise,
    GrassrootsUnion,
    Headcount,
    Ownership,
    SizeClass,
)
from .democracy import write_democracy
from .firms import Employer, Firm, Firms, Union
from .flows import Flows
from .prospects import prospects
from .terms import write_terms

BRAND_A = (
    "瑞恒华盛利金宏鑫正远佳嘉永安广信三和天朗卓康泰博同德福兴隆昌祥源明景润丰汇众新世纪东方北京龙腾飞宇科创"
)
BRAND_B = "丰达通源友阳盛朗征信穗庭禾恒德泰康隆业诚益美佳力海川峰林翔腾宇光辉耀晨曦悦优品尚雅居"
TRADES = (
    ("C", "食品"), ("C", "医疗器械"), ("C", "汽车零部件"), ("C", "服饰"), ("C", "生物制药"),
    ("C", "家具"), ("C", "印刷"),
    ("C", "电子"), ("C", "机械"), ("C", "包装"), ("E", "建筑工程"), ("E", "装饰工程"), ("F", "商贸"),
    ("F", "建材"),
    ("G", "物流"), ("G", "快运"), ("H", "餐饮管理"), ("H", "酒店管理"), ("I", "软件技术"),
    ("I", "网络科技"), ("K", "物业管理"),
    ("K", "房地产开发"), ("L", "商务服务"), ("L", "人力资源"), ("M", "检测技术"), ("O", "家政服务"),
    ("P", "教育科技"),
    ("R", "文化传播"), ("A", "农业科技"), ("N", "园林绿化"),
)  # fmt: skip
PUBLIC = {
    Ownership.INSTITUTION: ("P", ("中学", "小学", "医院", "文化馆", "环卫所", "园林所", "水务所")),
    Ownership.SOCIAL: ("Q", ("养老服务中心", "社区服务协会", "志愿者协会", "青少年活动中心")),
}


def write(plan: Plan, firms: Firms, flows: Flows) -> None:
    """Employers first, then their unions, then what is recorded of them."""
    rng = plan.stream("enterprise rows")
    sizes = [rng.choice((12, 25, 40, 66, 90)) for _ in range(_outside(plan, firms))]
    units = plan.units_for(flows.lost + len(sizes), "others")
    firms.outside = [
        Employer(unit=unit, employees=size) for unit, size in zip(units[flows.lost :], sizes, strict=True)
    ]
    firms.lost = [
        Firm(
            rank=-1,
            unit=unit,
            own=place < flows.dissolved,
            joined_on=plan.earlier(rng),
            left_on=plan.day(rng),
            employees=rng.randrange(4, 40),
        )
        for place, unit in enumerate(units[: flows.lost])
    ]
    for firm in [*firms.unionized, *firms.lost]:
        if not firm.new:
            firm.approved_employees = max(1, round(firm.employees * (0.7 + rng.random() * 0.4)))
    firms.prospects = prospects(plan, firms)
    everyone = [*firms.unionized, *firms.lost, *firms.without_union]
    _enterprises(plan, everyone, rng)
    _unions(plan, firms, flows, rng)
    write_terms(plan, firms)
    _affiliations(plan, firms, flows)
    _headcounts(plan, everyone, rng)
    _eligibility(plan, firms, rng)
    write_democracy(plan, firms)


def _outside(plan: Plan, firms: Firms) -> int:
    """Enterprises not yet unionized: about one in twenty, fewer where a 建会率 is asked for."""
    floor = max(
        float({**plan.brief.at_least, **plan.brief.exactly_percent}.get(code, 0))
        for code in ("ORG04", "ORG05", "ORG06")
    )
    share = min(0.05, (100 - floor) / 100)
    if plan.brief.exactly_percent.get("ORG04"):
        return plan.most("ORG04", len(firms.unionized), 95, len(firms.unionized) * 100) - len(firms.unionized)
    return int(len(firms.unionized) * share)


def approve(plan: Plan, firms: Firms, flows: Flows) -> None:
    """Employees on the approval paper: the newly covered add up to ORG13, ORG08 of them 100 or more."""
    rng = plan.stream("approvals")
    new = [firm for firm in firms.unionized if firm.new]
    founded = [firm for firm in new if firm.own]
    large = set(map(id, founded[: flows.approved_100]))
    lows = [100 if id(firm) in large else min(1, flows.approved // max(len(new), 1)) for firm in new]
    highs = [flows.approved if id(firm) in large else 99 for firm in new]
    if flows.approved > sum(highs) and "ORG08" not in plan.brief.figures:
        highs = [
            flows.approved if firm.own or not founded else high for firm, high in zip(new, highs, strict=True)
        ]
    weights = [(60 if firm.own else 10) * (0.3 + rng.random()) for firm in new]
    amounts = fill(flows.approved, lows, highs, weights)
    if amounts is None:
        plan.refuse(
            "ORG13",
            f"为{flows.approved:,}人，与新建会单位数（其中百人以上{flows.approved_100}家）不能同时成立",
        )
    for firm, amount in zip(new, amounts, strict=True):
        firm.approved_employees = amount


def _enterprises(plan: Plan, everyone: list[Employer], rng: random.Random) -> None:
    division = plan.root.division[:6]
    for number, (firm, pk) in enumerate(zip(everyone, reserve(Enterprise, len(everyone)), strict=True)):
        firm.pk = pk
        body = f"{'MA' if number < 900_000 else 'MB'}{number % 900_000 + 1:06d}"
        first = {Ownership.INSTITUTION: "12", Ownership.SOCIAL: "52"}.get(firm.ownership, "91")
        firm.code = credit_code(f"{first}{division}{body}{organisation_check(body)}")

    def rows() -> Iterable[tuple]:
        for firm in everyone:
            section, firm.name = _name(firm, rng)
            opened = (firm.joined_on or plan.before) - dt.timedelta(days=rng.randrange(200, 4000))
            closed, why = (
                (firm.left_on, rng.choice(("moved", "relocated", "cancelled")))
                if firm.left_on
                else (None, "")
            )
            yield (
                firm.pk, firm.unit.pk, firm.code, "", firm.name, initials(firm.name), firm.ownership, section,
                "agency" if firm.agency else "ordinary",
                f"{firm.unit.short_name}{rng.choice('东西南北')}路{rng.randrange(1, 300)}号",
                opened, closed, why,
            )  # fmt: skip

    names = (
        "id",
        "org",
        "credit_code",
        "no_code_reason",
        "name",
        "initials",
        "ownership",
        "industry",
        "kind",
    )
    copy(Enterprise, (*names, "address", "opened_on", "closed_on", "closure"), rows())


def _name(firm: Employer, rng: random.Random) -> tuple[str, str]:
    brand = f"{rng.choice(BRAND_A)}{rng.choice(BRAND_B)}"
    if firm.ownership in PUBLIC:
        section, kinds = PUBLIC[firm.ownership]
        return section, f"{firm.unit.short_name}{brand}{rng.choice(kinds)}"
    section, trade = rng.choice(TRADES)
    return section, f"{brand}{trade}{rng.choice(('有限公司', '有限公司', '有限责任公司', '股份有限公司'))}"


def _unions(plan: Plan, firms: Firms, flows: Flows, rng: random.Random) -> None:
    """Independent unions in the order of their firms, then joint ones: old first, new last."""
    own = [firm for firm in [*firms.unionized, *firms.lost] if firm.own]
    keys = reserve(GrassrootsUnion, len(own) + flows.joint)
    shared = [firm for firm in firms.unionized if not firm.own]
    stray = [firm for firm in firms.lost if not firm.own]
    joint = _joint(plan, flows, shared, stray, keys[len(own) :], rng)
    year: dict[int, int] = {}

    def number(day: dt.date) -> str:
        year[day.year] = year.get(day.year, 0) + 1
        return f"工组批〔{day.year}〕{year[day.year]}号"

    def rows() -> Iterable[tuple]:
        for firm, pk in zip(own, keys, strict=False):
            firm.union_pk = pk
            name = f"{firm.name}工会委员会"
            yield _union(
                pk, firm.unit, name, "independent", firm.joined_on, number(firm.joined_on), firm.left_on
            )
            if not firm.left_on:
                firms.unions.append(Union(pk, firm.unit, firm.joined_on, firm.new))
        for pk, unit, day, name in joint:
            yield _union(pk, unit, name, "joint", day, number(day), None)
            entry = Union(pk, unit, day, day >= plan.start)
            firms.unions.append(entry)
            firms.joint.append(entry)

    names = ("id", "org", "name", "kind", "level", "approved_on", "approval_no")
    copy(GrassrootsUnion, (*names, "dissolved_on", "dissolve_reason"), rows())


def _union(pk, unit, name, kind, day, number, dissolved) -> tuple:
    reason = "ended" if dissolved else ""
    return (pk, unit.pk, name, kind, "base", day, number, dissolved, reason)


def _joint(plan: Plan, flows: Flows, shared: list[Firm], stray: list[Firm], keys, rng) -> list[tuple]:
    """Give each firm in a joint union its union, in the firm's own township where there is one."""
    old = flows.joint - flows.new_joint
    units = [firm.unit for firm in shared[: flows.joint]] or plan.units_for(flows.joint, "joint unions")
    units += plan.units_for(flows.joint - len(units), "joint unions")
    joint = []
    for place, pk in enumerate(keys):
        day = plan.earlier(rng, 12) - dt.timedelta(days=3000) if place < old else plan.start
        joint.append((pk, units[place], day, f"{units[place].short_name}第{place + 1}联合工会委员会"))
    homes: dict[int, list] = {}
    for line in joint[:old]:
        homes.setdefault(line[1].pk, []).append(line[0])
    fresh = [line[0] for line in joint[old:]]
    first_new = next((i for i, firm in enumerate(shared) if firm.new), len(shared))
    for place, firm in enumerate([*shared, *stray]):
        late = place - first_new
        if firm.new and 0 <= late < len(fresh) or not homes:
            firm.union_pk = fresh[late % len(fresh)] if fresh else keys[0]
        else:
            near = homes.get(firm.unit.pk) or homes[next(iter(homes))]
            firm.union_pk = near[place % len(near)]
    return joint


def _affiliations(plan: Plan, firms: Firms, flows: Flows) -> None:
    served = 0

    def rows() -> Iterable[tuple]:
        nonlocal served
        for firm in [*firms.unionized[::-1], *firms.lost]:
            by_service = firm.new and served < flows.by_service
            served += by_service
            yield (
                firm.unit.pk, firm.pk, firm.union_pk, "own" if firm.own else "joint",
                "service" if by_service else "survey", firm.joined_on, firm.left_on, firm.approved_employees,
            )  # fmt: skip

    names = ("org", "enterprise", "union", "mode", "origin", "since", "until", "employees")
    copy(Affiliation, names, rows())


def _headcounts(plan: Plan, everyone: list[Employer], rng: random.Random) -> None:
    """Two records each: before the period, and the one in force on its last day."""
    verified = min(plan.last, max(plan.start, plan.last - dt.timedelta(days=20)))

    def rows() -> Iterable[tuple]:
        for firm in everyone:
            earlier = max(1, round(firm.employees * (0.85 + rng.random() * 0.2)))
            then = plan.before - dt.timedelta(days=rng.randrange(30, 330))
            if not firm.new:
                yield (
                    firm.unit.pk,
                    firm.pk,
                    then,
                    earlier,
                    min(firm.women, earlier),
                    earlier // 3,
                    0,
                    "年度核实",
                )
            women = min(firm.women, firm.employees)
            yield (firm.unit.pk, firm.pk, verified, firm.employees, women, firm.employees // 3, 0, "年度核实")

    names = ("org", "enterprise", "since", "employees", "women", "migrants", "dispatched", "source")
    copy(Headcount, names, rows())
    sizes = ((f.unit.pk, f.pk, _size(f), f.joined_on or plan.before) for f in everyone)
    copy(
        SizeClass,
        ("org", "enterprise", "size", "since", "scheme"),
        ((*line, "国统字〔2017〕213号") for line in sizes),
    )


def _size(firm: Employer) -> str:
    if firm.small:
        return "S" if firm.employees >= 20 else "X"
    return "L" if firm.employees >= 1000 else "M"


def _eligibility(plan: Plan, firms: Firms, rng: random.Random) -> None:
    """应建会 and 规模以上; 正常经营 goes with democracy, 符合协商条件 is the bargaining app's to decide."""
    unionized, outside = firms.unionized, firms.outside
    inside = max(1, firms.hundred, len(unionized) // 12) if unionized else 0
    above = plan.most("ORG05", inside, 97, inside + len(outside)) - inside if inside else 0

    def rows() -> Iterable[tuple]:
        for firm in [*unionized, *outside]:
            since = firm.joined_on or plan.before - dt.timedelta(days=rng.randrange(100, 900))
            yield (firm.unit.pk, firm.pk, "unionize", True, since, "", "组织部")
        for firm in [*unionized[:inside], *outside[:above]]:
            yield (firm.unit.pk, firm.pk, "above_size", True, firm.joined_on or plan.before, "", "统计局名录")

    copy(Eligibility, ("org", "enterprise", "kind", "met", "since", "reason", "decided_by"), rows())
