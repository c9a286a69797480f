"""What each witness is worth: code, name, address, township, and whether another payer is the same firm."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from enterprises.levy import addresses, names
from enterprises.levy.characters import NUMERALS
from enterprises.levy.judging import Verdict, judge, weigh
from enterprises.levy.matching import match, uncontested
from enterprises.levy.register import Known, Weights, grams
from enterprises.models import LevyEntry
from tests import make
from tests.test_levy_matching import pays, proposed, verdict
from union_portal.fields import credit_code, organisation_check

OCTOBER = dt.date(2018, 10, 1)
ROAD = "瀛海镇兴海路18号"
READER = names.Reader("北京", "大兴区")
OWN, OTHER = (credit_code(f"91110115{body}{organisation_check(body)}") for body in ("MA000001", "MA000777"))
INVALID = "无"
CORES = st.text("瑞康恒食品华盛医药", min_size=4, max_size=8)


@pytest.fixture
def ruikang(yinghai):
    return make.enterprise(yinghai, name="北京瑞康食品有限公司", address=ROAD)


def known(pk, name, code="", address="", org=1):
    return Known(pk, code, READER.name(READER.key(name)), address, org)


def judged(payer, *rows) -> Verdict:
    return judge(payer, [weigh(payer, row, Weights({}, 1000)) for row in rows])


# --- a right code under another name


@pytest.mark.parametrize(
    ("said", "decided"),
    [
        ({}, True),
        ({"org": 2}, False),
        ({"org": 2, "address": ROAD}, True),
        ({"address": "采育镇育政街5号"}, False),
        ({"org": 2, "name": "北京瑞康物流有限公司"}, True),
        ({"org": 2, "name": "北京远大食品有限公司"}, True),
        ({"org": 2, "name": "北京远大食品有限公司", "address": "采育镇育政街5号"}, False),
        ({"address": "采育镇育政街5号", "name": "北京远大食品有限公司"}, True),
    ],
    ids=[
        "township",
        "code alone",
        "address",
        "moved",
        "brand",
        "trade",
        "trade, elsewhere",
        "trade, moved in its township",
    ],
)
def test_a_code_under_another_name_needs_a_second_witness(said, decided):
    firm = known(1, "北京瑞康食品有限公司", OWN, ROAD)
    payer = known(9, **{"name": "北京远大物流有限公司", "code": OWN} | said)
    found = judged(payer, firm)
    assert bool(found.method) is decided
    assert [one.row for one in found.shown] == ([firm] if found.alone or not decided else [])


@given(st.sampled_from(["", ROAD]), st.sampled_from([1, 2]), CORES)
def test_a_code_never_decides_against_a_firm_of_the_payer_s_own_name(address, org, core):
    holder, named = (
        known(1, "北京远大物流有限公司", OWN, address, org),
        known(2, f"北京{core}有限公司", OTHER),
    )
    found = judged(known(9, f"北京{core}有限公司", OWN), holder, named)
    assert found.evidence is None or found.evidence.row is not holder


def test_a_renamed_firm_is_known_by_its_code_and_township(yinghai, ruikang):
    entry = pays(yinghai, payer_name="北京远大物流有限公司", payer_code=ruikang.credit_code)
    assert match(OCTOBER) == {"code": 1, "hand_queue": 0}
    assert verdict(entry) == ("matched", "code", ruikang)


def test_a_code_under_another_name_is_left_to_a_hand_where_its_firm_pays_itself(district, yinghai, ruikang):
    borrowed = pays(yinghai, payer_name="北京远大物流有限公司", payer_code=ruikang.credit_code)
    own = pays(yinghai, payer_name=ruikang.name, payer_code=INVALID)
    match(OCTOBER)
    assert [verdict(entry) for entry in (borrowed, own)] == [("", "", None), ("matched", "name", ruikang)]
    assert proposed(borrowed) == [ruikang]


def test_a_firm_that_another_payer_was_found_to_be_before_is_not_taken_twice(yinghai, ruikang):
    pays(yinghai, like=ruikang)
    match(OCTOBER)
    late = pays(yinghai, payer_name=ruikang.name)
    assert match(OCTOBER) == {"hand_queue": 1}
    assert proposed(late) == [ruikang]


@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), st.booleans()), max_size=8))
def test_what_is_good_only_alone_falls_where_two_payers_are_one_firm(claims):
    """`claims`: code of a payer, whether its verdict is good only alone; all are the same firm."""
    firm = known(1, "北京瑞康食品有限公司", OWN)
    payers = [known(pk, "北京瑞康食品有限公司", code) for pk, (code, _) in enumerate(claims)]
    said = {
        payer.pk: Verdict(LevyEntry.Method.NAME, weigh(payer, firm, Weights({}, 1000)), alone=alone)
        for payer, (_, alone) in zip(payers, claims, strict=True)
    }
    contested = len({code for code, _ in claims}) > 1
    left = uncontested(said, payers, [])
    assert {pk for pk, one in left.items() if not one.method} == {
        pk for pk, (_, alone) in enumerate(claims) if alone and contested
    }


# --- a whole name under another code


@pytest.mark.parametrize(
    ("said", "decided"),
    [
        ({"org": 2}, True),
        ({"address": "采育镇育政街5号"}, True),
        ({"address": "采育镇育政街5号", "org": 2}, False),
        ({"name": "瑞康食品有限公司", "org": 2}, False),
    ],
    ids=["address unsaid", "moved in its township", "elsewhere", "without the city"],
)
def test_a_company_s_whole_name_is_its_own_under_a_new_code(said, decided):
    firm = known(1, "北京瑞康食品有限公司", OWN, ROAD)
    payer = known(9, **{"name": "北京瑞康食品有限公司", "code": OTHER} | said)
    assert bool(judged(payer, firm).method) is decided


def test_a_shop_s_name_is_anybody_s():
    shop = known(1, "兴旺超市", OWN, ROAD)
    assert judged(known(9, "兴旺超市", OTHER), shop).method is None


# --- slips and cuts


@given(CORES, st.integers(0, 6))
def test_neighbours_that_changed_places_are_a_slip_and_the_name_is_still_found(core, at):
    at %= len(core) - 1
    turned = core[:at] + core[at + 1] + core[at] + core[at + 2 :]
    assert names.slipped(core, turned) and names.slipped(turned, core)
    assert len(grams(core) & grams(turned)) >= 2 or len(set(core)) < 3


@given(CORES, st.sampled_from(sorted(NUMERALS)), st.sampled_from(sorted(NUMERALS)))
def test_numerals_that_changed_places_are_no_slip(core, one, other):
    assert names.slipped(f"{core}{one}{other}", f"{core}{other}{one}") is (one == other)


@given(st.integers(1, 99))
def test_a_figure_is_the_same_in_words(number):
    words = "零一二三四五六七八九"
    teen = f"十{words[number - 10].strip('零')}" if 10 <= number < 20 else ""
    said = teen or "".join(words[int(digit)] for digit in str(number))
    assert READER.key(f"第{number}分公司") == READER.key(f"第{said}分公司") == f"第{said}分公司"


def test_a_branch_whose_name_is_cut_off_is_known_by_its_own_code(yinghai, ruikang):
    branch = make.enterprise(yinghai, name="北京远大物流有限公司大兴分公司", address=ROAD)
    entry = pays(yinghai, like=branch, payer_name="北京远大物流有限公司")
    match(OCTOBER)
    assert verdict(entry) == ("matched", "code", branch)


def test_a_head_with_the_code_of_its_branch_is_left_to_a_hand_where_both_are_known(yinghai, ruikang):
    branch = make.enterprise(yinghai, name=f"{ruikang.name}大兴分公司", address=ROAD)
    entry = pays(yinghai, like=branch, payer_name=ruikang.name)
    match(OCTOBER)
    assert verdict(entry) == ("", "", None)


@pytest.mark.parametrize(("address", "decided"), [(ROAD, True), ("", False), ("采育镇育政街5号", False)])
def test_a_code_one_slip_off_is_right_under_another_name_in_the_same_house(address, decided):
    firm = known(1, "北京瑞康食品有限公司", OWN, ROAD)
    payer = known(9, "北京远大物流有限公司", OWN[:-2] + "X" + OWN[-1], address)
    assert bool(judged(payer, firm).method) is decided


@pytest.mark.parametrize("said", ["瀛海镇兴海路18号", "兴海路18号", "瀛海镇兴每路18号", "兴海路18号2层"])
def test_a_renamed_firm_without_a_code_is_offered_by_its_house(yinghai, ruikang, said):
    entry = pays(yinghai, payer_name="北京远大物流有限公司", payer_code=INVALID, address=said)
    match(OCTOBER)
    assert (verdict(entry), proposed(entry)) == (("", "", None), [ruikang])


@given(st.text("兴海路永大街", min_size=1, max_size=5), st.lists(st.integers(1, 400), min_size=1, max_size=3))
def test_an_address_shares_a_door_with_its_shorter_spellings(road, said):
    whole = f"瀛海镇{road}路" + "号".join(map(str, said)) + "号"
    short = f"{road}路{said[0]}号"
    assert addresses.houses(whole) & addresses.houses(short)
