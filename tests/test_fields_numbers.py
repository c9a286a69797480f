"""Phones, bank cards, divisions, money and masks (domain.md §0.4, §1.4 to §1.6, §8.3)."""

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given
from hypothesis import strategies as st

from union_portal import fields

SEGMENTS = ["138", "155", "166", "178", "199", "1340"]


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13000000000", "13000000000"),
        ("15500000000", "15500000000"),
        ("16600000000", "16600000000"),
        ("17800000000", "17800000000"),
        ("+86 199-0000-0000", "19900000000"),
        ("0086１３８00000000", "13800000000"),
        ("14100000000", "14100000000"),
    ],
)
def test_a_mobile_number_is_eleven_digits_without_country_code(typed, number):
    assert fields.check_mobile(typed) == number


@pytest.mark.parametrize(
    "typed", ["12800000000", "1380000000", "138000000000", "01069200000", "1380000000O", ""]
)
def test_anything_else_is_no_mobile_number(typed):
    with pytest.raises(ValidationError, match="手机号码应为11位有效号码"):
        fields.check_mobile(typed)


def test_an_unknown_segment_only_warns_and_does_not_show_the_number():
    assert fields.mobile_warnings("13800000000", SEGMENTS) == []
    for number in ("14100000000", "15400000000", "13490000000"):
        [warning] = fields.mobile_warnings(number, SEGMENTS)
        assert number not in warning


@pytest.mark.parametrize("typed", ["69200000", "010-69200000", "+86 10 6920 0000", "12351"])
def test_a_beijing_landline_is_known(typed):
    assert fields.landline_warnings(typed) == []


def test_any_other_landline_warns():
    assert fields.landline_warnings("1234567") == ["座机号码一般为8位数字，可加区号010"]


@pytest.mark.parametrize(
    "number",
    [
        "6220000000000001",
        "622000000000000019",
        "6220000000000000024",
        "621000001234567890",
        "6229000098765433",
    ],
)
def test_a_bank_card_passes_luhn(number):
    assert fields.check_bank_card(f"{number[:4]} {number[4:]}") == number


@pytest.mark.parametrize(
    "number",
    [
        "6220000000000002",
        "622000000000000018",
        "6220000000000000042",
        "62200000000000",
        "6210000012345678O8",
        "6229000098765343",
    ],
)
def test_a_mistyped_bank_card_is_refused(number):
    with pytest.raises(ValidationError, match="银行卡号校验未通过"):
        fields.check_bank_card(number)


def test_luhn_cannot_see_09_swapped_with_90():
    assert fields.luhn("6220090000000002") and fields.luhn("6220900000000002")


@given(st.text("0123456789", min_size=15, max_size=18), st.integers(0, 15), st.sampled_from("0123456789"))
def test_any_single_changed_digit_of_a_card_is_refused(body, place, digit):
    [number] = [body + check for check in "0123456789" if fields.luhn(body + check)]
    assume(number[place] != digit)

    assert not fields.luhn(number[:place] + digit + number[place + 1 :])


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("110000", "province"),
        ("110100", "city"),
        ("110115", "district"),
        ("110106", "district"),
        ("110113", "district"),
        ("110115104", "township"),
        ("110106014", "township"),
        ("110115104000", "township"),
        ("110115104201", "village"),
    ],
)
def test_a_division_code_shows_its_level(code, level):
    assert fields.division_level(fields.check_division(code)) == level


@pytest.mark.parametrize("code", ["11011", "1101150070", "990115", "11011A", ""])
def test_a_malformed_division_code_is_refused(code):
    with pytest.raises(ValidationError, match="行政区划代码不存在或已停用"):
        fields.check_division(code)


def test_yuan_are_shown_in_wan_with_a_half_rounded_up():
    assert fields.to_wan(Decimal("63197200.00")) == Decimal("6319.72")
    assert fields.to_wan(Decimal("50.00")) == Decimal("0.01")
    assert fields.to_wan(Decimal("49.99")) == Decimal("0.00")
    assert fields.to_wan(Decimal("-50.00")) == Decimal("-0.01")


def test_a_rate_has_two_decimals_and_none_without_a_denominator():
    assert fields.rate(414, 458) == Decimal("90.39")
    assert fields.rate(1, 800) == Decimal("0.13")
    assert fields.rate(0, 5) == Decimal("0.00")
    assert fields.rate(0, 0) is None


def test_at_least_compares_the_unrounded_ratio():
    assert fields.rate(89_996, 100_000) == Decimal("90.00")
    assert fields.at_least(89_996, 100_000, 90) is False
    assert fields.at_least(9, 10, 90) is True
    assert fields.at_least(0, 0, 90) is None


@given(st.integers(0, 10**9), st.integers(1, 10**9))
def test_a_rate_is_never_off_by_more_than_half_a_hundredth(numerator, denominator):
    shown = Fraction(fields.rate(numerator, denominator))
    error = Fraction(numerator * 100, denominator) - shown

    assert -Fraction(1, 200) <= error < Fraction(1, 200), "a half goes up"


@given(st.decimals("-99999999999999.99", "99999999999999.99", places=2))
def test_wan_rounds_half_up_at_any_size(yuan):
    assert fields.to_wan(yuan) == (yuan / 10_000).quantize(Decimal("0.01"), ROUND_HALF_UP)


@pytest.mark.parametrize("typed", ["1,234.50", "１２３４．５０元", "¥1，234.50", " 1234.50 元"])
def test_pasted_money_is_read(typed):
    assert Decimal(fields.plain_money(typed)) == Decimal("1234.50")


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (fields.mask_document, "110115199003079989", "110***********9989"),
        (fields.mask_document, "E12345678", "E******78"),
        (fields.mask_document, "1234", "****"),
        (fields.mask_mobile, "13800000000", "138****0000"),
        (fields.mask_mobile, "69200012", "******12"),
        (fields.mask_bank_card, "6220000000000001", "****0001"),
        (fields.mask_bank_card, "6220", "****"),
        (fields.mask_hidden, "白血病", "******"),
        (fields.mask_name, "张三", "张*"),
        (fields.mask_name, "张小明", "张*明"),
        (fields.mask_name, "欧阳娜娜", "欧*娜"),
        (fields.mask_name, "买买提·艾力", "买*力"),
        (fields.mask_name, "𠮷野", "𠮷*"),
        (fields.mask_name, "张", "*"),
        (fields.mask_address, "北京市大兴区兴丰街道某某小区1号楼", "北京市大兴区兴丰街道****"),
        (fields.mask_address, "北京市大兴区采育镇某村5号", "北京市大兴区采育镇****"),
        (fields.mask_address, "江西省景德镇市某路1号", "******"),
    ],
)
def test_a_mask_shows_only_what_it_may(mask, value, shown):
    assert mask(value) == shown


@given(st.text(max_size=40))
def test_every_number_mask_hides_at_least_three_characters_or_all(text):
    for mask in (fields.mask_document, fields.mask_mobile):
        shown = mask(text)
        assert len(shown) == len(text)
        assert shown.count("*") >= min(3, len(text))
