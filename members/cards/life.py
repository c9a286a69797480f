"""The steps of one card, and how the last of them is taken back."""

import datetime as dt

from django.core.exceptions import PermissionDenied, ValidationError

from union_portal.workflow import Step, Workflow

from ..models import Card

State, End = Card.State, Card.End
CHANGE = "members.change"
ON_THE_WAY = (State.APPLIED, State.SENT, State.PRODUCED, State.DELIVERED)
DATED = {
    State.APPLIED: "applied_on",
    State.SENT: "sent_on",
    State.PRODUCED: "produced_on",
    State.DELIVERED: "delivered_on",
    State.ISSUED: "issued_on",
    State.REFUSED: "ended_on",
    State.ENDED: "ended_on",
}
"""The day a card came to where it is."""


def stop(label: str, end: Card.End, *origins: Card.State) -> Step:
    return Step(label, origins or (State.ISSUED,), State.ENDED, CHANGE, ("ended_on",), {"end": end.value})


class CardLife(Workflow):
    """Sending is the batch's own deed, and so is the bank's answer; the two steps here are for one card."""

    model = Card
    produce = Step("制卡完成", (State.SENT,), State.PRODUCED, CHANGE, ("produced_on",))
    deliver = Step("到站", (State.PRODUCED,), State.DELIVERED, CHANGE, ("delivered_on",))
    issue = Step("发放", (State.DELIVERED,), State.ISSUED, CHANGE, ("issued_on",))
    refuse = Step(
        "银行退回",
        (State.SENT,),
        State.REFUSED,
        CHANGE,
        ("ended_on", "refusal"),
        {"end": End.REFUSED.value},
    )
    lose = stop("挂失", End.LOST)
    damage = stop("损坏停用", End.DAMAGED)
    expire = stop("到期停用", End.EXPIRED)
    cancel = stop("注销", End.CANCELLED, *ON_THE_WAY, State.ISSUED)


NOTHING_BEFORE = {
    State.APPLIED: "刚申请的京卡没有可撤销的步骤，不办了请选“注销”",
    State.SENT: "送行是整批办理的，请在批次页撤回整批",
}
BACK: dict[str, dict[str, str | None]] = {
    State.PRODUCED: {"produced_on": None, "number": None, "valid_until": None},
    State.DELIVERED: {"delivered_on": None},
    State.ISSUED: {"issued_on": None},
    State.REFUSED: {"ended_on": None, "end": "", "refusal": ""},
    State.ENDED: {"ended_on": None, "end": ""},
}


def why_not_back(card: Card, today: dt.date) -> str:
    """Why the last step stands; empty if it may be taken back."""
    if told := NOTHING_BEFORE.get(State(card.state)):
        return told
    day = getattr(card, DATED[State(card.state)])
    if (day.year, day.month) != (today.year, today.month):
        return f"{day}的办理已过当月，所在月份的数已报，不能撤销；如有差错请按更正程序办理"
    if card.state == State.ISSUED and card.delivered_on is None:
        return "这张京卡登记时就是已发放的，没有上一步；日期有误请修改"
    if card.ended_on and Card.objects.filter(member=card.member_id, ended_on=None).exists():
        return "该会员已有新的京卡，不能撤销这张卡的停用"
    return ""


def take_back(card: Card, user, today: dt.date) -> Card:
    """Undoes the last step of a card, within its month and while nothing rests on it."""
    if not user.can(CHANGE):
        raise PermissionDenied("你的岗位不能撤销京卡办理")
    if told := why_not_back(card, today):
        raise ValidationError(told)
    for name, value in BACK[State(card.state)].items():
        setattr(card, name, value)
    card.full_clean()
    card.save()
    card.refresh_from_db()
    return card
