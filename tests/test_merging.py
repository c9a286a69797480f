"""Two records of one person made one, and taken apart again exactly."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from members.life.changes import take
from members.life.merging import differ, merge, undo
from members.models import Card, DuplicatePair, Member, Membership, Merge, Transfer
from tests import make
from tests.make import FOUNDED
from tests.make.joining import pair, transfer
from union_portal.fields import BlindIndexField, EncryptedField

DAY = dt.date(2015, 6, 1)


@pytest.fixture
def union(yinghai):
    return make.union(yinghai)


@pytest.fixture
def clerk(yinghai):
    return make.user("clerk", yinghai)


def found():
    return {(p.one_id, p.other_id): p.why for p in DuplicatePair.objects.all()}


def spells(*people):
    rows = Membership.objects.filter(member__in=people).order_by("since", "id")
    return [*rows.values_list("member", "since", "until", "start", "end")]


def days():
    """All that any count rests on."""
    return [*Membership.objects.order_by("pk").values_list("union", "since", "until", "start", "end")]


def two_of(org, *, kept=(), gone=()):
    """A pair, each of its people with these spells: union, first day, and what else."""
    found = pair(org)
    for who, told in ((found.one, kept), (found.other, gone)):
        for union, since, fields in told:
            make.membership(who, union, since=since, **fields)
    return found


def test_of_two_live_memberships_the_one_that_stays_goes_on_and_the_other_ends_on_the_day(union, clerk):
    both = two_of(
        union.org, kept=[(union, FOUNDED, {})], gone=[(make.union(union.org), dt.date(2012, 1, 1), {})]
    )

    merge(both, both.one, clerk, DAY)

    assert spells(both.one, both.other) == [
        (both.one.pk, FOUNDED, None, "admission", ""),
        (both.other.pk, dt.date(2012, 1, 1), DAY, "admission", "merged"),
    ]
    both.other.refresh_from_db()
    assert (both.other.merged_into, both.other.merged_on) == (both.one, DAY)
    both.refresh_from_db()
    assert (both.state, both.decided_on, both.decided_by) == ("same", DAY, clerk)


def test_spells_that_overlap_nothing_move_and_no_day_is_counted_otherwise(union, clerk, caiyu):
    there = make.union(caiyu)
    both = two_of(
        union.org,
        kept=[(union, FOUNDED, {"until": dt.date(2012, 1, 1), "end": "withdrawn"})],
        gone=[(there, dt.date(2012, 1, 1), {})],
    )
    before = days()

    merge(both, both.one, clerk, DAY)

    assert [row[0] for row in spells(both.one, both.other)] == [both.one.pk] * 2
    assert days() == before

    both.one.refresh_from_db()
    assert both.one.org == caiyu


def test_who_was_a_member_only_on_the_record_that_goes_is_restored_on_the_day(union, clerk):
    both = two_of(
        union.org,
        kept=[(union, FOUNDED, {"until": dt.date(2013, 1, 1), "end": "withdrawn"})],
        gone=[(make.union(union.org), dt.date(2012, 1, 1), {})],
    )

    merge(both, both.one, clerk, DAY)

    assert spells(both.one, both.other)[1:] == [
        (both.other.pk, dt.date(2012, 1, 1), DAY, "admission", "merged"),
        (both.one.pk, DAY, None, "restored", ""),
    ]


def test_the_first_card_moves_and_of_two_live_ones_one_is_cancelled(union, clerk):
    both, other = pair(union.org), pair(union.org)
    moved = make.card(both.other)
    stays, cancelled = make.card(other.one), make.card(other.other)

    merge(both, both.one, clerk, DAY)
    merge(other, other.one, clerk, DAY)

    rows = dict((pk, told) for pk, *told in Card.objects.values_list("pk", "member", "ended_on", "end"))
    assert rows == {
        moved.pk: [both.one.pk, None, ""],
        stays.pk: [other.one.pk, None, ""],
        cancelled.pk: [other.other.pk, DAY, "cancelled"],
    }


def test_who_holds_the_live_card_is_the_one_to_keep(union, clerk):
    both = pair(union.org)
    make.card(both.one, ended_on=DAY, end="lost")
    make.card(both.other)

    with pytest.raises(ValidationError, match=f"有效的京卡在{both.other.number}名下，请保留这一条"):
        merge(both, both.one, clerk, DAY)

    assert merge(both, both.other, clerk, DAY).gone == both.one


def test_a_waiting_transfer_of_the_one_that_goes_is_recalled(union, clerk, caiyu):
    both = two_of(union.org, kept=[(union, FOUNDED, {})], gone=[(union, FOUNDED, {})])
    asked = transfer(union.org, member=both.other, to_union=make.union(caiyu))

    merge(both, both.one, clerk, DAY)

    assert Transfer.objects.get(pk=asked.pk).state == "recalled"


def test_nobody_lives_on_under_a_record_of_the_dead(union, clerk):
    both = two_of(
        union.org, kept=[(union, FOUNDED, {"until": DAY, "end": "deceased"})], gone=[(union, FOUNDED, {})]
    )
    with pytest.raises(ValidationError, match="登记为去世"):
        merge(both, both.one, clerk, DAY)


def test_a_pair_is_decided_once(union, clerk):
    both = pair(union.org)
    differ(both, clerk)
    assert DuplicatePair.objects.get().state == "different"

    with pytest.raises(ValidationError, match="已由他人判断"):
        differ(both, clerk)
    with pytest.raises(ValidationError, match="已由他人判断"):
        merge(both, both.one, clerk, DAY)


def test_the_database_gives_no_membership_to_a_merged_record(union, clerk):
    both = two_of(union.org, kept=[(union, FOUNDED, {})])
    merge(both, both.one, clerk, DAY)

    with pytest.raises(IntegrityError, match="已并入另一会员"), transaction.atomic():
        make.membership(both.other, union, since=DAY)
    with pytest.raises(IntegrityError, match="还有有效会籍"), transaction.atomic():
        Member.objects.filter(pk=both.one.pk).update(merged_into=both.other, merged_on=DAY)


# --- undoing


TABLES = (Member, Membership, Card, Transfer, DuplicatePair)


def everything():
    """Every open value of every row but its version."""
    return {model: [*model.objects.order_by("pk").values(*open_fields(model))] for model in TABLES}


def open_fields(model):
    sealed = (EncryptedField, BlindIndexField)
    return [f.attname for f in model._meta.fields if not isinstance(f, sealed) and f.name != "version"]


@pytest.mark.parametrize("keep", ["one", "other"])
@pytest.mark.parametrize(
    "kept_until", [None, dt.date(2011, 1, 1), dt.date(2013, 1, 1)], ids=["live", "apart", "overlapping"]
)
def test_undoing_restores_exactly_what_was(union, clerk, caiyu, kept_until, keep):
    ended = {"until": kept_until, "end": "withdrawn"} if kept_until else {}
    both = two_of(
        union.org,
        kept=[(union, FOUNDED, ended)],
        gone=[(make.union(caiyu), dt.date(2012, 1, 1), {})],
    )
    make.card(both.other)
    transfer(union.org, member=both.other, to_union=union)
    before = everything()

    merge(both, getattr(both, keep), clerk, DAY)
    assert everything() != before
    undo(both, clerk)

    assert everything() == before
    assert Merge.objects.filter(undone_on=None).count() == 0


def test_a_chain_of_cards_comes_back_with_its_first(union, clerk):
    both = pair(union.org)
    first = make.card(both.other, ended_on=DAY, end="lost")
    make.card(both.other, issued_on=DAY, replaces=first)
    before = everything()

    merge(both, both.one, clerk, DAY)
    assert set(Card.objects.values_list("member", flat=True)) == {both.one.pk}
    undo(both, clerk)

    assert everything() == before


def test_what_was_done_since_is_not_undone_with_the_merge(union, clerk):
    both = two_of(union.org, gone=[(union, FOUNDED, {})])
    merge(both, both.one, clerk, DAY)
    take("retain", Membership.objects.filter(member=both.one), DAY + dt.timedelta(1), retained_for="other")
    before = everything()

    with pytest.raises(ValidationError, match="合并之后又办理过1项会籍、接转或京卡变动"):
        undo(both, clerk)
    assert everything() == before


def test_a_decision_that_they_differ_is_taken_back_too(union, clerk):
    both = pair(union.org)
    differ(both, clerk)

    undo(both, clerk)

    assert DuplicatePair.objects.get().state == "open"
    with pytest.raises(ValidationError, match="还没有判断"):
        undo(both, clerk)
