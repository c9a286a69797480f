"""接转请求: the side that would receive asks, the side that has the member confirms or refuses (MB-30)."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from enterprises.models import Enterprise, GrassrootsUnion
from union_portal.organization.keepers import keepers
from union_portal.organization.models import User

from ..counter.keeping import keep
from ..models import Member, Membership, Transfer, TransferRequest
from ..models.asking import RequestQuerySet
from .reminding import KEEPING, tell
from .transfers import send

ANSWERED = "这项请求已由他人办理，这次没有改动"


def to_confirm(user, verb: str = "view") -> RequestQuerySet:
    """Open requests for members now enrolled in the user's units."""
    spells = Membership.objects.filter(
        member=OuterRef("member"), until=None, org__in=user.unit_ids(f"members.{verb}")
    )
    return TransferRequest.objects.waiting().filter(Exists(spells))


def asked_by_us(user, verb: str = "view") -> RequestQuerySet:
    return TransferRequest.objects.waiting().filter(org__in=user.unit_ids(f"members.{verb}"))


@transaction.atomic
def ask(user: User, member: Member, union: GrassrootsUnion, employer: Enterprise | None) -> TransferRequest:
    """Tells the township that has the member; a second open request is refused by the database."""
    today = timezone.localdate()
    spell = Membership.objects.filter(member=member, until=None).first()
    if spell is None:
        raise ValidationError("该会员没有有效会籍，不能请求接转")
    if Transfer.objects.waiting().filter(member=member).exists():
        raise ValidationError("该会员已有待接收的接转，请在“会籍接转”中办理，不需要再请求")
    made = TransferRequest(
        org=union.org, member=member, to_union=union, to_employer=employer, asked_on=today, asked_by=user
    )
    keep(made)
    tell(
        keepers(KEEPING, [spell.org_id], today)[spell.org_id],
        f"transfer-asked:{made.pk}",
        "有1人请求转出会籍",
        f"{union.org.short_name}请求接转1名会员，请核实后确认转出，或写明理由不同意",
        reverse("transfer-requests"),
    )
    return made


def confirm(request: TransferRequest) -> Transfer:
    """The ordinary transfer, sent today; sending it answers the request and the other side has accepted."""
    return send(request.member, request.to_union, timezone.localdate(), request.to_employer)


@transaction.atomic
def refuse(request: TransferRequest, reason: str) -> None:
    if not reason.strip():
        raise ValidationError("请写明不同意转出的理由，对方据此答复会员")
    today, open_still = timezone.localdate(), TransferRequest.objects.waiting().filter(pk=request.pk)
    if not open_still.update(refused_on=today, reason=reason.strip()):
        raise ValidationError(ANSWERED)
    tell(
        {request.asked_by_id},
        f"transfer-request-refused:{request.pk}",
        "有1人的接转请求对方不同意",
        "请查看理由，核实后可重新请求，或报区总工会",
        f"{reverse('transfer-requests')}?show=mine",
    )


def withdraw(request: TransferRequest) -> None:
    if not TransferRequest.objects.waiting().filter(pk=request.pk).update(withdrawn_on=timezone.localdate()):
        raise ValidationError(ANSWERED)


def lapse(today: dt.date) -> int:
    """Withdraws requests that nobody can answer any more: the member has left, or is already there."""
    spells = Membership.objects.filter(member=OuterRef("member"), until=None)
    there = Exists(spells.filter(union=OuterRef("to_union")))
    return TransferRequest.objects.waiting().filter(~Exists(spells) | Q(there)).update(withdrawn_on=today)
