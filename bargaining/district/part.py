"""How many enterprises are eligible, covered and covered by themselves; how many documents it takes."""

from enterprises.district import Firms
from union_portal.district.parts import Part
from union_portal.district.plan import Plan

from .reach import Coverage, Reach
from .rows import write

COVERED = 92.5
"""Per cent of eligible enterprises covered, where nothing asks otherwise."""
REGIONAL_SIZE = 8
RATES = ("BAR11", "BAR14", "BAR15", "BAR16", "BAR17", "BAR18", "BAR19", "BAR21")


class BargainingPart(Part):
    rank = 3
    codes = frozenset(
        {"BAR01", "BAR02", "BAR04", "BAR05", "BAR06", "BAR07", "BAR08", "BAR13", "BAR20", "BAR22", "BAR29"}
    )
    rates = frozenset(RATES)
    openings = frozenset({"BAR07", "BAR20"})

    def demand(self, plan: Plan) -> None:
        floor = lambda code: int(plan.brief.at_least.get(code, 0))  # noqa: E731
        most = max(
            plan.given(c) or floor(c) for c in ("BAR02", "BAR05", "BAR07", "BAR08", "BAR13", "BAR20", "BAR22")
        )
        rate = max(float(plan.brief.exactly_percent.get(c, 100)) for c in ("BAR14", "BAR15", "BAR16"))
        wanted = max(most, (plan.given("BAR06") or 0) // 28, 2 if plan.asks(*RATES) else 0)
        plan.want("unionized", wanted if rate == 100 else round(wanted * 100 / max(rate, 1)))
        large = max(plan.given(c) or floor(c) for c in ("BAR20", "BAR22"))
        large = max(large, 1 if plan.asks("BAR18", "BAR21") else 0)
        large = max(large, int((plan.given("BAR06") or 0) > (plan.given("BAR05") or 10**9) * 99))
        plan.want("hundred", large)
        self._limit_hundred(plan, large)

    def _limit_hundred(self, plan: Plan, large: int) -> None:
        """Not more hundred-plus than own contracts, employees and small enterprises leave room for."""
        limits = []
        if own := plan.given("BAR07"):
            limits.append(int(own * 100 / max(float(plan.brief.at_least.get("BAR18", 0)), 90)))
        if (covered := plan.given("BAR05")) and (staff := plan.given("BAR06")):
            limits.append(max(0, (staff - covered * 4) // 180))
        if (covered := plan.given("BAR05")) is not None and (small := plan.given("BAR08")) is not None:
            limits.append(max(covered - small, 0))
        if (models := plan.given("BAR20")) and plan.asks("BAR21"):
            limits.append(plan.most("BAR21", models, 60, 10 * models))
        if limits:
            plan.wants["hundred_most"] = max(large, min(limits))

    def decide(self, plan: Plan) -> None:
        firms = plan.take(Firms)
        total = len(firms.unionized)
        own = plan.decide("BAR07", self._own(plan, total), high=total)
        covered = self._covered(plan, own, total)
        eligible = self._eligible(plan, covered, total)
        firms.eligible = eligible
        skipped = self._skipped(plan, firms, own, covered)
        wage = self._documents(plan, "BAR04", own, covered)
        comprehensive = self._comprehensive(plan, covered, eligible, total)
        plan.offer(Reach(wage, comprehensive, skipped))
        self._staff(plan, firms, covered)
        plan.decide("BAR20", plan.share("BAR21", firms.hundred, 60), high=firms.hundred)
        most = min(firms.hundred, max(own, comprehensive.own))
        plan.decide("BAR22", most * 0.2, high=most)

    def _own(self, plan: Plan, total: int) -> float:
        """Own contracts, when only the coverage or the documents are known."""
        covered, documents = plan.given("BAR05"), plan.given("BAR04")
        if covered is None and documents is not None:
            return min(documents // 2, total)
        if covered is None:
            return min(total * 0.6, plan.given("BAR13") or total)
        if documents is None:
            return covered * 0.9
        return documents if documents >= covered else documents // 2

    def _covered(self, plan: Plan, own: int, total: int) -> int:
        """Enterprises bound by a wage contract, their own or a regional one."""
        eligible = plan.given("BAR13")
        if eligible is not None:
            default = max(own, plan.share("BAR15", eligible, COVERED))
        else:
            default = max(min(total, own + own // 10), plan.share("BAR19", total, 0))
        small, staff = plan.given("BAR08") or 0, plan.given("BAR06") or 0
        likely = min(total, max(default, small * 1.08, staff / 30))
        return plan.decide("BAR05", likely, low=max(own, small), high=total)

    def _eligible(self, plan: Plan, covered: int, total: int) -> int:
        """The largest eligible set under which the coverage asked for still holds."""
        exact = [c for c in ("BAR15", "BAR16") if c in plan.brief.exactly_percent]
        code = exact[0] if exact else max(("BAR15", "BAR16"), key=lambda c: plan.brief.at_least.get(c, 0))
        most = plan.most(code, covered, COVERED, total) if covered else min(1, total)
        return plan.decide("BAR13", most, high=total)

    def _skipped(self, plan: Plan, firms: Firms, own: int, covered: int) -> range:
        """Hundred-plus that did not sign themselves: as many as BAR18 lets, bound by regional ones."""
        among = min(firms.hundred, firms.eligible)
        signed = min(own, plan.share("BAR18", among, 94))
        if "BAR18" not in plan.brief.exactly_percent:
            signed = max(signed, among - (covered - own))
        return range(signed, among)

    def _documents(self, plan: Plan, code: str, own: int, covered: int) -> Coverage:
        """Regional contracts bind the rest, about eight enterprises each; spare documents bind twice."""
        rest = covered - own
        default = own + -(-rest // REGIONAL_SIZE)
        documents = plan.decide(code, default, low=own + (1 if rest else 0), high=None if covered else 0)
        regional = min(documents - own, rest)
        return Coverage(own, covered, regional, documents - own - regional)

    def _comprehensive(self, plan: Plan, covered: int, eligible: int, total: int) -> Coverage:
        if "BAR14" in plan.brief.exactly_percent:
            default = plan.share("BAR14", eligible, COVERED)
        else:
            default = max(plan.share("BAR14", eligible, COVERED), covered)
        reach = plan.decide("BAR02", min(default, total), high=total)
        documents = plan.given("BAR01")
        own = (
            reach
            if documents is None or documents >= reach
            else max(0, documents - max(1, (reach - documents) // 7))
        )
        return self._documents(plan, "BAR01", own, reach)

    def _staff(self, plan: Plan, firms: Firms, covered: int) -> None:
        """Small enterprises and employees among the covered: the first `covered` ranks."""
        if (staff := plan.given("BAR06")) is not None:
            firms.cohorts[covered] = ("BAR06", staff)
        small = plan.decide("BAR08", sum(firm.small for firm in firms.unionized[:covered]), high=covered)
        if plan.asks("BAR08"):
            for firm in firms.unionized[:covered]:
                firm.small = firm.rank >= covered - small

    def make(self, plan: Plan) -> None:
        write(plan, plan.take(Firms))
