"""The registers of organisation work, beside the unions themselves."""

from union_portal.district.parts import Part
from union_portal.district.plan import Plan

from .firms import Firms
from .levy import write_levy
from .outreach import write_outreach
from .prospects import SHARE, want_prospects
from .supervision import decide_agencies, write_supervision
from .tracking import write_tracking


class OrganisingPart(Part):
    rank = 1.5
    codes = frozenset(
        {"ORG03", "ORG14", "ORG15", "ORG16", "ORG17", "ORG18", "ORG23", "ORG26", "ORG27", "ORG31", "ORG33"}
        | {"ORG34", "ORG35", "COM01", "COM02", "COM03", "COM05", "COM07", "COM09", "COM10", "DEM10"}
        | {"FIN01", "FIN02", "FIN03", "FIN04"}
    )
    rates = frozenset({"ORG19", "ORG21", "ORG22", "ORG24", "ORG25", "ORG32", "COM06", "COM08", "TEAM03"})

    def demand(self, plan: Plan) -> None:
        want_prospects(plan)
        if plan.asks("ORG24", "COM05"):
            plan.want("founded", max(1, plan.given("COM05") or 0))
        if plan.asks("ORG27", "FIN01", "FIN02", "FIN03", "ORG33", "DEM10", "ORG21"):
            plan.want("unionized", max(1, plan.given("ORG27") or 0, plan.given("FIN03") or 0))
        if plan.asks("ORG17", "ORG18", "ORG19"):
            plan.want("unionized", max(1, plan.given("ORG17") or 0))

    def decide(self, plan: Plan) -> None:
        firms = plan.take(Firms)
        total = plan.values["ORG02"]
        plan.want("prospects", round(total * SHARE))
        plan.decide("ORG03", total, low=total)
        decide_agencies(plan, firms)

    def make(self, plan: Plan) -> None:
        firms = plan.take(Firms)
        write_tracking(plan, firms)
        write_levy(plan, firms)
        write_outreach(plan, firms)
        write_supervision(plan, firms)
