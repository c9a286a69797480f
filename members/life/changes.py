"""What can happen to a live spell: it ends for a reason, and where membership goes on the next one opens.

Every change takes a whole set of spells in one transaction. What it refuses, PostgreSQL refuses beneath it.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from enterprises.models import Enterprise, GrassrootsUnion
from union_portal import calendars, parameters
from union_portal.calendars import add_months
from union_portal.fields import column
from union_portal.organization.records import refusal

from ..models import Member, Membership, Transfer

Standing, Start, End = Membership.Standing, Membership.Start, Membership.End
NAMED = 3
"""How many people a refusal names."""


@dataclass(frozen=True)
class Change:
    """`of`: the standings it is open to. `facts`: fields of the ended spell that it needs. `then`: the
    standing, the start and the facts of the spell that follows, or None where membership ends."""

    label: str
    hint: str
    of: tuple[str, ...]
    end: str
    facts: tuple[str, ...] = ()
    then: tuple[str, str, tuple[str, ...]] | None = None

    @property
    def asks(self) -> tuple[str, ...]:
        return self.facts + (self.then[2] if self.then else ())


BOTH = (Standing.ACTIVE, Standing.RETAINED)
CHANGES = {
    "retain": Change(
        "转为保留会籍",
        "退休、失业、单位终止、服兵役等；保留期间没有选举权和被选举权，不交会费",
        (Standing.ACTIVE,),
        End.RETAINED,
        then=(Standing.RETAINED, Start.RETAINED, ("retained_for",)),
    ),
    "restore": Change(
        "恢复在册",
        "保留会籍的原因消失，重新计入在册会员",
        (Standing.RETAINED,),
        End.RESTORED,
        then=(Standing.ACTIVE, Start.RESTORED, ()),
    ),
    "withdraw": Change("退会", "本人书面申请，工会委员会确认，从确认之日起不再交会费", BOTH, End.WITHDRAWN),
    "lapse": Change(
        "视为退会",
        "无正当理由连续六个月不交会费、不参加组织生活，经催告仍不改正，由会议决定",
        (Standing.ACTIVE,),
        End.LAPSED,
        ("fee_unpaid_since", "urged_on", "decision_no"),
    ),
    "expel": Change(
        "除名", "由工会委员会决定，填写决定文号；以后可以重新申请入会", BOTH, End.EXPELLED, ("decision_no",)
    ),
    "move": Change("转往市外", "会员关系转到外省市的工会，本市会籍终止", BOTH, End.MOVED),
    "decease": Change("去世", "从去世之日起会籍终止", BOTH, End.DECEASED),
}


def live(spells: QuerySet) -> QuerySet:
    return spells.filter(until=None)


@transaction.atomic
def take(name: str, spells: QuerySet, on: dt.date | None, **facts: Any) -> int:
    """Ends the live spells of the set on that day, and opens what follows. Returns how many."""
    change = CHANGES[name]
    day = _day(change, on)
    rows = list(spells.select_for_update(of=("self",)).select_related("member", "union").order_by("pk"))
    _fits(change, rows, day, facts)
    _waited_long_enough(change, day, facts)
    ended = {field: facts[field] for field in change.facts}
    try:
        with transaction.atomic():
            live(Membership.objects.filter(pk__in=[row.pk for row in rows])).update(
                until=day, end=change.end, **ended
            )
            if change.then:
                standing, start, asked = change.then
                opening = {"standing": standing, "start": start} | {field: facts[field] for field in asked}
                Membership.objects.bulk_create(follower(row, day, **opening) for row in rows)
            else:
                _recall([row.member_id for row in rows], day)
    except IntegrityError as error:
        raise ValidationError(refusal(error, Membership)) from error
    return len(rows)


def follower(row: Membership, on: dt.date, **changed) -> Membership:
    """The spell that follows: same person, same admission, same union, unless `changed` says otherwise."""
    kept = ("org_id", "member_id", "union_id", "employer_id", "host_id", "platform", "admitted_on")
    return Membership(**{name: getattr(row, name) for name in kept} | {"since": on} | changed)


def _day(change: Change, on: dt.date | None) -> dt.date:
    if on is None:
        raise ValidationError(f"{change.label}应填写生效日期")
    if on > timezone.localdate():
        raise ValidationError(f"{change.label}的生效日期{on}晚于今天，请到当日再办理")
    return on


def _fits(change: Change, rows: list[Membership], on: dt.date, facts: Mapping) -> None:
    if missing := [f for f in change.asks if not facts.get(f)]:
        labels = {f: column(Membership, f).verbose_name for f in missing}
        raise ValidationError({f: f"{change.label}应填写{label}" for f, label in labels.items()})
    if not rows:
        raise ValidationError(f"没有可以{change.label}的会籍，请先选择会员")
    if odd := [row for row in rows if row.until or row.standing not in change.of]:
        raise ValidationError(f"{named(odd)}现为“{now(odd[0])}”，不能{change.label}")
    if early := [row for row in rows if row.since > on]:
        raise ValidationError(f"生效日期{on}早于{named(early)}现会籍的起始日期{early[0].since}，请核对日期")


def _waited_long_enough(change: Change, on: dt.date, facts: Mapping) -> None:
    """MB-37: so many months without fee, then urged, then decided."""
    if "fee_unpaid_since" not in change.facts:
        return
    since, urged = facts["fee_unpaid_since"], facts["urged_on"]
    rule = parameters.rule("deemed_withdrawal", on)
    months = rule.value["n"]
    if rule.verified and on < add_months(since, months):
        earliest = add_months(since, months)
        raise ValidationError(f"从{since}起到{on}欠缴会费不满{months}个月，最早{earliest}可以视为退会")
    if not since < urged <= on:
        raise ValidationError({"urged_on": f"催告日期{urged}应在欠缴起始日期{since}之后，不晚于{on}"})


def _recall(members: list[int], on: dt.date) -> None:
    """Whose membership has ended has nothing left to transfer."""
    waiting = Transfer.objects.waiting().filter(member__in=members)
    waiting.filter(requested_on__gt=on).update(recalled_on=timezone.localdate())
    waiting.update(recalled_on=on)


def named(rows: list[Membership]) -> str:
    names = "、".join(row.member.name for row in rows[:NAMED])
    return f"{names}等{len(rows)}人" if len(rows) > NAMED else names


def now(row: Membership) -> str:
    """The standing in words."""
    return str(row.get_end_display() if row.until else row.get_standing_display())


# --- joining again


@transaction.atomic
def rejoin(
    member: Member,
    union: GrassrootsUnion,
    on: dt.date | None,
    source: str,
    channel: str,
    employer: Enterprise | None = None,
) -> Membership:
    """A new admission of somebody who had left (MB-38); a live membership is transferred instead (MB-14)."""
    if on is None:
        raise ValidationError("应填写入会日期")
    member = Member.objects.select_for_update().get(pk=member.pk)
    _may_join(member, union, on)
    spell = Membership(
        org=union.org,
        member=member,
        union=union,
        employer=employer,
        admitted_on=on,
        since=on,
        start=Start.ADMISSION,
        source=source,
        channel=channel,
    )
    spell.full_clean()
    spell.save()
    Member.objects.filter(pk=member.pk).exclude(org=union.org).update(org=union.org)
    return spell


def _may_join(member: Member, union: GrassrootsUnion, on: dt.date) -> None:
    spells = list(Membership.objects.filter(member=member).order_by("-since", "-pk"))
    if member.merged_into_id:
        raise ValidationError("该登记已并入另一会员，请在保留的会员名下办理")
    if any(spell.until is None for spell in spells):
        raise ValidationError("该人员已有有效会籍，请办理接转")
    if any(spell.end == End.DECEASED for spell in spells):
        raise ValidationError("该人员已登记为去世，请先核对登记")
    if on > timezone.localdate():
        raise ValidationError("入会日期不能晚于今天")
    if union.approved_on is None or on < union.approved_on:
        raise ValidationError("入会日期不能早于所在工会批准成立日期")
    if union.dissolved_on and union.dissolved_on <= on:
        raise ValidationError(f"{union}已于{union.dissolved_on}撤销，不能再接收会员")
    age = parameters.value("joining_age", on)
    if on < calendars.add_months(member.born_on, 12 * age):
        raise ValidationError(f"年满{age}周岁方可作为职工入会")
