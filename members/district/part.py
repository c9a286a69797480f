"""How many members there are, joined, left, hold a card; how many honours and delegates."""

from enterprises import district as enterprises
from union_portal.district.parts import Part
from union_portal.district.plan import Plan, apportion

from .flows import Flows
from .honours import HONOURS, write_honours
from .rows import write
from .women import write_womens_committees

DEFAULT_PER_ENTERPRISE = 27


class MembersPart(Part):
    rank = 2
    codes = frozenset(
        {
            "MEM01",
            "MEM02",
            "MEM05",
            "MEM07",
            "MEM08",
            "MEM09",
            "MEM10",
            "MEM13",
            "MEM15",
            "MEM16",
            "MEM22",
            "MEM23",
        }
        | {"COM04", "GOV02", *HONOURS}
    )
    rates = frozenset({"MEM03", "MEM24", "ORG30"})
    openings = frozenset({"MEM01", "MEM22"})
    sums = {"MEM07": ("MEM08", "MEM09", "MEM10")}

    def demand(self, plan: Plan) -> None:
        members = plan.given("MEM01") or plan.given("MEM02") or plan.given("MEM22") or 0
        members = max(
            [members, *(int(plan.brief.at_least.get(code, 0)) for code in ("MEM01", "MEM02", "MEM22"))]
        )
        plan.wants["members"] = members
        if members and not plan.asks("ORG01", "ORG02"):
            plan.want("unionized", max(1, members // 45))
        asked = ("MEM07", "MEM08", "MEM09", "MEM10", "MEM05", "MEM15", "MEM16", "MEM23", "MEM03", "MEM24")
        if plan.asks(*asked, "COM04", "ORG30"):
            plan.want("unionized", 4)
        if plan.asks("MEM08") or self._left_for_new_unions(plan):
            plan.want("founded", 1)

    def _left_for_new_unions(self, plan: Plan) -> bool:
        """Whether the other two sources, both given, do not make the total."""
        individual, existing = plan.given("MEM09"), plan.given("MEM10")
        if individual is None or existing is None:
            return False
        return (plan.given("MEM07") or 0) > individual + existing

    def decide(self, plan: Plan) -> None:
        admitted = self._admitted(plan)
        joined = sum(admitted.values())
        collected_low = max(plan.given("MEM02") or 0, int(plan.brief.at_least.get("MEM02", 0)))
        default = plan.wants.get("members", 0) or plan.values["ORG02"] * DEFAULT_PER_ENTERPRISE
        low = max(
            [joined, collected_low, *(plan.given(c) or 0 for c in ("MEM05", "MEM15", "MEM16", "MEM22"))]
        )
        enrolled = plan.decide("MEM01", max(default, low), low=max(joined, collected_low))
        if plan.given("MEM02") is None:
            collected = plan.decide(
                "MEM02", max(plan.share("MEM03", enrolled, 96), plan.given("MEM22") or 0), high=enrolled
            )
        else:
            collected = plan.decide("MEM02", enrolled, high=enrolled)
        transferred, left, moved = self._moves(plan, enrolled, joined)
        cards, in_period = self._cards(plan, enrolled, collected)
        plan.decide("COM04", joined * 0.06, high=joined)
        for code, share in (("MEM05", 0.93), ("MEM15", 0.31), ("MEM16", 0.42)):
            plan.decide(code, enrolled * share, high=enrolled)
        plan.offer(Flows(enrolled, collected, admitted, transferred, left, moved, cards, in_period))

    def _admitted(self, plan: Plan) -> dict[str, int]:
        """New members by source: exactly one each, so that the three make the total (V03)."""
        parts = {"new_union": "MEM08", "individual": "MEM09", "existing": "MEM10"}
        covered = plan.take(enterprises.Flows)
        room = covered.founded + covered.joined
        given = {source: count for source, code in parts.items() if (count := plan.given(code)) is not None}
        known = sum(given.values())
        total = plan.given("MEM07")
        free = [source for source in parts if source not in given]
        if total is None:
            nowhere = not room and free == ["new_union"]
            default = (
                known
                if not free or nowhere
                else known + max(1, round(plan.wants["members"] * 0.03))
                if known
                else plan.wants["members"] * 0.04
            )
            total = plan.decide("MEM07", default, low=known)
        if total < known or (not free and total != known):
            plan.refuse("MEM07", f"为{total:,}，与新建会、零散、已建会三项之和{known:,}不符")
        weights = {"new_union": 0.7 if room else 0.0, "individual": 0.05, "existing": 0.25}
        counts = apportion(total - known, [weights[source] for source in free]) if free else []
        given |= zip(free, counts, strict=True)
        if (
            "new_union" in free
            and (most := plan.values.get("ORG13", 0)) < given["new_union"]
            and len(free) > 1
        ):
            spare = given["new_union"] - most
            given["new_union"] = most
            given[free[-1]] += spare
        for source, code in parts.items():
            plan.values[code] = given[source]
        plan.values["MEM07"] = total
        if given["new_union"] and not room:
            plan.refuse("MEM08", "需要期内有新建会单位")
        return given

    def _moves(self, plan: Plan, enrolled: int, joined: int) -> tuple[int, int, int]:
        """Members who came from elsewhere, members who left, and those who did both, within the district."""
        opening = plan.opening("MEM01")
        if opening is None:
            left = plan.decide("MEM13", (enrolled - joined) * 0.012)
            moved = min(left // 6, max(0, enrolled - joined))
            return moved, left, moved
        growth = enrolled - opening - joined
        left = plan.decide("MEM13", max(0, -growth), low=max(0, -growth), high=opening)
        return growth + left, left, min(growth + left, left // 6)

    def _cards(self, plan: Plan, enrolled: int, collected: int) -> tuple[int, int]:
        """Members ever issued a card, and those first issued one in the period."""
        cards = plan.decide("MEM22", plan.share("MEM24", collected, 85), high=enrolled)
        opening = plan.opening("MEM22")
        if opening is not None:
            return cards, plan.decide(
                "MEM23", cards - opening, low=max(0, cards - opening), high=max(0, cards - opening)
            )
        return cards, plan.decide("MEM23", cards * 0.06, high=cards)

    def make(self, plan: Plan) -> None:
        write(plan)
        write_honours(plan)
        write_womens_committees(plan)
