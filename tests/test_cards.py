"""A card from the application to its end: who may have one, the bank's file and answer, the way back."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from members.cards import applying, life
from members.models import Card, Member
from tests import make
from tests.make import FOUNDED, cards

APRIL, MAY = dt.date(2015, 4, 1), dt.date(2015, 5, 1)


@pytest.fixture
def department(district):
    return make.user("organisation", district)


def states() -> list[str]:
    return list(Card.objects.order_by("pk").values_list("state", flat=True))


# --- who may apply


def test_a_member_who_is_not_collected_may_not_apply(yinghai):
    who = cards.applicant(yinghai, collected_on=None)

    assert applying.why_not(who, APRIL) == "会员信息尚未采集成功，不能申办京卡"
    with pytest.raises(IntegrityError, match="会员信息尚未采集成功，不能申办京卡"), transaction.atomic():
        make.card(who, issued_on=None, applied_on=APRIL)


def test_a_member_without_a_spell_on_the_day_may_not_apply(yinghai):
    who = make.member(yinghai)
    make.membership(who, make.union(yinghai), until=dt.date(2015, 3, 31), end="withdrawn")

    assert applying.why_not(who, APRIL) == "该人员没有在册会籍，不能申办京卡"
    with pytest.raises(IntegrityError, match="没有在册会籍"), transaction.atomic():
        make.card(who, issued_on=None, applied_on=APRIL)


def test_a_second_application_is_refused(yinghai):
    card = cards.waiting(yinghai)

    assert applying.why_not(card.member, APRIL) == "该会员已办理京卡，遗失请到银行补卡"
    with pytest.raises(IntegrityError, match="card_one_live"), transaction.atomic():
        make.card(card.member, issued_on=None, applied_on=APRIL)


def test_the_register_s_own_form_says_why_a_card_is_refused(enter, yinghai):
    who = cards.applicant(yinghai, collected_on=None)
    typed = {"org": yinghai.pk, "member": who.number, "applied_on": "2015-04-01"}

    answer = enter("clerk", yinghai).post("/members/cards/new/", typed)

    assert (answer.status_code, "会员信息尚未采集成功，不能申办京卡" in answer.content.decode()) == (
        422,
        True,
    )
    assert not Card.objects.exists()


def test_those_of_a_unit_who_may_apply_do_and_the_others_are_left_out(yinghai, caiyu):
    ready = cards.applicants(yinghai, 3)
    others = [cards.applicant(yinghai, collected_on=None), cards.waiting(yinghai).member]
    stranger = cards.applicant(caiyu)
    clerk = make.user("clerk", yinghai)

    made = applying.apply(clerk, [who.pk for who in (*ready, *others, stranger)], APRIL)

    assert made == [who.pk for who in ready]
    assert applying.apply(clerk, made, APRIL) == []


def test_an_application_after_a_lost_card_replaces_it(yinghai):
    who = cards.applicant(yinghai)
    first = make.card(who, issued_on=FOUNDED, ended_on=APRIL, end="lost")

    applying.apply(make.user("clerk", yinghai), [who.pk], APRIL)

    assert Card.objects.get(ended_on=None).replaces == first


def test_a_card_replaces_nobody_else_s(yinghai):
    other = make.card(cards.applicant(yinghai), issued_on=FOUNDED, ended_on=APRIL, end="lost")

    with pytest.raises(IntegrityError, match="原卡应是该会员"), transaction.atomic():
        make.card(cards.applicant(yinghai), issued_on=None, applied_on=APRIL, replaces=other)


# --- the way back


def test_the_last_step_is_taken_back_within_its_month(yinghai):
    clerk = make.user("clerk", yinghai)
    card = cards.waiting(yinghai, sent_on=APRIL, produced_on=APRIL, delivered_on=APRIL, issued_on=MAY)

    with pytest.raises(ValidationError, match="已过当月"):
        life.take_back(card, clerk, dt.date(2015, 6, 1))
    assert life.take_back(card, clerk, dt.date(2015, 5, 31)).state == "delivered"


def test_the_end_of_a_card_that_has_a_successor_stands(yinghai):
    clerk = make.user("clerk", yinghai)
    old = make.card(cards.applicant(yinghai), issued_on=FOUNDED, ended_on=MAY, end="lost")
    old.refresh_from_db()
    applying.apply(clerk, [old.member_id], MAY)

    with pytest.raises(ValidationError, match="已有新的京卡"):
        life.take_back(old, clerk, MAY)


def test_members_of_other_townships_are_not_touched(yinghai, caiyu):
    stranger = cards.applicant(caiyu)

    assert applying.apply(make.user("clerk", yinghai), Member.objects.all(), APRIL) == []
    assert not Card.objects.filter(member=stranger).exists()
