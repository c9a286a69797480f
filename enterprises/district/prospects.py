"""Enterprises without a union that nobody has judged yet: what organisers work on."""

from union_portal.district.plan import Plan

from .firms import LARGE, Employer, Firms

SHARE = 0.14
"""Of the number of unionized enterprises."""


def want_prospects(plan: Plan) -> None:
    """As many as the brief's own figures of such enterprises need."""
    for code in ("ORG20", "ORG23", "ORG26", "ORG31"):
        plan.want("prospects", _asked(plan, code))
    if plan.given("ORG02") is not None and plan.given("ORG03") is not None:
        plan.want("prospects", plan.given("ORG03") - plan.given("ORG02"))  # type: ignore[operator]
    if plan.asks("ORG19", "ORG22", "ORG24", "COM01", "COM05", "FIN01", "FIN04"):
        plan.want("prospects", 3)


def _asked(plan: Plan, code: str) -> int:
    return max(plan.given(code) or 0, int(plan.brief.at_least.get(code, 0)) + 1)


def prospects(plan: Plan, firms: Firms) -> list[Employer]:
    """Small ones, and as many large ones as the ledger of 百人以上 still lacks."""
    rng = plan.stream("prospects")
    count = max(plan.wants.get("prospects", 0), plan.values["ORG03"] - plan.values["ORG02"])
    there = sum(firm.employees >= LARGE for firm in firms.unionized)
    large = plan.decide("ORG20", there + round(count * 0.05), low=there) - there
    units = plan.units_for(max(count, large), "prospects")
    return [
        Employer(unit=unit, employees=100 + int(rng.expovariate(1 / 60)) if place < large else size)
        for place, (unit, size) in enumerate((unit, rng.choice((8, 15, 28, 45, 72))) for unit in units)
    ]
