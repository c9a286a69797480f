"""余, 近, 以上 and 成 never claim more than the figure; a form that does not fit says so, and what does."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.published import number_in
from union_portal.reporting.article.wording import FORMS, Inapt, Said, written
from union_portal.reporting.measures import Value

COUNTS = st.integers(1, 5_000_000).map(Decimal)
MONEY = st.decimals(Decimal("0.01"), Decimal(900_000), places=2)


def said(value, unit="人", code="MEM07", **fields) -> Said:
    return Said(code, unit, Value(None if value is None else Decimal(value)), **fields)


def rate(numerator, denominator, target=None) -> Said:
    n, d = Decimal(numerator), Decimal(denominator)
    return Said("BAR15", "%", Value(n / d * 100, n, d), None if target is None else Decimal(target))


def told(form: str, one: Said) -> str:
    return FORMS[form](one)


# --- never more than the truth


@given(COUNTS | MONEY, st.sampled_from(["人次", "万元"]))
def test_rather_more_is_said_of_what_is_more(value, unit):
    if value >= 10:
        text = told("余", said(value, unit))
        assert number_in(text) <= value
        assert ("余" in text) == (number_in(text) < value) or text == written(value, unit)


@given(COUNTS)
def test_rather_more_keeps_the_leading_digits(value):
    if value >= 10:
        assert number_in(told("余", said(value))) > value * (
            Decimal("0.5") if value < 100 else Decimal("0.9")
        )


@given(COUNTS)
def test_nearly_is_said_of_what_lacks_at_most_a_twentieth(value):
    try:
        text = told("近", said(value))
    except Inapt:
        return
    round_number = number_in(text)
    if "近" in text:
        assert round_number * Decimal("0.95") <= value < round_number
    else:
        assert round_number == value


@given(st.integers(0, 4000), st.integers(1, 4000), st.integers(1, 100))
def test_no_less_is_said_of_what_reaches_the_stored_target(numerator, denominator, target):
    if numerator <= denominator:
        try:
            text = told("以上", rate(numerator, denominator, target))
        except Inapt:
            assert numerator * 100 < target * denominator
        else:
            assert Decimal(text.split("%")[0]) * denominator <= numerator * 100


@given(st.integers(0, 4000), st.integers(1, 4000))
def test_what_lacks_anything_is_never_all(numerator, denominator):
    if numerator < denominator:
        assert told("", rate(numerator, denominator)) != "100%"


@given(st.integers(0, 4000), st.integers(1, 4000))
def test_tenths_are_counted_down(numerator, denominator):
    share = Decimal(numerator) / denominator * 10
    try:
        text = told("成", rate(numerator, denominator))
    except Inapt:
        assert not 1 <= share < 10
    else:
        assert int(text[0]) <= share < int(text[0]) + 1
        assert text.endswith("多") == (share > int(text[0]))


# --- as people write


@pytest.mark.parametrize(
    ("form", "value", "unit", "text"),
    [
        ("", 4052, "人", "4052人"),
        ("", 98593, "人", "98593人"),
        ("", 321000, "张", "32.10万张"),
        ("准确", 321000, "张", "321000张"),
        ("万", 85743, "张", "8.57万张"),
        ("", "6319.72", "万元", "6319.72万元"),
        ("", "243.2", "万元", "243.20万元"),
        ("", 60600, "元", "60600元"),
        ("万元", 60600, "元", "6.06万元"),
        ("余", 1037, "人次", "1000余人次"),
        ("余", 20350, "人次", "2万余人次"),
        ("余", 21350, "人次", "2.1万余人次"),
        ("余", 520, "人次", "520人次"),
        ("余", 523, "人次", "520余人次"),
        ("余", 23, "万元", "20余万元"),
        ("余", 60600, "元", "6万余元"),
        ("近", 985, "张", "近1000张"),
        ("近", 9800, "人次", "近1万人次"),
        ("近", 1000, "张", "1000张"),
    ],
)
def test_a_figure_is_written_as_in_the_newspaper(form, value, unit, text):
    assert told(form, said(value, unit)) == text


def test_a_rate_is_written_with_at_most_two_decimals():
    assert told("", rate(1428, 1543)) == "92.55%"
    assert told("", rate(904, 1000)) == "90.4%"
    assert told("", rate(7, 7)) == "100%"
    assert told("", rate(99999, 100000)) == "99.99%"


def test_a_share_of_all_is_not_said_to_be_more():
    assert told("以上", rate(7, 7, 100)) == "100%"
    assert told("以上", rate(1428, 1543, 90)) == "90%以上"
    assert told("成", rate(342, 1000)) == "3成多"


@pytest.mark.parametrize(
    ("now", "before", "unit", "growth", "change"),
    [
        (112, 100, "件", "增长12%", "增加12件"),
        (88, 100, "件", "下降12%", "减少12件"),
        (100, 100, "件", "持平", "持平"),
        ("91.25", "90", "%", "提高1.25个百分点", "提高1.25个百分点"),
        ("88", "90", "%", "降低2个百分点", "降低2个百分点"),
    ],
)
def test_a_change_is_told_in_per_cent_and_of_rates_in_points(now, before, unit, growth, change):
    one = said(now, unit, earlier=lambda: Decimal(before))
    assert (told("同比", one), told("增减", one)) == (growth, change)


# --- refusals name the figure and the repair


@pytest.mark.parametrize(
    ("form", "one", "words"),
    [
        ("", said(None), "没有数（不适用），请删去这一句"),
        ("余", said(7), "现为7人，不足10不用“余”，请写[[MEM07]]"),
        ("余", rate(9, 10), "比率不用“余”，请写[[BAR15]]或[[BAR15:以上]]"),
        ("近", said(101), "现为101人，与整数相差超过5%，请写[[MEM07]]"),
        ("近", said(0), "现为0人，不能写“近”，请写[[MEM07]]"),
        ("以上", said(870), "只有比率用“以上”，请写[[MEM07]]或[[MEM07:余]]"),
        ("以上", rate(9, 10), "没有登记目标值，请先登记目标，或写[[BAR15]]"),
        ("以上", rate(85, 100, 90), "现为85%，没有达到90%，请写[[BAR15]]"),
        ("成", said(34), "单位是人，不是百分数，不能写“成”，请写[[MEM07]]"),
        ("万元", said(34), "单位是人，不是金额，请写[[MEM07]]或[[MEM07:万]]"),
        ("万", said(34, "万元"), "单位是万元，不能再写成“万”，请写[[MEM07]]"),
        ("同比", said(34), "没有上年同期数，请删去同比，或写[[MEM07]]"),
        ("同比", said(34, earlier=lambda: Decimal(0)), "上年同期为0人，不能计算增幅，请写[[MEM07:增减]]"),
        ("期初", said(34), "没有期初数，只有时点指标有期初，请写[[MEM07]]"),
        ("目标", said(34), "没有登记目标值，请先登记目标，或删去这一句"),
    ],
)
def test_a_word_that_does_not_fit_is_refused_with_what_does(form, one, words):
    with pytest.raises(Inapt) as refused:
        told(form, one)
    assert str(refused.value) == words
