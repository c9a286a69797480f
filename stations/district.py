"""The generator's share of places, activities, projects and the grid."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from enterprises.district import Firms
from union_portal.bulk import copy, reserve
from union_portal.district.parts import Part
from union_portal.district.plan import Plan, apportion

from .models import Activity, Attendance, GridUnit, Project, Station

PLACES = {
    "STA01": ("station", "工会服务站", 0.9),
    "STA06": ("home", "职工之家", 0.8),
    "STA09": ("rest_stop", "暖心驿站", 1.0),
    "STA13": ("nursing", "母婴关爱室", 0.5),
    "STA14": ("culture", "职工文化活动中心", 0.1),
    "SKL05": ("studio", "职工创新工作室", 0.2),
}
"""Code → kind, name, and how many a township where nothing asks for a number."""


@dataclass(frozen=True)
class Series:
    """Activities of one kind: the code that counts them, the code that counts who came."""

    kind: str
    title: str
    held: str
    came: str
    each: int
    per_member: float


SERIES = (
    Series("card", "京卡会员专享活动", "", "SVC04", 120, 0.2),
    Series("culture", "职工文体活动", "CUL01", "CUL02", 60, 0.02),
    Series("volunteer", "职工志愿服务", "", "CUL03", 40, 0.005),
    Series("contest", "岗位练兵技能竞赛", "", "SKL01", 80, 0.01),
    Series("lecture", "职工大讲堂", "SKL09", "SKL10", 45, 0.006),
)
UNITS = ("SKL03", "innovation", "职工技术创新竞赛")


class StationsPart(Part):
    rank = 6
    codes = frozenset(
        {*PLACES, "STA02", "STA10", "SVC04", "SVC08", "SVC09", "SKL01", "SKL03", "SKL09", "SKL10"}
        | {"CUL01", "CUL02", "CUL03"}
    )
    rates = frozenset({"STA03"})
    openings = frozenset({*PLACES, "STA02", "SVC09"})

    def demand(self, plan: Plan) -> None:
        plan.want("unionized", max(plan.given("SKL03") or 0, int(plan.brief.at_least.get("SKL03", 0))))

    def decide(self, plan: Plan) -> None:
        for code, (_, _, each) in PLACES.items():
            low = (
                plan.given("STA02") or 0
                if code == "STA01"
                else plan.given("STA10") or 0
                if code == "STA09"
                else 0
            )
            default = max(low, len(plan.townships) * each)
            if code == "STA01" and plan.asks("STA03"):
                default = plan.most("STA03", low, 90, low * 100) if low else max(default, 1)
                default = 0 if plan.given("STA02") == 0 else default
            plan.decide(code, default, low=low)
        plan.decide("STA02", plan.share("STA03", plan.values["STA01"], 90), high=plan.values["STA01"])
        opening = plan.opening("STA09")
        default = plan.values["STA09"] * 0.2 if opening is None else max(0, plan.values["STA09"] - opening)
        plan.decide("STA10", default, high=plan.values["STA09"])
        for line in SERIES:
            none = line.held and plan.given(line.held) == 0
            came = plan.decide(line.came, 0 if none else plan.values["MEM01"] * line.per_member)
            if line.held:
                plan.decide(line.held, max(came / line.each, 1 if came else 0), low=1 if came else 0)
        plan.decide("SKL03", plan.values["ORG02"] * 0.02, high=plan.values["ORG02"])
        plan.decide("SVC08", len(plan.townships) * 0.2)
        plan.decide("SVC09", len(plan.townships) * 6)

    def make(self, plan: Plan) -> None:
        _stations(plan)
        _activities(plan)
        _activities(plan.past())
        _others(plan)


def spell(plan: Plan, place: int, count: int, old: int, rng) -> tuple[dt.date, dt.date | None]:
    """Of `count` standing on the last day `old` stood before the period; those beyond ended in it."""
    since = plan.earlier(rng) if place < old or place >= count else plan.day(rng)
    return since, plan.day(rng) if place >= count else None


def _stations(plan: Plan) -> None:
    rng, serial = plan.stream("stations"), 0

    def rows() -> Iterable[tuple]:
        nonlocal serial
        for code, (kind, name, _) in PLACES.items():
            count, opening = plan.values[code], plan.opening(code)
            new = plan.values["STA10"] if code == "STA09" else 0
            old = count - new if opening is None else opening
            total = count + max(0, old - count)
            for place, unit in enumerate(_round(plan, total)):
                serial += 1
                since, until = spell(plan, place, count, old, rng)
                passed = (
                    _standardised(plan, place, since, rng) if kind == "station" and until is None else None
                )
                title = f"{unit.short_name}{name}" + (
                    f"（{place // len(plan.townships) + 1}）" if total > len(plan.townships) else ""
                )
                yield (
                    unit.pk,
                    f"ZD{serial:05d}",
                    title,
                    kind,
                    f"{unit.short_name}{rng.randrange(1, 200)}号",
                    since,
                    until,
                    passed,
                )

    names = ("org", "code", "name", "kind", "address", "since", "until", "standardised_on")
    copy(Station, names, rows())


def _standardised(plan: Plan, place: int, since: dt.date, rng) -> dt.date | None:
    """The first STA02 stations passed; as many before the period as the opening asks."""
    if place >= plan.values["STA02"]:
        return None
    opening = plan.opening("STA02")
    if opening is None or place < opening:
        return max(since, min(plan.before, since + dt.timedelta(days=200)))
    return max(since, plan.day(rng))


def _round(plan: Plan, total: int) -> list:
    """Townships in turn."""
    return [plan.townships[place % len(plan.townships)] for place in range(total)]


def _activities(plan: Plan) -> None:
    rng, serial = plan.stream("activities"), 0
    attendance: list[tuple] = []

    def rows() -> Iterable[tuple]:
        nonlocal serial
        for line in SERIES:
            came = plan.values[line.came]
            held = plan.values[line.held] if line.held else max(round(came / line.each), 1 if came else 0)
            persons = apportion(came, [0.5 + rng.random() for _ in range(held)])
            for unit, number in zip(plan.units_for(held, line.kind), persons, strict=True):
                serial += 1
                attendance.append((serial, unit.pk, None, number))
                yield _activity(plan, keys[serial - 1], unit, line.title, line.kind, rng)
        firms = plan.take(Firms).unionized[: plan.values["SKL03"]]
        rounds = min(len(firms), 3)
        for place, unit in enumerate(plan.units_for(rounds, "innovation")):
            serial += 1
            attendance.extend((serial, unit.pk, firm.pk, 3) for firm in firms[place::rounds])
            yield _activity(plan, keys[serial - 1], unit, UNITS[2], UNITS[1], rng)

    keys = reserve(Activity, _count(plan))
    copy(Activity, ("id", "org", "code", "title", "kind", "held_on"), rows())
    lines = ((org, keys[number - 1], firm, persons) for number, org, firm, persons in attendance)
    copy(Attendance, ("org", "activity", "enterprise", "persons"), lines)


def _activity(plan: Plan, pk: int, unit, title: str, kind: str, rng) -> tuple:
    day = plan.day(rng)
    return pk, unit.pk, f"HD{day.year}{plan.serial('HD'):06d}", f"{unit.short_name}{title}", kind, day


def _count(plan: Plan) -> int:
    held = sum(
        plan.values[line.held] if line.held else max(round(plan.values[line.came] / line.each), 1)
        for line in SERIES
    )
    return held + 3


def _others(plan: Plan) -> None:
    """Bought services, and the grid: communities first, then large firms."""
    rng = plan.stream("projects")
    projects = (
        (
            unit.pk,
            f"{unit.short_name}职工{('心理关爱', '技能提升', '文体服务')[n % 3]}项目",
            "社会工作事务所",
            plan.day(rng),
            50_000,
        )
        for n, unit in enumerate(plan.units_for(plan.values["SVC08"], "projects"))
    )
    copy(Project, ("org", "name", "provider", "approved_on", "budget"), projects)
    count, opening = plan.values["SVC09"], plan.opening("SVC09")
    old = count if opening is None else opening

    def grid() -> Iterable[tuple]:
        for place, unit in enumerate(_round(plan, count + max(0, old - count))):
            since, until = spell(plan, place, count, old, rng)
            kind = "enterprise" if place % 6 == 5 else "community"
            yield unit.pk, f"{unit.short_name}第{place // len(plan.townships) + 1}网格", kind, since, until

    copy(GridUnit, ("org", "name", "kind", "since", "until"), grid())
