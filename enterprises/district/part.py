"""Numbers of enterprises and unions: how many stand, how many are new, how many went."""

from union_portal.district.parts import Part
from union_portal.district.plan import Plan

from ..models import Ownership
from .firms import Firm, Firms
from .rows import approve, write

DEFAULT_EMPLOYEES = 32
QUIET = 15
"""Unionized enterprises of a township of which the brief says nothing."""
JOINT_SHARE, JOINT_SIZE = 0.28, 6


class EnterprisesPart(Part):
    rank = 1
    codes = frozenset({"ORG01", "ORG02", "ORG07", "ORG08", "ORG10", "ORG13", "MEM21", "DEM01", "DEM04"})
    rates = frozenset({"ORG04", "ORG05", "ORG06", "DEM03", "DEM06", "DEM07"})
    openings = frozenset({"ORG01", "ORG02"})

    def decide(self, plan: Plan) -> None:
        firms = plan.shared["firms"] = Firms()
        flows = Flows(plan)
        total = plan.values["ORG02"]
        low, high = plan.wants.get("hundred", 0), plan.wants.get("hundred_most", total)
        firms.hundred = max(low, min(high, max(round(total * 0.07), low), total))
        firms.unionized = [Firm(rank) for rank in range(total)]
        self._arrange(plan, firms, flows)
        firms.lost = [Firm(-1, own=n < flows.dissolved) for n in range(flows.lost)]
        plan.shared["flows"] = flows

    def _arrange(self, plan: Plan, firms: Firms, flows: "Flows") -> None:
        """Ranks: hundred-plus and old independent, old joint, newly joined, newly founded."""
        total, rng = len(firms.unionized), plan.stream("enterprises")
        founded_from = total - flows.founded
        joint_from = founded_from - flows.in_joint
        joined_from = founded_from - flows.joined
        recent = 0.85 * (flows.founded + flows.joined) / max(total, 1)
        for firm in firms.unionized:
            firm.hundred = firm.rank < firms.hundred
            firm.small = not firm.hundred or rng.random() < 0.3
            firm.own = not joint_from <= firm.rank < founded_from
            firm.new = firm.rank >= joined_from
            firm.joined_on = plan.day(rng) if firm.new else plan.earlier(rng, recent=recent)
        joined = [firm for firm in firms.unionized if firm.new and not firm.own]
        small = plan.decide("ORG10", len(joined), high=len(joined))
        for place, firm in enumerate(joined):
            firm.small = place < small
        for firm, unit in zip(firms.unionized, plan.units_for(total, "enterprises"), strict=True):
            firm.unit = unit
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
        firms: Firms = plan.shared["firms"]
        approve(plan, firms, plan.shared["flows"])
        expected = plan.wants.get("members", 0) / 0.84 or plan.values["ORG02"] * DEFAULT_EMPLOYEES
        firms.staff(plan, round(expected))
        write(plan, firms, plan.shared["flows"])


class Flows:
    """How the stock of unions and covered enterprises went from opening to close.

    ORG02 = opening + founded + joined − lost; ORG01 = opening + founded + new joint − dissolved.
    Independent unions cover one enterprise each, so ORG02 − ORG01 is what joint unions cover beyond one.
    """

    def __init__(self, plan: Plan):
        unions = plan.given("ORG01")
        asked = plan.asks("DEM03", "DEM06", "DEM07", "ORG04", "ORG05", "ORG06")
        low = max(plan.wants.get("unionized", 0), plan.given("MEM21") or 0, 2 if asked else 0)
        known = unions or (plan.opening("ORG01") or 0) * 1.1
        guess = max(known * 1.25, low * 1.12, plan.opening("ORG02") or 0) or QUIET * len(plan.townships)
        self.total = plan.decide("ORG02", guess, low=low)
        self._founded(plan, unions)
        self._unions(plan, unions)
        self._joined(plan)
        self._approved(plan)

    def _founded(self, plan: Plan, unions: int | None) -> None:
        """Newly founded independent unions, new joint ones, and unions dissolved."""
        opening = plan.opening("ORG01")
        growth = None if unions is None or opening is None else unions - opening
        default = max(growth, 0) * 0.8 if growth is not None else self.total * 0.03
        default = max(default, plan.wants.get("founded", 0), 1 if plan.asks("ORG13") else 0)
        self.founded = plan.decide("ORG07", min(default, self.total), high=self.total)
        self.new_joint = max(0, growth - self.founded) if growth is not None else 0
        self.dissolved = max(0, self.founded - growth) if growth is not None else 0

    def _unions(self, plan: Plan, unions: int | None) -> None:
        """How many unions are joint, and how many enterprises these cover."""
        if unions is None:
            service = (plan.given("MEM21") or 0) - self.founded + 1
            covered = min(max(round(self.total * JOINT_SHARE), service), self.total - self.founded)
            unions = self.total - covered + -(-covered // JOINT_SIZE)
            if (opening := plan.opening("ORG01")) is not None:
                unions = opening + self.founded
        self.unions = plan.decide("ORG01", unions, low=self.founded)
        surplus = self.total - self.unions
        least = -surplus if surplus < 0 else -(-surplus // (JOINT_SIZE - 1))
        self.joint = min(max(self.new_joint, least), self.unions - self.founded)
        if self.joint < -surplus or (surplus > 0 and not self.joint):
            plan.refuse(
                "ORG01",
                f"为{self.unions:,}个，与ORG02的{self.total:,}家、ORG07的{self.founded:,}家不能同时成立",
            )
        self.in_joint = self.joint + surplus

    def _joined(self, plan: Plan) -> None:
        """Enterprises newly covered by joint unions, and enterprises lost."""
        opening, self.lost = plan.opening("ORG02"), self.dissolved
        if opening is not None:
            change = self.total - opening - self.founded + self.lost
            self.joined, self.lost = max(0, change), self.lost + max(0, -change)
        elif self.joint == self.new_joint:
            self.joined = self.in_joint
        else:
            service = (plan.given("MEM21") or 0) - self.founded
            self.joined = min(self.in_joint, max(round(self.founded * 0.5), service))
            if approved := plan.given("ORG13"):
                self.joined = max(service, 0, min(self.joined, approved // 2 - self.founded))
        if self.joined > self.in_joint:
            plan.refuse("ORG02", f"新加入联合工会的应有{self.joined}家，但联合工会只覆盖{self.in_joint}家")

    def _approved(self, plan: Plan) -> None:
        """Employees of the newly covered at their approval; of them 100+, and won by service."""
        units = self.founded + self.joined
        self.approved = plan.decide("ORG13", self.founded * 48 + self.joined * 9, high=None if units else 0)
        large = min(self.founded // 4, self.approved // 250)
        self.approved_100 = plan.decide("ORG08", large, high=min(self.founded, self.approved // 100))
        self.by_service = plan.decide("MEM21", units * 0.1, high=units)
