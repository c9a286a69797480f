"""Two records of one person made one, and taken apart again (ID-01, MB-14).

What becomes of the spells of the record that goes, in this order:
1. One that overlaps no spell of the record that stays moves to it as it is: no day's count changes.
2. One that overlaps stays where it was recorded, for its days have been counted; if it is live, it ends on
   the day of the merge, 合并重复登记.
3. If the record that goes was a member's and nobody is one after that, the other is restored on that day.

Cards: where the one that stays has none, it takes all; else the live card of the one that goes is cancelled.
Waiting transfers of the one that goes are recalled. Everything else keeps pointing at the record that goes,
which leads to the one that stays.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from union_portal.organization.records import refusal

from ..models import Card, DuplicatePair, Member, Membership, Merge, Transfer
from .changes import follower

End, Start, Standing = Membership.End, Membership.Start, Membership.Standing
CHANGED: dict[type[models.Model], tuple[str, ...]] = {
    Transfer: ("recalled_on",),
    Card: ("member_id", "ended_on", "end"),
    Membership: ("member_id", "until", "end"),
}
"""What a merge may write in each table: all that undoing it has to restore."""


@transaction.atomic
def merge(pair: DuplicatePair, kept: Member, user, on: dt.date | None = None) -> Merge:
    """`kept` is one of the pair; the other goes."""
    day = on or timezone.localdate()
    pair = DuplicatePair.objects.select_for_update().get(pk=pair.pk)
    people = {m.pk: m for m in _locked([pair.one_id, pair.other_id])}
    kept = people.pop(kept.pk)
    (gone,) = people.values()
    _may_merge(pair, kept, gone)
    record = Merge(pair=pair, kept=kept, gone=gone, merged_on=day, merged_by=user)
    before = {model: _before(model, gone) for model in CHANGED}
    try:
        with transaction.atomic():
            Transfer.objects.waiting().filter(member=gone).update(recalled_on=day)
            _move_cards(kept, gone, day)
            record.opened = _move_spells(kept, gone, day)
            Member.objects.filter(pk=gone.pk).update(merged_into=kept, merged_on=day)
            _follow_membership(kept)
    except IntegrityError as error:
        raise ValidationError(refusal(error, Membership)) from error
    record.moved = {model._meta.label_lower: _differing(model, rows) for model, rows in before.items()}
    record.moved["org"] = {"before": kept.org_id, "after": Member.objects.get(pk=kept.pk).org_id}
    record.save()
    DuplicatePair.objects.filter(pk=pair.pk).update(same=True, decided_on=day, decided_by=user)
    return record


def differ(pair: DuplicatePair, user) -> None:
    """They are two people: the pair is not asked about again."""
    open_still = DuplicatePair.objects.undecided().filter(pk=pair.pk)
    if not open_still.update(same=False, decided_on=timezone.localdate(), decided_by=user):
        raise ValidationError(f"{pair}已由他人判断，这次没有改动")


@transaction.atomic
def undo(pair: DuplicatePair, user) -> None:
    """The pair is open again; after a merge every row it changed is as it was, unless one changed since."""
    pair = DuplicatePair.objects.select_for_update().get(pk=pair.pk)
    if pair.same is None:
        raise ValidationError("这两条还没有判断，不需要撤销")
    if pair.same:
        record = Merge.objects.select_for_update().get(pair=pair, undone_on=None)
        _locked([record.kept_id, record.gone_id])
        _take_apart(record)
        record.undone_on, record.undone_by = timezone.localdate(), user
        record.save(update_fields=["undone_on", "undone_by"])
    DuplicatePair.objects.filter(pk=pair.pk).update(same=None, decided_on=None, decided_by=None)


# --- merging


def _locked(keys: Iterable[int]) -> list[Member]:
    """The two people, and everything a merge touches, kept from others until the end."""
    rows = list(Member.objects.select_for_update().filter(pk__in=keys).order_by("pk"))
    for model in CHANGED:
        list(model._default_manager.select_for_update().filter(member__in=rows).order_by("pk"))
    return rows


def _may_merge(pair: DuplicatePair, kept: Member, gone: Member) -> None:
    if pair.same is not None:
        raise ValidationError(f"{pair}已由他人判断，这次没有改动")
    for member in (kept, gone):
        if member.merged_into_id:
            raise ValidationError(f"{member.number}已并入另一会员，请先处理那一次合并")
    spells = Membership.objects.filter(member__in=[kept, gone])
    if spells.filter(end=End.DECEASED).exists() and spells.filter(until=None).exists():
        raise ValidationError("一条登记为去世，另一条仍有会籍，请先核对登记再判断")


def _move_spells(kept: Member, gone: Member, day: dt.date) -> int | None:
    """Returns the key of the spell that had to be opened, if any."""
    theirs = list(Membership.objects.filter(member=kept))
    leaving = list(Membership.objects.filter(member=gone).order_by("since", "pk"))
    free = [spell for spell in leaving if not any(_overlap(spell, other) for other in theirs)]
    Membership.objects.filter(pk__in=[spell.pk for spell in free]).update(member=kept)
    live = next((spell for spell in leaving if spell.until is None and spell not in free), None)
    if live is None:
        return None
    Membership.objects.filter(pk=live.pk).update(until=max(day, live.since), end=End.MERGED)
    if any(spell.until is None for spell in theirs):
        return None
    last = max((spell.until for spell in theirs if spell.until), default=day)
    start = Start.RESTORED if live.standing == Standing.ACTIVE else Start.RETAINED
    told = {"standing": live.standing, "start": start, "retained_for": live.retained_for}
    opened = follower(live, max(day, live.since, last), member_id=kept.pk, **told)
    opened.save()
    return opened.pk


def _overlap(one: Membership, other: Membership) -> bool:
    """On some day both hold; a spell undone on its own day holds on none."""
    if one.since == one.until or other.since == other.until:
        return False
    return (one.until is None or other.since < one.until) and (other.until is None or one.since < other.until)


def _move_cards(kept: Member, gone: Member, day: dt.date) -> None:
    theirs, leaving = (list(Card.objects.filter(member=m).order_by("applied_on", "pk")) for m in (kept, gone))
    if not theirs:
        for card in leaving:  # a card follows the one it replaces
            Card.objects.filter(pk=card.pk).update(member=kept)
        return
    live = [card for card in leaving if card.ended_on is None]
    if live and all(card.ended_on for card in theirs):
        raise ValidationError(f"有效的京卡在{gone.number}名下，请保留这一条")
    Card.objects.filter(pk__in=[card.pk for card in live]).update(ended_on=day, end=Card.End.CANCELLED)


def _follow_membership(member: Member) -> None:
    """Who has a membership belongs to its township."""
    live = Membership.objects.filter(member=member, until=None).values_list("org", flat=True).first()
    if live is not None:
        Member.objects.filter(pk=member.pk).exclude(org=live).update(org=live)


# --- what it was before


def _before(model: type[models.Model], gone: Member) -> dict[int, dict[str, Any]]:
    rows = model._default_manager.filter(member=gone).values("id", "version", *CHANGED[model])
    return {row.pop("id"): row for row in rows}


def _differing(model: type[models.Model], before: dict[int, dict[str, Any]]) -> list[dict[str, Any]]:
    """The rows that changed, as they were, each with the version it has now."""
    now = dict(model._default_manager.filter(pk__in=before).values_list("pk", "version"))
    changed = [pk for pk, row in before.items() if now[pk] != row["version"]]
    encode = DjangoJSONEncoder().default
    return [
        {"id": pk, "version": now[pk]}
        | {
            name: encode(value) if isinstance(value, dt.date) else value
            for name, value in before[pk].items()
            if name != "version"
        }
        for pk in sorted(changed)
    ]


def _take_apart(record: Merge) -> None:
    touched = sum(_touched(model, record.moved[model._meta.label_lower]) for model in CHANGED)
    opened = Membership.objects.filter(pk=record.opened or 0)
    if record.opened and not opened.filter(version=1, until=None).exists():
        touched += 1
    if touched:
        raise ValidationError(
            f"合并之后又办理过{touched}项会籍、接转或京卡变动，不能撤销合并；请先核对其后的办理"
        )
    opened.delete()
    Member.objects.filter(pk=record.gone_id).update(merged_into=None, merged_on=None)
    try:
        with transaction.atomic():
            for model in CHANGED:
                _restore(model, record.moved[model._meta.label_lower])
    except IntegrityError as error:
        raise ValidationError("合并之后会籍有了变动，撤销后会重叠，请先核对其后的办理") from error
    orgs = record.moved["org"]
    Member.objects.filter(pk=record.kept_id, org=orgs["after"]).exclude(org=orgs["before"]).update(
        org=orgs["before"]
    )


def _touched(model: type[models.Model], rows: list[dict[str, Any]]) -> int:
    now = dict(model._default_manager.filter(pk__in=[r["id"] for r in rows]).values_list("pk", "version"))
    return sum(now.get(row["id"]) != row["version"] for row in rows)


def _restore(model: type[models.Model], rows: list[dict[str, Any]]) -> None:
    """Oldest first: a card follows the one it replaces."""
    names = CHANGED[model]
    assignments = ", ".join(f'"{name}" = b."{name}"' for name in names)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        for row in rows:
            cursor.execute(
                f'UPDATE "{table}" t SET {assignments}'
                f' FROM jsonb_populate_record(NULL::"{table}", %s::jsonb) b WHERE t.id = %s',
                [DjangoJSONEncoder().encode({name: row[name] for name in names}), row["id"]],
            )
