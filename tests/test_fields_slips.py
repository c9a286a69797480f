"""Where a mistyped identity number is wrong is told: any one wrong digit, any two neighbours exchanged."""

import datetime as dt

from hypothesis import assume, given
from hypothesis import strategies as st

from union_portal.fields import check_character, check_document, doubt

PLACES = st.integers(0, 17)
GOOD = "110115199003079989"


@st.composite
def numbers(draw):
    born = draw(st.dates(dt.date(1940, 1, 1), dt.date(2009, 12, 31)))
    region = draw(st.sampled_from(("110115", "110224", "130682", "440304", "650102")))
    body = f"{region}{born:%Y%m%d}{draw(st.integers(0, 999)):03}"
    return check_document(body + check_character(body))


@given(numbers(), PLACES, st.sampled_from("0123456789X"))
def test_any_one_wrong_digit_is_told_with_its_place_and_its_repair(number, at, typed):
    assume(typed != number[at])
    wrong = number[:at] + typed + number[at + 1 :]

    told = doubt(wrong)

    assert told.slips[at + 1] == number[at]
    assert told.cells[at] == (at + 1, typed, number[at])


@given(numbers(), st.integers(0, 16))
def test_any_two_neighbours_exchanged_are_told_as_such(number, at):
    assume(number[at] != number[at + 1])
    wrong = number[:at] + number[at + 1] + number[at] + number[at + 2 :]

    told = doubt(wrong)

    assert at + 1 in told.swaps
    assert f"第{at + 1}、{at + 2}位" in told.exchanged.split(" 或 ")


@given(numbers(), PLACES, st.sampled_from("OIlABZ一"))
def test_a_letter_among_the_digits_is_told_by_its_place(number, at, typed):
    told = doubt(number[:at] + typed + number[at + 1 :])

    assert told.why == f"第{at + 1}位“{typed.upper()}”应为数字（只有末位可为X）"
    assert told.slips == {at + 1: number[at]}


@given(numbers())
def test_every_repair_that_is_offered_makes_the_number_valid(number):
    told = doubt(number[:-1] + ("1" if number[-1] != "1" else "2"))

    for at, right in told.slips.items():
        check_document(told.number[: at - 1] + right + told.number[at:])
    for at in told.swaps:
        check_document(told.number[: at - 1] + told.number[at] + told.number[at - 1] + told.number[at + 1 :])


def test_a_valid_number_leaves_no_doubt():
    assert doubt(" 110115-19900307-9989") is None


def test_a_number_too_short_or_too_long_says_by_how_much():
    assert doubt(GOOD[:-1]).why == "身份证号码应为18位，现为17位，少1位"
    assert doubt(GOOD + "12").why == "身份证号码应为18位，现为20位，多2位"
    assert doubt("110224680615998").why == "15位身份证号码已停用，请填写18位号码"


def test_a_month_that_is_none_is_named():
    assert doubt("110113199113019992").why == "第11、12位（月份）填的是13，不能是这个值"


def test_a_day_that_no_calendar_has_is_named():
    assert doubt("110106198502299985").why == "第7至14位（出生日期）没有这一天，或晚于今天、早于1900年"
