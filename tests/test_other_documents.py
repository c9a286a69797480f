"""Passports and permits: their numbers tell and prove nothing, so the applicant says and staff look."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from members.applying.checks import look, waiting
from members.models import Member, MembershipApplication
from tests import make
from tests.make import joining
from tests.registers import page
from tests.test_applying import TYPED, address, apply, door, errors  # noqa: F401

TODAY = dt.date.today()
QUEUE = "/members/applications/queue/"
PASSPORT = {"document_type": "PASSPORT", "document": "E12345678", "sex": "F", "born_on": "1990-03-07"}
SENT = TYPED | PASSPORT


@pytest.fixture
def row(yinghai):
    return joining.application(yinghai, name="安娜", **PASSPORT)


def decided(row):
    row.refresh_from_db()
    return row.verdict


def test_somebody_with_a_passport_applies_with_birth_and_sex(client, door):  # noqa: F811
    apply(client, door, **PASSPORT)

    made = MembershipApplication.objects.get()
    assert (made.document_type, made.sex, made.born_on) == ("PASSPORT", "F", dt.date(1990, 3, 7))


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"sex": ""}, "sex", "护照号码不含性别，请选择"),
        ({"born_on": ""}, "born_on", "护照号码不含出生日期，请填写"),
        ({"born_on": "03/07"}, "born_on", "请填写年月日，如1990-03-07"),
        ({"born_on": f"{TODAY.year - 15}-01-01"}, "born_on", "年满16周岁方可作为职工入会"),
        ({"document_type": "OTHER"}, "document_type", ""),
    ],
)
def test_what_the_number_does_not_tell_is_asked_for_in_words(client, door, changes, field, words):  # noqa: F811
    told = errors(client, door, **PASSPORT | changes)

    assert [words in text for text in told[field]] == [True]


def test_an_odd_number_is_doubted_before_it_is_sent_and_not_refused(client, door):  # noqa: F811
    shown = page(client.post(address(door), SENT | {"document_type": "HMP", "document": "K1234"}))

    assert "H或M加8位或10位数字" in shown
    assert "女" in shown and "1990-03-07" in shown


def test_a_resident_s_number_tells_itself_whatever_was_typed_beside_it(client, door):  # noqa: F811
    apply(client, door, sex="F", born_on="2001-01-01")

    made = MembershipApplication.objects.get()
    assert (made.sex, made.born_on) == ("", None)


def test_nobody_is_approved_before_the_original_was_seen(enter, yinghai, row):
    chair = enter("chair", yinghai)

    chair.post(QUEUE, {"do": f"admit:{row.pk}", "decided_on": str(TODAY)})
    assert decided(row) == ""
    assert "请先核对证件原件" in page(chair.get(QUEUE))

    assert f"admit:{row.pk}" not in page(chair.get(f"{QUEUE}?at={row.pk}"))
    chair.post(QUEUE, {"do": f"see:{row.pk}"})
    chair.post(QUEUE, {"do": f"admit:{row.pk}", "decided_on": str(TODAY)})

    assert decided(row) == "approved"
    who = Member.objects.get()
    assert (who.document_type, who.sex, who.born_on) == ("PASSPORT", "F", dt.date(1990, 3, 7))
    assert (row.seen_on, row.seen_by) == (TODAY, row.decided_by)


def test_the_database_refuses_an_approval_without_the_original(row):
    with pytest.raises(IntegrityError, match="application_original_seen"), transaction.atomic():
        MembershipApplication.objects.filter(pk=row.pk).update(verdict="approved", decided_on=TODAY)


def test_who_said_neither_birth_nor_sex_is_sent_back(yinghai):
    row = joining.application(yinghai, document_type="TMP", document="12345678")
    (one,) = look([waiting(make.user("chair", yinghai)).get(pk=row.pk)], make.user("chair", yinghai), TODAY)

    assert "证件号码不含性别和出生日期，请退回补填，或在窗口登记" in one.against
