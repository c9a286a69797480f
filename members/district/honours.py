"""Honours by title, and delegates to a congress."""

from collections.abc import Iterable

from enterprises.district import Firms
from union_portal.bulk import copy
from union_portal.district.people import People
from union_portal.district.plan import Plan, apportion

from ..models import Delegate, Honour

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
                yield unit.pk, title, holder, plan.day(rng), firm and firm.pk

    copy(Honour, ("org", "title", "holder", "awarded_on", "enterprise"), rows())
    count = plan.decide("GOV02", 0)
    elected = plan.day(rng)
    delegates = (
        (u.pk, "工会代表大会", people.name(i % 3 == 0), elected, i % 2 == 0)
        for i, u in enumerate(plan.units_for(count, "delegates"))
    )
    copy(Delegate, ("org", "congress", "name", "elected_on", "frontline"), delegates)
