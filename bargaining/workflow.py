"""The road of talks (CB-20 to CB-34). The database refuses unequal sides and votes that do not pass."""

import datetime as dt

from union_portal import parameters
from union_portal.calendars import rule_deadline
from union_portal.workflow import Step, Workflow, guard

from .models import Talks

State, Answer = Talks.State, Talks.Answer
OPEN = (
    State.DRAFT,
    State.OFFERED,
    State.REFUSED,
    State.ANSWERED,
    State.TALKING,
    State.SUSPENDED,
    State.DRAFTED,
    State.PASSED,
)


class TalksRoad(Workflow):
    model = Talks
    offer = Step(
        "发出要约",
        (State.DRAFT,),
        State.OFFERED,
        "bargaining.change",
        ("offered_on", "received_on", "topics"),
    )
    accept = Step(
        "对方应约",
        (State.OFFERED, State.REFUSED),
        State.ANSWERED,
        "bargaining.change",
        ("answered_on",),
        {"answer": Answer.AGREED, "answer_reason": ""},
    )
    refuse = Step(
        "对方拒绝",
        (State.OFFERED,),
        State.REFUSED,
        "bargaining.change",
        ("answered_on", "answer_reason"),
        {"answer": Answer.REFUSED},
    )
    start = Step(
        "开始协商",
        (State.ANSWERED,),
        State.TALKING,
        "bargaining.change",
        ("reps_published_on", "recorder", "started_on"),
    )
    draft = Step("形成草案", (State.TALKING,), State.DRAFTED, "bargaining.change", ("drafted_on",))
    passing = Step(
        "审议通过",
        (State.DRAFTED,),
        State.PASSED,
        "bargaining.change",
        ("passed_on", "entitled", "present", "in_favour"),
    )
    sign = Step(
        "双方签字",
        (State.PASSED,),
        State.SIGNED,
        "bargaining.change",
        ("labour_signed_on", "employer_signed_on"),
    )
    lapse = Step("终结协商", OPEN, State.LAPSED, "bargaining.decide", ("lapsed_on", "lapse_reason"))


@guard(TalksRoad.start)
def is_represented(talks: Talks) -> str | None:
    """CB-10, in words before the database says no."""
    sides = talks.representatives.values_list("side", flat=True)
    labour, employer = (sum(side == one for side in sides) for one in Talks.Side.values)
    least = parameters.value("representatives", dt.date.today())["at_least"]
    if labour == employer and labour >= least:
        return None
    return f"双方协商代表人数应对等且每方不少于{least}人：现职工方{labour}人，企业方{employer}人"


def answer_due(talks: Talks) -> dt.date | None:
    """The last day for the written answer (CB-21); None before an offer."""
    since = talks.received_on or talks.offered_on
    return rule_deadline("offer_answer", since) if since else None
