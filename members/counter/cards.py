"""What the counter may do about a card: apply for the first, replace one, or nothing (MB-51 to MB-53)."""

import datetime as dt

from ..models import Card, Member
from .keeping import keep
from .reading import AWAY, Answer

NEW, NONE = "new", "none"
ENDS = {"lost": Card.End.LOST, "damaged": Card.End.DAMAGED, "expired": Card.End.EXPIRED}
LABELS = {
    NEW: "新办",
    "lost": "补办（挂失）",
    "damaged": "换卡（损坏）",
    "expired": "换卡（到期）",
    NONE: "不办",
}
CHOICES = list(LABELS.items())


def offered(answer: Answer) -> list[tuple[str, str]]:
    """Of the choices, those open to this person now."""
    if answer.state == AWAY or answer.retained:
        open_ = [NONE]
    elif answer.card is None:
        open_ = [NEW, NONE]
    elif answer.card.issued_on:
        open_ = [*ENDS, NONE]
    else:
        open_ = [NONE]
    return [(key, LABELS[key]) for key in open_]


def proposed(answer: Answer) -> str:
    """A card for whoever has none; nobody's card is replaced unasked."""
    return NEW if (NEW, LABELS[NEW]) in offered(answer) else NONE


def refusal(choice: str, answer: Answer) -> str:
    if answer.retained:
        return "会籍已保留，恢复在册后才能办卡"
    if choice == NEW and answer.card:
        return "该会员已办理京卡，遗失请选补办，损坏或到期请选换卡"
    if answer.card:
        return f"该会员的京卡{answer.card.applied_on:%Y-%m-%d}已申请，还没有发放，不能补换"
    return f"该会员没有在用的京卡，不能选“{LABELS.get(choice, choice)}”"


def apply(member: Member, choice: str, answer: Answer) -> Card | None:
    """Ends the card that is replaced; the new one begins as an application."""
    if choice == NONE:
        return None
    today, old = dt.date.today(), answer.card
    if old:
        old.ended_on, old.end = today, ENDS[choice]
        keep(old)
    else:
        old = next((card for card in answer.cards if card.issued_on), None)
    card = Card(org=member.org, member=member, applied_on=today, replaces=old)
    keep(card)
    return card


def withdraw(card: Card) -> None:
    """Takes the application back; the card it would have replaced is in use again."""
    old = card.replaces
    card.delete()
    if old and old.ended_on == card.applied_on and old.end in ENDS.values():
        old.ended_on, old.end = None, ""
        keep(old)
