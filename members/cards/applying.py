"""Who may apply for a card, and the application of many at once (MB-51, MB-52)."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from ..models import Card, Member, Membership

MOST = 5_000
"""So many members are taken at a time; the rest stay on the list."""
NOT_COLLECTED = "会员信息尚未采集成功，不能申办京卡"
NOT_ENROLLED = "该人员没有在册会籍，不能申办京卡"
HAS_ONE = "该会员已办理京卡，遗失请到银行补卡"


def spells(day: dt.date) -> QuerySet:
    return Membership.objects.on(day).filter(standing=Membership.Standing.ACTIVE)


def with_live_card() -> Exists:
    return Exists(Card.objects.filter(member=OuterRef("pk"), ended_on=None))


def eligible(day: dt.date) -> Q:
    """Of members: collected, enrolled on the day, without a card that lives."""
    enrolled = Exists(spells(day).filter(member=OuterRef("pk")))
    return Q(enrolled) & ~Q(with_live_card()) & Q(collected_on__lte=day, merged_into=None)


def why_not(member: Member, day: dt.date) -> str:
    """Why this member may not apply on the day; empty if she may."""
    if member.collected_on is None or member.collected_on > day:
        return NOT_COLLECTED
    if not spells(day).filter(member=member).exists():
        return NOT_ENROLLED
    return HAS_ONE if Card.objects.filter(member=member, ended_on=None).exists() else ""


def last_issued() -> Subquery:
    """The card that a new one would replace: the last that the member ever held."""
    held = Card.objects.filter(member=OuterRef("pk"), issued_on__isnull=False, ended_on__isnull=False)
    return Subquery(held.order_by("-ended_on", "-pk").values("pk")[:1])


@transaction.atomic
def apply(user, chosen: Iterable[int] | QuerySet, day: dt.date) -> list[int]:
    """Applications for those of the `chosen` members who may have a card and are the user's to change.

    Three statements, however many; who applied elsewhere meanwhile is left out. Returns the members.
    """
    members = Member.objects.visible_to(user, "change").filter(pk__in=chosen)
    locked = members.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True)[:MOST]
    ready = Member.objects.filter(eligible(day), pk__in=list(locked)).annotate(last=last_issued())
    made = [
        Card(org_id=org, member_id=pk, applied_on=day, replaces_id=last)
        for pk, org, last in ready.order_by("pk").values_list("pk", "org", "last")
    ]
    Card.objects.bulk_create(made)
    return [card.member_id for card in made]
