"""Transfers: a handshake between two unions, and never a new member (MB-30 to MB-32)."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from members.life.reminding import remind
from members.life.transfers import accept, in_place_of, send, settle_within_townships
from members.models import Membership, Transfer
from members.workflow import TransferLife
from tests import make
from tests.make import FOUNDED
from tests.make.joining import SPRING, transfer
from union_portal.notices.models import Notice
from union_portal.reporting.compute import compute

DAY = dt.date(2015, 6, 1)


@pytest.fixture
def here(yinghai):
    return make.union(yinghai)


@pytest.fixture
def there(caiyu):
    return make.union(caiyu)


@pytest.fixture
def asked(here, there):
    return transfer(here.org, member=member_of(here), to_union=there)


def member_of(union, **fields):
    return make.membership(make.member(union.org), union, **fields).member


def spells(member):
    rows = Membership.objects.filter(member=member).order_by("since", "id")
    return list(rows.values_list("union", "since", "until", "start", "end"))


def stored(row):
    return Transfer.objects.get(pk=row.pk)


def test_an_accepted_transfer_closes_the_spell_opens_the_next_and_moves_the_member(here, there, asked):
    Transfer.objects.filter(pk=asked.pk).update(accepted_on=DAY)

    assert spells(asked.member) == [
        (here.pk, FOUNDED, DAY, "admission", "transfer"),
        (there.pk, DAY, None, "transfer", ""),
    ]
    asked.member.refresh_from_db()
    assert asked.member.org == there.org
    assert set(Membership.objects.values_list("admitted_on", flat=True)) == {FOUNDED}


def test_the_database_reads_the_sending_side_from_the_spell(here, there, caiyu):
    written = transfer(caiyu, member=member_of(here), to_union=there)

    assert (stored(written).org, stored(written).from_union) == (here.org, here)


def test_a_transfer_is_no_new_member_anywhere(here, there, asked, year):
    accept(Transfer.objects.all(), DAY)

    assert {values["MEM07"].value for values in compute(year).values() if "MEM07" in values} == {0}


@pytest.mark.parametrize(
    ("prepare", "said"),
    [
        (lambda row: Membership.objects.update(until=DAY, end="withdrawn"), "张测试已没有有效会籍，不能接收"),
        (lambda row: Membership.objects.update(union=row.to_union), "，不能再接收"),
        (lambda row: Membership.objects.update(since=dt.date(2016, 1, 1), admitted_on=dt.date(2016, 1, 1)),
         "张测试的接收日期不能早于现会籍的起始日期2016-01-01"),
        (lambda row: type(row.to_union).objects.filter(pk=row.to_union_id).update(
            dissolved_on=DAY, dissolve_reason="ended"), "没有批复或已撤销，不能接收"),
    ],
)  # fmt: skip
def test_the_database_refuses_a_move_that_cannot_be(asked, prepare, said):
    prepare(asked)
    before = spells(asked.member)

    with pytest.raises(ValidationError, match=said):
        accept(Transfer.objects.all(), DAY)

    assert (spells(asked.member), stored(asked).state) == (before, "waiting")


@pytest.mark.parametrize("until", [None, DAY])
def test_the_database_refuses_to_send_who_is_nowhere_or_there_already(here, until):
    who = member_of(here, until=until, end="withdrawn" if until else "")

    with pytest.raises(IntegrityError), transaction.atomic():
        transfer(here.org, member=who, to_union=here)
    assert Transfer.objects.count() == 0


def test_an_answer_stands(asked):
    accept(Transfer.objects.all(), DAY)

    for change in ({"accepted_on": None}, {"accepted_on": SPRING}, {"returned_on": DAY, "reason": "不在"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Transfer.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic():
        Transfer.objects.all().delete()
    assert stored(asked).accepted_on == DAY


# --- each side its own steps


def steps(user, row):
    return set(TransferLife.open_to(user, stored(row)))


def test_the_receiver_answers_the_sender_recalls_the_district_decides(asked, district):
    users = [
        make.user("clerk", asked.org),
        make.user("clerk", asked.to_union.org),
        make.user("organisation", district),
        make.user("leader", district),
    ]

    assert [steps(user, asked) for user in users] == [
        {"recall"},
        {"accept", "send_back"},
        {"accept", "send_back", "recall", "arbitrate"},
        set(),
    ]


def test_a_side_cannot_take_the_other_s_step(asked):
    with pytest.raises(PermissionDenied, match="“接收”由转入方办理"):
        TransferLife.take("accept", asked, make.user("clerk", asked.org), accepted_on=DAY)
    with pytest.raises(PermissionDenied, match="“撤回”由转出方办理"):
        TransferLife.take("recall", asked, make.user("clerk", asked.to_union.org), recalled_on=DAY)
    assert stored(asked).state == "waiting"


def test_a_return_needs_a_reason_and_the_sender_is_told_without_a_name(asked):
    sender, receiver = make.user("clerk", asked.org), make.user("clerk", asked.to_union.org)
    with pytest.raises(ValidationError, match="退回应填写退回理由"):
        TransferLife.take("send_back", asked, receiver, returned_on=DAY)

    TransferLife.take("send_back", stored(asked), receiver, returned_on=DAY, reason="不在本单位")

    notice = Notice.objects.get()
    assert (notice.user, notice.title) == (sender, "有1人的会籍接转被退回")
    assert asked.member.name not in notice.title + notice.body
    assert len(spells(asked.member)) == 1


def test_a_returned_member_may_be_sent_again(asked, caiyu):
    Transfer.objects.update(returned_on=DAY, reason="不在本单位")

    again = send(asked.member, make.union(caiyu), DAY)

    assert (again.state, Transfer.objects.count()) == ("waiting", 2)


def test_a_second_transfer_waits_for_the_first_to_be_answered(asked, caiyu):
    with pytest.raises(ValidationError, match="该会员已有待接收的接转"):
        send(asked.member, make.union(caiyu), DAY)


# --- the district decides


def ruled(row, user, day=DAY):
    return TransferLife.take("arbitrate", stored(row), user, accepted_on=day, ruling="劳动关系已转入")


def test_the_district_decides_on_what_was_returned_and_the_return_stays_on_record(asked, district):
    Transfer.objects.update(returned_on=SPRING, reason="不在本单位")

    ruled(asked, make.user("organisation", district))

    row = stored(asked)
    assert (row.state, row.arbitrated, row.returned_on, row.reason) == (
        "accepted",
        True,
        SPRING,
        "不在本单位",
    )
    assert spells(asked.member)[-1] == (asked.to_union_id, DAY, None, "transfer", "")


def test_the_district_waits_until_the_receiver_has_had_thirty_days(here, there, district):
    today = timezone.localdate()
    row = transfer(here.org, member=member_of(here), to_union=there, requested_on=today - dt.timedelta(30))
    with pytest.raises(ValidationError, match="转出未满30日，先由转入方接收或退回"):
        ruled(row, make.user("organisation", district))

    Transfer.objects.update(requested_on=today - dt.timedelta(31))
    ruled(row, make.user("organisation", district), today)

    assert (stored(row).state, stored(row).arbitrated) == ("accepted", True)


def test_nobody_but_the_district_accepts_what_was_returned(asked):
    Transfer.objects.update(returned_on=SPRING, reason="不在本单位")

    with pytest.raises(ValidationError, match="退回后只有区总工会可以裁定接收"):
        accept_by_hand(asked)
    assert stored(asked).state == "returned"


def accept_by_hand(row):
    row = stored(row)
    row.accepted_on = DAY
    row.full_clean()


# --- inside one township, and unions that have ended


def test_inside_one_township_a_transfer_is_accepted_on_the_day_it_is_sent(here):
    who, next_door = member_of(here), make.union(here.org)

    made = send(who, next_door, DAY)

    assert (made.state, made.accepted_on) == ("accepted", DAY)
    assert spells(who)[-1] == (next_door.pk, DAY, None, "transfer", "")


def test_whatever_door_it_came_through_a_transfer_inside_a_township_is_settled(here, there):
    inside = [transfer(here.org, member=member_of(here), to_union=make.union(here.org)) for _ in range(3)]
    outside = transfer(here.org, member=member_of(here), to_union=there)
    tomorrow = timezone.localdate() + dt.timedelta(1)
    later = transfer(here.org, member=member_of(here), to_union=make.union(here.org), requested_on=tomorrow)

    assert (settle_within_townships(), settle_within_townships()) == (3, 0)

    assert {stored(row).accepted_on for row in inside} == {SPRING}
    assert {stored(row).state for row in (outside, later)} == {"waiting"}


def test_a_union_that_ended_takes_nobody_and_offers_the_one_in_its_place(here, caiyu):
    gone = make.union(caiyu, name="旧厂工会", dissolved_on=DAY, dissolve_reason="merged")
    firm = make.enterprise(caiyu)
    make.affiliation(firm, gone, since=FOUNDED, until=DAY)
    heir = make.union(caiyu, name="联合工会", kind="joint")
    make.affiliation(firm, heir, since=DAY, mode="joint")
    who = member_of(here)

    with pytest.raises(ValidationError, match="“旧厂工会”已于2015-06-01撤销，可转入“联合工会”"):
        send(who, gone, DAY)

    assert in_place_of(gone, DAY) == heir
    assert Transfer.objects.count() == 0


def test_a_union_without_an_heir_offers_the_joint_union_of_its_township(caiyu):
    gone = make.union(caiyu, dissolved_on=DAY, dissolve_reason="ended")
    assert in_place_of(gone, DAY) is None

    joint = make.union(caiyu, kind="joint")

    assert in_place_of(gone, DAY) == joint


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (None, "转出日期应填写"),
        (dt.date(2100, 1, 1), "不能晚于今天"),
        (dt.date(2009, 1, 1), "起始日期2010-03-01"),
    ],
)
def test_a_transfer_on_an_impossible_day_is_refused(here, there, day, said):
    with pytest.raises(ValidationError, match=said):
        send(member_of(here), there, day)


# --- thirty days


def test_after_thirty_days_the_receiving_township_is_told_once(here, there, caiyu):
    day = dt.date(2015, 3, 31)
    for _ in range(3):
        transfer(here.org, member=member_of(here), to_union=there, requested_on=SPRING)
    keepers = {make.user("clerk", caiyu), make.user("worker", caiyu)}
    make.user("clerk", here.org)

    assert [remind(day), remind(day + dt.timedelta(1)), remind(day + dt.timedelta(2))] == [0, 3, 0]

    told = Notice.objects.values_list("title", "body")
    assert {notice.user for notice in Notice.objects.all()} == keepers
    assert set(told) == {
        ("会籍接转已超过30日未接收", "有3人的会籍接转等待接收，请核对后接收，或写明理由退回")
    }
