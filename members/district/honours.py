"""Honours by title, and delegates to a congress."""

from collections.abc import Iterable

from enterprises.district import Firms
from union_portal.bulk import copy, reserve
from union_portal.district.people import People
from union_portal.district.plan import Plan, apportion

from ..models import Delegate, Honour, HonourCare, Studio

HONOURS = {
    "HON01": ("national_model", 0),
    "HON02": ("city_model", 0.06),
    "HON03": ("city_advanced", 0.06),
    "HON04": ("city_collective", 0.02),
    "HON06": ("collective", 0.15),
    "SKL12": ("craftsman", 0),
}
"""Code → title, and how many a thousand members where nothing asks for a number."""
COLLECTIVE = {"HON04", "HON06"}
LEVELS = ("district", "city", "township", "district")
CARED = ("national_model", "city_model", "city_advanced")
BODIES = (("committee", 41, 2), ("standing", 15, 1), ("industry", 22, 3))
"""Elected body, its members, and how many in five are model or front-line workers."""


def _shares(plan: Plan) -> dict[str, int]:
    """Where only the total HON05 is given, or some of its parts: what the others must be."""
    total, parts = plan.given("HON05"), ("HON01", "HON02", "HON03", "HON04")
    free = [code for code in parts if plan.given(code) is None]
    if total is None or not free:
        return {}
    left = total - sum(plan.given(code) or 0 for code in parts)
    if left < 0:
        plan.refuse("HON05", f"为{total}，少于各分项之和")
    return dict(zip(free, apportion(left, [1.0 + n for n in range(len(free))]), strict=True))


def write_honours(plan: Plan) -> None:
    rng, people = plan.stream("honours"), People(plan.seed + 1, plan.before)
    firms = plan.take(Firms).unionized

    defaults = {code: plan.values["MEM01"] * rate / 1000 for code, (_, rate) in HONOURS.items()}
    defaults |= _shares(plan)

    def rows() -> Iterable[tuple]:
        for code, (title, _) in HONOURS.items():
            count = plan.decide(code, defaults[code])
            for place, unit in enumerate(plan.units_for(count, code)):
                firm = firms[place * 7 % len(firms)] if firms and code in COLLECTIVE else None
                holder = firm.name if firm else people.name(place % 3 == 0)
                level = LEVELS[place % len(LEVELS)] if title == "collective" else ""
                yield unit.pk, title, level, holder, plan.day(rng), firm and firm.pk

    awarded = list(rows())
    keys = reserve(Honour, len(awarded))
    names = ("id", "org", "title", "given_level", "holder", "awarded_on", "enterprise")
    copy(Honour, names, ((key, *line) for key, line in zip(keys, awarded, strict=True)))
    write_cares(plan, keys, awarded)
    write_studios(plan, people)
    count = plan.decide("GOV02", 0)
    elected = plan.day(rng)
    delegates = (
        (u.pk, "工会代表大会", people.name(i % 3 == 0), elected, i % 2 == 0)
        for i, u in enumerate(plan.units_for(count, "delegates"))
    )
    copy(Delegate, ("org", "congress", "name", "elected_on", "frontline"), delegates)
    write_bodies(plan, people)


def write_cares(plan: Plan, keys: list[int], awarded: list[tuple]) -> None:
    """Most model workers were visited in the period, half of them examined; the others are still due."""
    rng = plan.stream("honour cares")
    people = [
        (key, org, on)
        for key, (org, title, _, _, on, firm) in zip(keys, awarded, strict=True)
        if title in CARED and firm is None
    ]
    rows = [
        (org, key, kind, plan.day(rng, on), amount)
        for place, (key, org, on) in enumerate(people)
        for kind, amount in (("visit", 1000), ("health", 0))
        if place % 4 and (kind == "visit" or place % 2)
    ]
    copy(HonourCare, ("org", "honour", "kind", "on", "amount"), rows)


def write_studios(plan: Plan, people: People) -> None:
    """One to some ten thousand members."""
    firms, rng = plan.take(Firms).unionized, plan.stream("studios")
    rows = []
    for place in range(min(len(firms), plan.values["MEM01"] // 12_000)):
        firm, leader = firms[place * 11 % len(firms)], people.name(place % 3 == 0)
        name, since = f"{leader}创新工作室{place + 1}", plan.earlier(rng, 5)
        rows.append((firm.unit.pk, name, leader, firm.pk, LEVELS[place % 3], since))
    copy(Studio, ("org", "name", "leader", "enterprise", "level", "since"), rows)


def write_bodies(plan: Plan, people: People) -> None:
    """Who was elected to the committees and serves on the last day."""
    share = min(1.0, plan.values["MEM01"] / 50_000)
    elected = plan.earlier(plan.stream("bodies"), 4)
    rows = (
        (unit.pk, "工会代表大会", body, people.name(n % 3 == 0), elected, n % 5 < frontline)
        for body, count, frontline in BODIES
        for n, unit in enumerate(plan.units_for(round(count * share), body))
    )
    copy(Delegate, ("org", "congress", "body", "name", "elected_on", "frontline"), rows)
