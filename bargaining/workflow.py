"""The road of talks (CB-20 to CB-34). The database refuses unequal sides and votes that do not pass."""

import datetime as dt

from union_portal.workflow import Step, Workflow, guard

from .articles import article
from .models import Talks
from .process import evidence, sides

State, Answer, Day = Talks.State, Talks.Answer, evidence.Day
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
        {"answer": Answer.AGREED},
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
    """CB-10 to CB-12, in words before the database says no."""
    return "；".join(sides.faults(talks, dt.date.today())) or None


NEEDED = (
    (TalksRoad.offer, Day.OFFER, True, "offer", "要约应以书面提出"),
    (TalksRoad.accept, Day.ANSWER, False, "offer", "应约应以书面答复"),
    (TalksRoad.start, Day.REPRESENTATIVES, False, "names", "代表名单应在协商前公布"),
    (TalksRoad.draft, Day.DRAFT, False, "meeting", "协商会议应有记录"),
    (TalksRoad.passing, Day.SIGNED, True, "draft", "草案应提交职代会或全体职工审议"),
    (TalksRoad.sign, Day.SIGNED, False, "signing", "草案通过后由双方首席代表签字"),
)
"""Step, the day whose papers it waits for, whether the first of them alone, the rule, and its words."""


def _kept(day: str, first: bool, code: str, words: str):
    def check(talks: Talks) -> str | None:
        left = evidence.lacking(talks, day, first=first)
        law = article(code, dt.date.today(), talks.kind)
        return f"{words}（{law}），缺少{'、'.join(left)}，请上传扫描件或照片" if left else None

    return check


for step, day, first, code, words in NEEDED:
    guard(step)(_kept(day, first, code, words))
