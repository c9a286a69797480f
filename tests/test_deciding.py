"""The committee's queue: what it is told of each applicant, and what becomes of her by its word."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.applying.checks import look, waiting
from members.applying.deciding import admit, answer, propose_transfer
from members.models import Member, Membership, MembershipApplication, Transfer, TransferRequest
from tests import make
from tests.make import identity_number, joining

DAY = dt.date(2026, 3, 2)
QUEUE = "/members/applications/queue/"


@pytest.fixture
def chair(yinghai):
    return make.user("chair", yinghai)


@pytest.fixture
def union(yinghai):
    return make.union(yinghai)


def asked(union, **fields):
    return joining.application(union.org, union=union, **fields)


def told(row, user) -> dict[str, str]:
    """words → tone of everything said of an applicant."""
    (one,) = look([waiting(user).get(pk=row.pk)], user, DAY)
    return {remark.words: remark.tone for remark in one.remarks}


# --- an approval


def test_an_approval_makes_the_member_and_the_membership_in_one_go(yinghai, chair, union):
    firm = make.enterprise(yinghai)
    row = asked(union, employer=firm, name="周小雨", consent_on=DAY)

    admit([row.pk], chair, DAY)

    row.refresh_from_db()
    member, spell = Member.objects.get(), Membership.objects.get()
    assert (row.state, row.decided_on, row.decided_by, row.membership) == ("approved", DAY, chair, spell)
    assert (member.name, member.document, member.mobile) == ("周小雨", row.document, "13800138000")
    born = dt.datetime.strptime(member.document.reveal()[6:14], "%Y%m%d").date()
    assert (member.sex, member.born_on, member.initials) == ("M", born, "zxy")
    assert (member.consent_on, member.collected_on, member.org) == (DAY, DAY, yinghai)
    assert (spell.member, spell.union, spell.employer) == (member, union, firm)
    assert (spell.admitted_on, spell.since, spell.start) == (DAY, DAY, "admission")
    assert (spell.source, spell.channel, row.source) == ("existing", "online", "existing")


def test_somebody_who_left_keeps_her_record_and_moves_with_it(yinghai, caiyu, chair, union):
    known = make.member(caiyu, name="周测试")
    make.membership(known, make.union(caiyu), until=dt.date(2020, 1, 1), end="withdrawn")
    row = asked(union, document=known.document.reveal())

    assert told(row, chair)["曾是会员，2020-01-01退会，通过后重新入会"] == "a"
    admit([row.pk], chair, DAY)

    known.refresh_from_db()
    assert (Member.objects.count(), known.org) == (1, yinghai)
    assert Membership.objects.get(until=None).member == known


@pytest.mark.parametrize(
    ("approved_on", "employed", "source"),
    [
        (dt.date(2026, 1, 5), True, "new_union"),
        (dt.date(2025, 1, 5), True, "existing"),
        (dt.date(2026, 1, 5), False, "individual"),
    ],
)
def test_the_source_is_proposed_from_the_union_and_the_firm(yinghai, chair, approved_on, employed, source):
    union = make.union(yinghai, approved_on=approved_on)
    rows = [asked(union, employer=make.enterprise(yinghai) if employed else None) for _ in range(2)]

    admit([rows[0].pk], chair, DAY)
    admit([rows[1].pk], chair, DAY, source="existing")

    assert [MembershipApplication.objects.get(pk=row.pk).source for row in rows] == [source, "existing"]


# --- what stands against one


def test_a_live_membership_is_named_only_where_it_may_be_seen(yinghai, caiyu, district, chair, union):
    elsewhere = make.union(caiyu, name="采育食品厂工会")
    known = make.member(caiyu, name="周测试")
    make.membership(known, elsewhere)
    row = asked(union, document=known.document.reveal())

    assert told(row, chair)["已有有效会籍，请办理接转"] == "r"
    assert told(row, make.user("organisation", district))["已是采育食品厂工会会员，请办理接转"] == "r"
    assert admit([row.pk], chair, DAY).admitted == []
    assert Membership.objects.count() == 1


def test_somebody_enrolled_elsewhere_is_asked_for_by_transfer_and_never_admitted_twice(
    yinghai, caiyu, chair, union
):
    known = make.member(caiyu, name="周测试")
    make.membership(known, make.union(caiyu))
    row = asked(union, document=known.document.reveal())

    propose_transfer(row.pk, chair, DAY)

    made = TransferRequest.objects.waiting().get()
    row.refresh_from_db()
    assert (made.member, made.to_union, made.org, made.asked_by) == (known, union, yinghai, chair)
    assert Transfer.objects.count() == 0
    assert (row.state, row.reason) == ("returned", "已有有效会籍，已提请接转，不用重新入会")


def test_somebody_enrolled_in_another_union_of_the_township_is_transferred_at_once(yinghai, chair, union):
    known = make.member(yinghai, name="周测试")
    make.membership(known, make.union(yinghai))
    row = asked(union, document=known.document.reveal())

    propose_transfer(row.pk, chair, DAY)

    made = Transfer.objects.get()
    assert (made.member, made.to_union, made.state) == (known, union, "accepted")
    assert Membership.objects.get(member=known, until=None).union == union


def test_a_transfer_is_proposed_of_nobody_who_is_no_member_elsewhere(chair, union):
    row = asked(union)

    with pytest.raises(ValidationError, match="没有可以接转的会籍"):
        propose_transfer(row.pk, chair, DAY)
    assert Transfer.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"document": identity_number(3, born=dt.date(2012, 1, 1))}, "年满16周岁方可作为职工入会"),
        ({"category": "new_form"}, "新就业形态劳动者须填写所属平台或用工合作企业"),
        (
            {"document_type": "PASSPORT", "document": "E12345678"},
            "证件号码不含性别和出生日期，请退回补填，或在窗口登记；证件号码没有校验位，请先核对证件原件",
        ),
        ({"applied_on": dt.date(2026, 3, 3)}, "审核日期不能早于申请日期2026-03-03"),
    ],
)
def test_what_stands_against_an_approval_is_said_and_nothing_is_changed(chair, union, fields, words):
    row = asked(union, **fields)

    outcome = admit([row.pk], chair, DAY)

    assert [one.against for one in outcome.refused] == [words]
    assert (Member.objects.count(), Membership.objects.count()) == (0, 0)
    assert waiting(chair).count() == 1


def test_a_union_that_did_not_stand_admits_nobody(yinghai, chair):
    row = asked(make.union(yinghai, approved_on=dt.date(2026, 6, 1)))

    assert told(row, chair)["入会日期不能早于所在工会批准成立日期"] == "r"


def test_an_earlier_refusal_and_a_second_try_are_told(chair, union):
    first = asked(union)
    answer([first.pk], chair, DAY, "returned", "姓名与证件不一致")
    again = asked(union, document=first.document.reveal(), again_on=DAY)

    assert told(again, chair).keys() >= {
        "2026-03-02又申请过一次",
        "2026-03-02的申请退回补正：姓名与证件不一致",
    }


# --- refusing


@pytest.mark.parametrize("reason", ["户籍不在本区", "劳务派遣人员", "合同期太短"])
def test_a_rejection_cites_neither_household_registration_nor_term_nor_form_of_employment(
    chair, union, reason
):
    row = asked(union)

    with pytest.raises(ValidationError, match="不得以户籍、就业期限、就业形式为由拒绝"):
        answer([row.pk], chair, DAY, "rejected", reason)
    assert waiting(chair).count() == 1


def test_whoever_is_turned_away_is_told_why(chair, union):
    rows = [asked(union) for _ in range(3)]
    with pytest.raises(ValidationError, match="应写明理由"):
        answer([rows[0].pk], chair, DAY, "returned", " ")

    done = answer([row.pk for row in rows], chair, DAY, "returned", "缺证件照片")

    assert done == 3
    answered = MembershipApplication.objects.values_list("state", "reason", "decided_on", "decided_by")
    assert set(answered) == {("returned", "缺证件照片", DAY, chair.pk)}


# --- sets


def test_two_hundred_are_approved_with_the_questions_of_one(chair, union):
    def questions(count) -> int:
        pks = [asked(union).pk for _ in range(count)]
        with CaptureQueriesContext(connection) as queries:
            assert len(admit(pks, chair, DAY).admitted) == count
        return len(queries)

    questions(1)
    assert questions(200) == questions(1)
