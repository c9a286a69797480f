"""Who is registered twice: found at night, for a person to decide."""

import datetime as dt

import pytest

from members.life.doubles import find
from members.models import DuplicatePair, Member
from tests import make
from union_portal.fields import check_character

DAY = dt.date(2015, 6, 1)
BORN = dt.date(1985, 6, 1)


@pytest.fixture
def union(yinghai):
    return make.union(yinghai)


@pytest.fixture
def clerk(yinghai):
    return make.user("clerk", yinghai)


def found():
    return {(p.one_id, p.other_id): p.why for p in DuplicatePair.objects.all()}


# --- finding


def test_the_same_name_and_birth_date_are_found_once_whatever_is_run_again(yinghai):
    one = make.member(yinghai, document=make.identity_number(5, born=BORN))
    two = make.member(yinghai, document=make.identity_number(6, born=BORN))
    make.member(yinghai, name="李测试", document=make.identity_number(7, born=BORN))
    make.member(yinghai, document=make.identity_number(500, born=BORN))

    assert [find(DAY), find(DAY + dt.timedelta(1))] == [1, 0]

    assert found() == {(one.pk, two.pk): "姓名、出生日期相同"}
    assert DuplicatePair.objects.values_list("found_on", "org", "state").get() == (DAY, yinghai.pk, "open")


def test_the_same_mobile_and_name_are_found_and_two_reasons_make_one_pair(yinghai):
    same = {"mobile": "13800138000"}
    one = make.member(yinghai, **same)
    two = make.member(yinghai, document=make.identity_number(5001), **same)
    make.member(yinghai, name="李测试", document=make.identity_number(6001), **same)
    three = make.member(yinghai, document=make.identity_number(7001), born_on=one.born_on)
    Member.objects.filter(pk=three.pk).update(born_on=two.born_on)

    find(DAY)

    assert found() == {
        (one.pk, two.pk): "姓名、手机号码相同",
        (two.pk, three.pk): "姓名、出生日期相同",
    }


def test_a_number_of_fifteen_digits_meets_its_eighteen(yinghai):
    old = "110115850601995"
    body = old[:6] + "19" + old[6:]
    one = Member.objects.create(
        org=yinghai, document_type="OTHER", document=old, sex="M", born_on=BORN, name="旧", number="M0"
    )
    two = make.member(yinghai, document=body + check_character(body), name="新")

    find(DAY)

    assert found() == {(one.pk, two.pk): "15位证件号码与18位号码是同一号码"}


def test_a_pair_across_townships_is_the_district_s_and_the_merged_are_left_alone(yinghai, caiyu, district):
    one = make.member(yinghai, document=make.identity_number(5, born=BORN))
    two = make.member(caiyu, document=make.identity_number(6, born=BORN))
    gone = make.member(caiyu, document=make.identity_number(8, born=BORN))
    Member.objects.filter(pk=gone.pk).update(merged_into=two, merged_on=DAY)

    find(DAY)

    assert found() == {(one.pk, two.pk): "姓名、出生日期相同"}
    assert DuplicatePair.objects.get().org == district


def test_the_whole_register_is_searched_in_a_fixed_number_of_queries(yinghai, django_assert_max_num_queries):
    for number in range(60):
        make.member(yinghai, document=make.identity_number(5 + 5 * (number // 2) + number % 2, born=BORN))

    with django_assert_max_num_queries(4):
        assert find(DAY) == 30
