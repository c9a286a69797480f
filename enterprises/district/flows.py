"""Numbers of unions and covered enterprises: how many stand, how many are new, how many went."""

from union_portal.district.plan import Plan

QUIET = 15
"""Unionized enterprises of a township of which the brief says nothing."""
JOINT_SHARE, JOINT_SIZE = 0.28, 6


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
        self._lost(plan)
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

    def _lost(self, plan: Plan) -> None:
        """Enterprises that went, each with its own union where no opening number of unions says otherwise."""
        opening, least = plan.opening("ORG02"), self.dissolved
        if opening is not None:
            least = max(least, opening + self.founded - self.total)
        self.lost = plan.decide("ORG11", least, low=least)
        if plan.opening("ORG01") is None:
            self.dissolved = self.lost
        elif self.lost > self.dissolved and not self.joint:
            plan.refuse("ORG11", f"应不多于{self.dissolved:,}：没有联合工会，撤销的单位数应等于撤销的工会数")

    def _joined(self, plan: Plan) -> None:
        """Enterprises newly covered by joint unions."""
        opening = plan.opening("ORG02")
        if opening is not None:
            self.joined = self.total - opening - self.founded + self.lost
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
        if plan.asks("ORG09"):
            large = plan.share("ORG09", self.founded, 25)
        self.approved_100 = plan.decide("ORG08", large, high=min(self.founded, self.approved // 100))
        self.by_service = plan.decide("MEM21", units * 0.1, high=units)
