"""The unionized enterprises in their ranks: their size, union, township and owner."""

from union_portal.district.parts import Part
from union_portal.district.plan import Plan

from ..models import Ownership
from .democracy import decide_democracy, decide_disclosure
from .firms import Firm, Firms
from .flows import Flows
from .rows import approve, write

DEFAULT_EMPLOYEES = 32


class EnterprisesPart(Part):
    rank = 1
    codes = frozenset(
        {"ORG01", "ORG02", "ORG07", "ORG08", "ORG10", "ORG11", "ORG13", "ORG20", "MEM21"}
        | {"DEM01", "DEM02", "DEM04", "DEM05", "DEM08"}
    )
    rates = frozenset({"ORG04", "ORG05", "ORG06", "ORG09", "ORG29", "DEM03", "DEM06", "DEM07", "DEM09"})
    openings = frozenset({"ORG01", "ORG02"})

    def demand(self, plan: Plan) -> None:
        if plan.given("ORG20") is not None:
            most = max(0, int(plan.brief.figures["ORG20"]) - (plan.given("ORG08") or 0))
            plan.wants["hundred_most"] = min(plan.wants.get("hundred_most", most), most)
        if plan.asks("DEM02", "DEM05", "DEM08", "DEM09", "ORG29"):
            plan.want("unionized", max(2, plan.given("DEM08") or 0))
        if plan.asks("ORG09"):
            plan.want("founded", 1)

    def decide(self, plan: Plan) -> None:
        firms, flows = plan.offer(Firms()), plan.offer(Flows(plan))
        total = plan.values["ORG02"]
        low, high = plan.wants.get("hundred", 0), plan.wants.get("hundred_most", total)
        firms.hundred = max(low, min(high, max(round(total * 0.07), low), total))
        self._arrange(plan, firms, flows)
        decide_democracy(plan, firms)

    def _arrange(self, plan: Plan, firms: Firms, flows: Flows) -> None:
        """Ranks: hundred-plus and old independent, old joint, newly joined, newly founded."""
        total, rng = flows.total, plan.stream("enterprises")
        founded_from = total - flows.founded
        joint_from = founded_from - flows.in_joint
        joined_from = founded_from - flows.joined
        recent = 0.85 * (flows.founded + flows.joined) / max(total, 1)
        for rank, unit in enumerate(plan.units_for(total, "enterprises")):
            hundred, new = rank < firms.hundred, rank >= joined_from
            firm = Firm(
                rank=rank,
                unit=unit,
                hundred=hundred,
                small=not hundred or rng.random() < 0.3,
                own=not joint_from <= rank < founded_from,
                new=new,
                joined_on=plan.day(rng) if new else plan.earlier(rng, recent=recent),
            )
            firms.unionized.append(firm)
        joined = [firm for firm in firms.unionized if firm.new and not firm.own]
        small = plan.decide("ORG10", len(joined), high=len(joined))
        for place, firm in enumerate(joined):
            firm.small = place < small
        self._owners(plan, firms)

    def _owners(self, plan: Plan, firms: Firms) -> None:
        """State-owned, non-public and other, scattered over the ranks; at least one of each asked for."""
        rng, total = plan.stream("owners"), len(firms.unionized)
        for firm in firms.unionized:
            draw = rng.random()
            firm.ownership = (
                Ownership.STATE if draw < 0.03 else Ownership.INSTITUTION if draw < 0.06
                else Ownership.COLLECTIVE if draw < 0.10 else Ownership.SOCIAL if draw < 0.12
                else Ownership.FOREIGN if draw < 0.16 else Ownership.HMT if draw < 0.18 else Ownership.PRIVATE
            )  # fmt: skip
        if total and plan.asks("DEM07"):
            firms.unionized[0].ownership = Ownership.PRIVATE
        if total > 1 and plan.asks("DEM06"):
            firms.unionized[1].ownership = Ownership.STATE
        elif plan.asks("DEM06"):
            plan.refuse("DEM06", "需要至少2家建会单位")

    def make(self, plan: Plan) -> None:
        firms, flows = plan.take(Firms), plan.take(Flows)
        approve(plan, firms, flows)
        expected = plan.wants.get("members", 0) / 0.84 or plan.values["ORG02"] * DEFAULT_EMPLOYEES
        firms.staff(plan, round(expected))
        decide_disclosure(plan, firms)
        write(plan, firms, flows)
