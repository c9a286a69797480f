"""接转: one union sends, the other accepts or returns; inside one township nobody answers (S16, MB-30)."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, Exists, F, OuterRef, Q
from django.utils import timezone

from enterprises.models import Affiliation, Enterprise, GrassrootsUnion
from union_portal import parameters
from union_portal.organization.records import refusal

from ..models import Member, Membership, Transfer, TransferRequest
from ..models.joining import TransferQuerySet

DAY = dt.timedelta(1)
State = Transfer.State


def patience(day: dt.date) -> int:
    """Days that a transfer may wait before the receiving side is reminded (MB-30)."""
    return int(parameters.value("transfer_reminder", day)["n"])


def incoming(user, verb: str = "view") -> TransferQuerySet:
    return Transfer.objects.filter(to_union__org__in=user.unit_ids(f"members.{verb}"))


def outgoing(user, verb: str = "view") -> TransferQuerySet:
    return Transfer.objects.filter(org__in=user.unit_ids(f"members.{verb}"))


def overdue(day: dt.date) -> Q:
    """Unanswered although the days of patience are over."""
    return Q(state=State.WAITING, requested_on__lt=day - patience(day) * DAY)


def returned() -> Q:
    """Sent back, and the member is where she was, with no later attempt."""
    still = Membership.objects.filter(member=OuterRef("member"), union=OuterRef("from_union"), until=None)
    later = Transfer.objects.filter(member=OuterRef("member"), pk__gt=OuterRef("pk"))
    return Q(Exists(still), ~Exists(later), state=State.RETURNED)


def in_months(user, start: dt.date, end: dt.date) -> dict[str, int]:
    """Accepted over [start, end): into the user's units, and out of them."""
    accepted = {"accepted_on__gte": start, "accepted_on__lt": end}
    return {
        "moved_in": incoming(user).filter(**accepted).count(),
        "moved_out": outgoing(user).filter(**accepted).count(),
    }


# --- sending


def send(
    member: Member,
    to_union: GrassrootsUnion,
    on: dt.date | None,
    to_employer: Enterprise | None = None,
    note: str = "",
) -> Transfer:
    """Creates the transfer; inside one township, or asked for by the other side, it is accepted at once."""
    here = Membership.objects.filter(member=member, until=None).select_related("union").first()
    if here is None:
        raise ValidationError("该会员没有有效会籍，不能办理接转")
    if on is None or on > timezone.localdate():
        raise ValidationError({"requested_on": "转出日期应填写，且不能晚于今天"})
    if on < here.since:
        raise ValidationError({"requested_on": f"转出日期不能早于现会籍的起始日期{here.since}"})
    if said := closed(to_union, on):
        raise ValidationError({"to_union": said})
    made = Transfer(
        org=here.org,
        member=member,
        to_union=to_union,
        to_employer=to_employer,
        requested_on=on,
        note=note,
        from_union=here.union,
    )
    made.full_clean(exclude=["org"])
    try:
        with transaction.atomic():
            made.save()
            row = Transfer.objects.filter(pk=made.pk)
            settle_within_townships(row)
            asked = TransferRequest.objects.waiting().filter(member=member, to_union=to_union)
            if asked.update(transfer=made):
                accept(row, timezone.localdate())
    except IntegrityError as error:
        raise ValidationError(refusal(error, Transfer)) from error
    made.refresh_from_db()
    return made


def closed(union: GrassrootsUnion, day: dt.date) -> str | None:
    """Why the union takes nobody on that day, and which does in its place."""
    if union.approved_on is None or union.approved_on > day:
        return f"“{union}”在{day}还没有批复成立，请选择其他工会"
    if union.dissolved_on is None or union.dissolved_on > day:
        return None
    heir = in_place_of(union, day)
    advice = f"可转入“{heir}”" if heir else "请选择其他工会"
    return f"“{union}”已于{union.dissolved_on}撤销，{advice}"


def in_place_of(union: GrassrootsUnion, day: dt.date) -> GrassrootsUnion | None:
    """Instead of a union that ended: the one that now covers most of its enterprises, else the joint union
    of its township with the longest standing."""
    firms = Affiliation.objects.filter(union=union).values("enterprise")
    covering = Affiliation.objects.covering(day).filter(enterprise__in=firms).exclude(union=union)
    most = covering.values("union").annotate(firms=Count("pk")).order_by("-firms", "union").first()
    standing = GrassrootsUnion.objects.standing(day)
    if most:
        return standing.get(pk=most["union"])
    joint = standing.filter(org=union.org_id, kind=GrassrootsUnion.Kind.JOINT).exclude(pk=union.pk)
    return joint.order_by("approved_on", "pk").first()


# --- answering


def accept(rows: TransferQuerySet, on: dt.date) -> int:
    """Every waiting transfer of the set; the database moves the members. All or none."""
    try:
        with transaction.atomic():
            return rows.filter(pk__in=rows.waiting().values("pk")).update(accepted_on=on)
    except IntegrityError as error:
        raise ValidationError(refusal(error, Transfer)) from error


def settle_within_townships(rows: TransferQuerySet | None = None) -> int:
    """Accepts, on the day they were asked for, the transfers that one township would send to itself.

    What cannot be accepted (a union that ended, a day before the spell) stays for a person to see.
    """
    rows = Transfer.objects.all() if rows is None else rows
    here = Membership.objects.filter(
        member=OuterRef("member"),
        org=OuterRef("to_union__org"),
        until=None,
        since__lte=OuterRef("requested_on"),
    ).exclude(union=OuterRef("to_union"))
    lasting = Q(to_union__dissolved_on=None) | Q(to_union__dissolved_on__gt=F("requested_on"))
    inside = rows.waiting().filter(
        Exists(here),
        lasting,
        to_union__approved_on__lte=F("requested_on"),
        requested_on__lte=timezone.localdate(),
    )
    found = Transfer.objects.filter(pk__in=list(inside.values_list("pk", flat=True)))
    return found.update(accepted_on=F("requested_on"))
