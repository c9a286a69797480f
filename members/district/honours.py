"""Honours by title, and delegates to a congress."""

from collections.abc import Iterable

from union_portal.district.people import People
from union_portal.district.plan import Plan
from union_portal.district.writer import copy

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


def write_honours(plan: Plan) -> None:
    rng, people = plan.stream("honours"), People(plan.seed + 1, plan.before)
    firms = plan.shared["firms"].unionized

    def rows() -> Iterable[tuple]:
        for code, (title, rate) in HONOURS.items():
            count = plan.decide(code, plan.values["MEM01"] * rate / 1000)
            for place, unit in enumerate(plan.units_for(count, code)):
                firm = firms[place * 7 % len(firms)] if firms and code in COLLECTIVE else None
                holder = firm.name if firm else people.name(place % 3 == 0)
                yield unit.pk, title, holder, plan.day(rng), firm and firm.pk

    copy(Honour, ("org", "title", "holder", "awarded_on", "enterprise"), rows())
    count = plan.decide("GOV02", 0)
    elected = plan.day(rng)
    delegates = ((u.pk, "工会代表大会", people.name(i % 3 == 0), elected, i % 2 == 0) for i, u in enumerate(plan.units_for(count, "delegates")))
    copy(Delegate, ("org", "congress", "name", "elected_on", "frontline"), delegates)
