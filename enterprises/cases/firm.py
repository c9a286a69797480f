"""企业详情: where the road to a union stands, and all that happened on it, newest first (S11)."""

import datetime as dt
from dataclasses import dataclass

from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.views import DetailPage

from ..models import (
    ROAD,
    STOPPED,
    CaseStage,
    Claim,
    Enterprise,
    Headcount,
    Obstacle,
    OutreachMeeting,
    Stage,
    UnionizationCase,
    Visit,
)
from . import claims
from .visiting import QUICK

EVENTS, STEPS = 40, (*ROAD, Stage.FOUNDED)


@dataclass(frozen=True)
class Event:
    """`kind` is the word before it; the newest day comes first, and of one day the later of these kinds."""

    on: dt.date
    kind: str
    text: str
    who: str = ""
    after: str = ""


@dataclass(frozen=True)
class Step:
    stage: Stage
    reached: dt.date | None
    place: str


def road(case: UnionizationCase) -> list[Step]:
    """From 未接触 to 批复成立: the day each stage was last reached, and whether it is past, here or ahead."""
    reached = dict(case.stages.order_by("since").values_list("state", "since"))
    known = [i for i, stage in enumerate(STEPS) if stage in reached]
    state = Stage.FOUNDED if case.state == Stage.REGISTERED else case.state
    here = STEPS.index(state) if state in STEPS else max(known, default=-1) + 1
    places = [
        "past" if i < here else "here" if i == here and state in STEPS else "" for i in range(len(STEPS))
    ]
    return [Step(stage, reached.get(stage), place) for stage, place in zip(STEPS, places, strict=True)]


def timeline(firm: Enterprise) -> list[Event]:
    """Visits, stages, claims, reasons and meetings; five queries whatever their number."""
    of_firm, of_case = {"enterprise": firm}, {"case__enterprise": firm}
    found = [
        *map(_visit, Visit.objects.filter(**of_firm).select_related("visitor")[:EVENTS]),
        *map(_stage, CaseStage.objects.filter(**of_case).order_by("-since", "-pk")[:EVENTS]),
        *map(_meeting, OutreachMeeting.objects.filter(**of_firm)[:EVENTS]),
    ]
    for claim in Claim.objects.filter(**of_case).select_related("holder", "org", "taken_by")[:EVENTS]:
        found += _claim(claim)
    for obstacle in Obstacle.objects.filter(**of_firm)[:EVENTS]:
        found += _obstacle(obstacle)
    return sorted(found, key=lambda event: event.on, reverse=True)[:EVENTS]


def _visit(visit: Visit) -> Event:
    who = visit.visitor.name if visit.visitor else ""
    return Event(visit.on, f"{visit.get_method_display()}走访", visit.result, who, visit.next_step)


def _stage(stage: CaseStage) -> Event:
    return Event(stage.since, "阶段", str(stage.get_state_display()))


def _meeting(meeting: OutreachMeeting) -> Event:
    return Event(
        meeting.held_on, str(meeting.get_kind_display()), meeting.record or meeting.place, meeting.host
    )


def _claim(claim: Claim) -> list[Event]:
    who = claim.holder.name if claim.holder else claim.org.short_name
    due = f"{claim.due_on}前办结" if claim.due_on else ""
    begun = [Event(claim.since, "认领", due, who)]
    if claim.end == Claim.End.UNDONE and claim.taken_by:
        who, why = claim.taken_by.name, "认领后10分钟内撤销"
    else:
        why = claim.reason
    end = [Event(claim.until, str(claim.get_end_display()), why, who)] if claim.until else []
    return begun + end


def _obstacle(obstacle: Obstacle) -> list[Event]:
    reason = str(obstacle.get_reason_display())
    begun = [Event(obstacle.since, "未建会原因", reason, after=obstacle.next_step)]
    return begun + ([Event(obstacle.until, "原因化解", reason)] if obstacle.until else [])


class FirmPage(DetailPage):
    ledger = LEDGERS[Enterprise]

    def page(self, template, status=200, **context):
        firm, panels = context["row"], context["panels"]
        case = firm.unionization_cases.order_by("-opened_on", "-pk").first()
        members = next((panel["count"] for panel in panels if panel["title"] == "在册会员"), None)
        headcount = Headcount.objects.on(dt.date.today()).filter(enterprise=firm).first()
        context |= {
            "case": case,
            "road": road(case) if case else [],
            "stopped": bool(case) and stopped(case),
            "claim": case and case.claims.filter(until=None).select_related("holder", "org").first(),
            "timeline": timeline(firm),
            "quick": [(key, label) for key, (label, _) in QUICK.items()],
            "headcount": headcount,
            "members": members,
            "joined": rate(members, headcount),
        }
        return super().page(template, status, **context)


class CasePage(DetailPage):
    ledger = LEDGERS[UnionizationCase]

    def page(self, template, status=200, **context):
        case = context["row"]
        claim = case.claims.filter(until=None).select_related("holder", "org").first()
        context |= {
            "road": road(case),
            "stopped": stopped(case),
            "claim": claim,
            "undoable": claim and claims.undoable(self.request.user).filter(pk=claim.pk).exists(),
        }
        return super().page(template, status, **context)


def stopped(case: UnionizationCase) -> bool:
    return case.state in (*STOPPED, Stage.GONE)


def rate(members: int | None, headcount: Headcount | None) -> str:
    """入会率; nothing where either is unknown."""
    if members is None or headcount is None or not headcount.employees:
        return ""
    return f"{100 * members / headcount.employees:.1f}%"
