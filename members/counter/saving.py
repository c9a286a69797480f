"""Saving and taking back: a member, the spell, the card and the registration, all or none."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError

from union_portal.organization.models import User

from ..life.asking import ask
from ..models import Card, Member, Membership, Registration, TransferRequest
from . import cards, reading
from .keeping import keep
from .reading import Answer

UNDOABLE = 5
"""The last registrations that may be taken back."""
Kind = Registration.Kind


@transaction.atomic
def save(user: User, answer: Answer, cleaned: dict) -> Registration:
    """MB-11: at the counter the committee's approval is in hand; the spell runs from today."""
    if answer.state == reading.AWAY:
        return _asked(user, answer, cleaned)
    member, membership = answer.member, None
    if member is None:
        member = _member(answer, cleaned)
    if answer.state in reading.JOINING:
        membership = _spell(member, answer, cleaned)
    card = cards.apply(member, cleaned["card"], answer)
    kinds = {reading.NEW: Kind.JOINED, reading.LEFT: Kind.REJOINED, reading.HERE: Kind.CARD}
    return _registered(user, cleaned, kinds[answer.state], member, membership, card)


def _registered(
    user: User,
    cleaned: dict,
    kind: str,
    member: Member,
    membership: Membership | None = None,
    card: Card | None = None,
) -> Registration:
    org = cleaned["into"].org if cleaned.get("into") else member.org
    return Registration.objects.create(
        org=org,
        worker=user,
        on=dt.date.today(),
        form_key=cleaned["form_key"],
        kind=kind,
        member=member,
        membership=membership,
        card=card,
    )


def _member(answer: Answer, cleaned: dict) -> Member:
    collected = cleaned["at"] or cleaned["platform"]
    member = Member(
        org=cleaned["into"].org,
        name=cleaned["name"].strip(),
        document_type=answer.kind,
        document=answer.number,
        sex=cleaned["sex"],
        born_on=cleaned["born_on"],
        mobile=cleaned["mobile"] or None,
        category=cleaned["category"],
        new_form=cleaned["new_form"],
        is_migrant=cleaned["is_migrant"],
        collected_on=dt.date.today() if collected else None,
    )
    keep(member)
    return member


def _spell(member: Member, answer: Answer, cleaned: dict) -> Membership:
    """Who was a member before is restored, and not counted as new again (MB-40)."""
    today = dt.date.today()
    earlier = Membership.objects.filter(member=member).order_by("admitted_on")
    before = None if answer.member is None else earlier.first()
    spell = Membership(
        org=cleaned["into"].org,
        member=member,
        union=cleaned["into"],
        employer=cleaned["at"],
        host=cleaned["using"],
        platform=cleaned["platform"],
        admitted_on=before.admitted_on if before else today,
        since=today,
        start=Membership.Start.RESTORED if before else Membership.Start.ADMISSION,
        source="" if before else cleaned["source"],
        channel="" if before else Membership.Channel.COUNTER,
    )
    keep(spell)
    if answer.state == reading.LEFT:
        _moved(member, cleaned)
    return spell


def _moved(member: Member, cleaned: dict) -> None:
    """A known person comes back: where to, as what, and with which phone."""
    member.org, member.category, member.new_form = (
        cleaned["into"].org,
        cleaned["category"],
        cleaned["new_form"],
    )
    if cleaned["mobile"]:
        member.mobile = cleaned["mobile"]
    if not member.collected_on and (cleaned["at"] or cleaned["platform"]):
        member.collected_on = dt.date.today()
    keep(member)


def _asked(user: User, answer: Answer, cleaned: dict) -> Registration:
    """MB-30: the union that has the member confirms or refuses; nothing moves before."""
    assert answer.member is not None
    ask(user, answer.member, cleaned["into"], cleaned["at"])
    return _registered(user, cleaned, Kind.ASKED, answer.member)


def undo(user: User, pk: int) -> str:
    """Takes back what a registration of the worker's own made today; its name, or a ValidationError."""
    today = Registration.objects.filter(worker=user, on=dt.date.today())
    last = today.values_list("pk", flat=True)[:UNDOABLE]
    made = today.select_for_update(of=("self",)).filter(pk=pk, pk__in=list(last)).first()
    if made is None:
        raise ValidationError(f"只能撤销自己今天登记的最近{UNDOABLE}笔；更早的请在会员页办理")
    name = made.member.name
    _unchanged(made)
    try:
        with transaction.atomic():
            _remove(made)
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    except (ProtectedError, IntegrityError):
        raise ValidationError(f"{name}登记后已有其他业务（接转、服务、帮扶等）用到，不能撤销") from None
    return name


def _unchanged(made: Registration) -> None:
    """Nothing built on it since: no row changed by anybody, no card on its way to the bank."""
    if made.card and made.card.state != Card.State.APPLIED:
        raise ValidationError(f"{made.member}的京卡申请已送银行，不能撤销，请办理销卡")
    rows = [made.membership, made.card, *([made.member] if made.kind == Kind.JOINED else [])]
    if any(row is not None and row.version > 1 for row in rows):
        raise ValidationError(f"{made.member}登记后又有人改过，不能撤销，请在会员页办理")


def _remove(made: Registration) -> None:
    if made.kind == Kind.ASKED:
        mine = TransferRequest.objects.waiting().filter(member=made.member, asked_by=made.worker)
        if not mine.update(withdrawn_on=made.on):
            raise ValidationError(f"{made.member}的接转请求对方已经答复，不能撤销")
    member, spell, card = made.member, made.membership, made.card
    made.delete()
    if card:
        cards.withdraw(card)
    if spell:
        spell.delete()
    if made.kind == Kind.JOINED:
        member.delete()
