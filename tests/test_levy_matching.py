"""Payers of the tax list and the enterprises they are: what is certain is decided, the rest is proposed."""

import datetime as dt

import pytest

from enterprises.levy.matching import Matching, match, record
from tests import make

pytestmark = pytest.mark.django_db
OCTOBER, NOVEMBER = dt.date(2018, 10, 1), dt.date(2018, 11, 1)
ROAD = "北京市大兴区瀛海镇兴海路18号"


@pytest.fixture
def ruikang(yinghai):
    return make.enterprise(yinghai, name="北京瑞康食品有限公司", address=ROAD)


def pays(org, *, like=None, month=OCTOBER, **said):
    """One payer, told as `like` is in the register but for what is said."""
    known = {"payer_name": like.name, "payer_code": like.credit_code, "address": like.address} if like else {}
    return make.organising.levy(org, month=month, **known | said)


def verdict(entry):
    entry.refresh_from_db()
    return entry.decision, entry.method, entry.enterprise


def proposed(entry):
    return [candidate.enterprise for candidate in entry.candidates.order_by("rank")]


# --- by code


def test_the_same_code_and_name_are_the_same_enterprise(district, yinghai, ruikang):
    entry = pays(district, like=ruikang)
    assert match(OCTOBER) == {"code": 1, "hand_queue": 0}
    assert verdict(entry) == ("matched", "code", ruikang)
    assert (entry.org, entry.decided_by, entry.decided_on) == (district, None, dt.date.today())


@pytest.mark.parametrize("typed", ["{0} ", " {1}", "{2}"], ids=["space", "small letters", "full width"])
def test_a_code_is_read_in_any_spelling(district, ruikang, typed):
    code = ruikang.credit_code
    wide = "".join(chr(ord(character) + 0xFEE0) for character in code)
    entry = pays(district, like=ruikang, payer_code=typed.format(code, code.lower(), wide))
    match(OCTOBER)
    assert verdict(entry) == ("matched", "code", ruikang)


@pytest.mark.parametrize("old", [slice(2, 17), slice(8, 17)], ids=["old tax number", "organisation code"])
def test_a_number_of_old_is_known_by_the_organisation_code_in_it(district, ruikang, old):
    entry = pays(district, like=ruikang, payer_code=ruikang.credit_code[old])
    match(OCTOBER)
    assert verdict(entry) == ("matched", "code", ruikang)


def test_letters_typed_for_digits_are_no_code_but_the_name_still_tells(district, ruikang):
    code = ruikang.credit_code.replace("0", "O").replace("1", "I")
    same = pays(district, like=ruikang, payer_code=code)
    other = pays(district, payer_name="北京远大物流有限公司", payer_code=code.replace("O", "0", 1))
    match(OCTOBER)
    assert verdict(same) == ("matched", "name", ruikang)
    assert verdict(other) == ("", "", None)
    assert proposed(other) == [ruikang]


def test_a_code_with_a_wholly_different_name_is_left_to_a_hand(district, ruikang):
    entry = pays(district, payer_name="北京远大物流有限公司", payer_code=ruikang.credit_code)
    assert match(OCTOBER) == {"hand_queue": 1}
    assert verdict(entry) == ("", "", None)
    assert [(c.enterprise, c.rank, c.why) for c in entry.candidates.all()] == [
        (ruikang, 1, "信用代码相同，名称不同")
    ]


def test_a_code_of_one_and_a_name_of_another_are_left_to_a_hand_with_both(district, yinghai, ruikang):
    other = make.enterprise(yinghai, name="北京远大物流有限公司")
    entry = pays(district, payer_name=other.name, payer_code=ruikang.credit_code)
    match(OCTOBER)
    assert verdict(entry) == ("", "", None)
    assert sorted(firm.pk for firm in proposed(entry)) == sorted([ruikang.pk, other.pk])


# --- by name


@pytest.mark.parametrize(
    "written",
    [
        "北京瑞康食品有限责任公司",
        "北京市瑞康食品有限公司",
        "瑞康食品（北京）有限公司",
        "瑞康食品(北京)有限公司",
        " 北京 瑞康食品有限公司",
        "北京瑞康食品有限責任公司",
        "瑞康食品有限公司",
    ],
)
def test_a_name_is_the_same_in_any_of_its_spellings(district, ruikang, written):
    entry = pays(district, payer_name=written, payer_code="无", address=ROAD)
    match(OCTOBER)
    assert verdict(entry) == ("matched", "name", ruikang)


def test_a_branch_is_not_its_parent(district, yinghai, ruikang):
    name = "北京瑞康食品有限公司大兴分公司"
    entries = [
        pays(district, payer_name=name, payer_code="无", address=ROAD),
        pays(district, payer_name=name, payer_code=ruikang.credit_code, address=ROAD),
    ]
    match(OCTOBER)
    assert [verdict(entry) for entry in entries] == [("", "", None)] * 2
    assert [proposed(entry) for entry in entries] == [[ruikang]] * 2
    branch = make.enterprise(yinghai, name=name)
    match(OCTOBER)
    assert verdict(entries[0]) == ("matched", "name", branch)


def test_a_parent_is_not_its_branch(district, yinghai):
    make.enterprise(yinghai, name="北京瑞康食品有限公司大兴分公司")
    entry = pays(district, payer_name="北京瑞康食品有限公司", payer_code="无")
    match(OCTOBER)
    assert verdict(entry) == ("", "", None)


def test_two_of_one_name_are_told_apart_by_address_or_left_to_a_hand(district, yinghai, caiyu, ruikang):
    other = make.enterprise(caiyu, name=ruikang.name, address="大兴区采育镇育政街5号")
    told = pays(district, payer_name=ruikang.name, payer_code="1", address="采育镇育政街5号")
    untold = pays(caiyu, payer_name=ruikang.name, payer_code="2")
    coded = pays(district, like=ruikang, address="")
    match(OCTOBER)
    assert verdict(told) == ("matched", "name", other)
    assert verdict(untold) == ("", "", None)
    assert proposed(untold) == [other, ruikang]
    assert verdict(coded) == ("matched", "code", ruikang)


def test_a_namesake_with_a_code_of_its_own_is_not_taken_for_a_payer_known_by_code(district, ruikang):
    payer = pays(district, like=ruikang)
    namesake = pays(district, payer_name=ruikang.name)
    match(OCTOBER)
    assert verdict(payer) == ("matched", "code", ruikang)
    assert verdict(namesake) == ("", "", None)
    assert proposed(namesake) == [ruikang]


# --- by likeness


@pytest.mark.parametrize(
    ("name", "written"),
    [("北京天宫院餐饮有限公司", "北京天官院餐饮有限公司"), ("北京瑞康食品有限公司", "北京锐康食品有限公司")],
    ids=["look-alike", "homophone"],
)
def test_a_slip_in_the_name_is_found_where_the_address_agrees(district, yinghai, name, written):
    firm = make.enterprise(yinghai, name=name, address=ROAD)
    here = pays(district, payer_name=written, payer_code="1", address="瀛海镇兴海路18号")
    nowhere = pays(district, payer_name=written, payer_code="2")
    match(OCTOBER)
    assert verdict(here) == ("matched", "likeness", firm)
    assert verdict(nowhere) == ("", "", None)
    assert proposed(nowhere) == [firm]


def test_a_slip_that_is_another_firm_s_name_is_left_to_a_hand(district, yinghai, ruikang):
    other = make.enterprise(yinghai, name="北京锐康食品有限公司")
    entry = pays(district, like=ruikang, payer_name=other.name, address="")
    match(OCTOBER)
    assert verdict(entry) == ("", "", None)
    assert sorted(firm.pk for firm in proposed(entry)) == sorted([ruikang.pk, other.pk])


def test_numbers_of_branches_are_never_slips(district, yinghai):
    make.enterprise(yinghai, name="北京第一食品有限公司", address=ROAD)
    entry = pays(district, payer_name="北京第二食品有限公司", payer_code="1", address=ROAD)
    match(OCTOBER)
    assert verdict(entry) == ("", "", None)


def test_a_firm_nobody_registered_has_no_candidates(district, ruikang):
    entry = pays(district, payer_name="北京宏远建筑工程有限公司", address="旧宫镇旧忠路7号")
    match(OCTOBER)
    assert (verdict(entry), proposed(entry)) == (("", "", None), [])


def test_at_most_three_are_proposed_the_likest_first(district, yinghai):
    firms = [
        make.enterprise(yinghai, name=f"北京瑞康{word}有限公司") for word in ("食品", "食材", "食府", "食堂")
    ]
    entry = pays(district, payer_name="北京瑞康食品厂", payer_code="1")
    match(OCTOBER)
    assert len(proposed(entry)) == 3
    assert proposed(entry)[0] == firms[0]


def test_what_a_person_decides_while_the_matching_runs_stands(district, ruikang):
    entry = pays(district, like=ruikang)
    decided, _ = Matching(OCTOBER).run()
    entry.decision, entry.decided_on, entry.method = "foreign", OCTOBER, "hand"
    entry.save()

    record(decided)

    assert verdict(entry) == ("foreign", "hand", None)
