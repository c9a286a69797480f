"""Unified social credit codes: the vectors of domain.md §1.3."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.cn import uscc

from union_portal import fields
from union_portal.fields.credit import ALPHABET

FORM = "统一社会信用代码应为18位，且不含I、O、S、V、Z"
CHECK = "统一社会信用代码校验位不正确"
CATEGORY = "登记管理部门或机构类别代码不存在"


def refusal(check, code):
    with pytest.raises(ValidationError) as caught:
        check(code)
    return caught.value.messages


@pytest.mark.parametrize(
    "code",
    [
        "91110000600037341L",
        "91110115MA00UN1XXU",
        "92110106MA00FX2YX4",
        "81110115MC00GH3E1W",
        "1211011540000C2D1G",
        "N2110113MF00NC4K2W",
        "Y1110115MG00QT5W3D",
    ],
)
def test_a_valid_code_passes_without_doubt(code):
    assert fields.check_credit_code(code) == code
    assert fields.credit_warnings(code) == []


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("91110115MA00UN1XXA", CHECK),
        ("91110115MAOOUN1XXU", FORM),
        ("91110115MA00UN1XX", FORM),
        ("91110115MN00UA1XXU", CHECK),
        ("B1110115MA00UN1XXR", CATEGORY),
        ("83110115MC00GH3E1N", CATEGORY),
        (fields.credit_code("911101A5MA00UN1XX"), "统一社会信用代码第3至8位应为数字"),
    ],
)
def test_an_invalid_code_is_refused_with_the_reason(code, message):
    assert refusal(fields.check_credit_code, code) == [message]


def test_a_wrong_organisation_code_inside_only_warns():
    code = fields.check_credit_code("91110115MA00UN1X02")

    assert fields.credit_warnings(code) == ["主体标识码校验位不符，请核对执照"]


def test_lower_case_full_width_and_spaces_are_brought_to_normal_form():
    assert fields.check_credit_code(" ９1110115 ma00un1x-xu ") == "91110115MA00UN1XXU"


def test_an_employer_has_no_unions_code_and_a_union_no_employers():
    employer, union = "91110115MA00UN1XXU", "81110115MC00GH3E1W"

    assert fields.check_employer_code(employer) == employer
    assert fields.check_union_code(union) == union
    assert refusal(fields.check_employer_code, union) == ["用人单位不应填写工会的代码"]
    assert refusal(fields.check_union_code, employer) == ["工会法人代码应以81或89开头"]
    assert refusal(fields.check_union_code, "8111") == [FORM]


def test_the_organisation_check_is_that_of_the_published_example():
    assert fields.organisation_check("60003734") == "1"


digits = st.text("0123456789", min_size=6, max_size=6)
bodies = st.builds(
    "{}{}{}".format,
    st.sampled_from(["91", "92", "93", "11", "12", "51", "52", "81", "89"]),
    digits,
    st.text(ALPHABET, min_size=9, max_size=9),
)


@given(bodies)
def test_the_check_character_is_the_one_python_stdnum_computes(body):
    assert fields.credit_code(body) == body + uscc.calc_check_digit(body)


@given(bodies, st.integers(0, 17), st.sampled_from(ALPHABET))
def test_any_single_changed_character_is_refused(body, place, character):
    code = fields.credit_code(body)
    changed = code[:place] + character + code[place + 1 :]
    assume(changed != code)

    assert fields.check_credit_code(code) == code
    with pytest.raises(ValidationError):
        fields.check_credit_code(changed)


@given(st.text(max_size=20))
def test_no_typed_text_breaks_the_validator(text):
    try:
        code = fields.check_credit_code(text)
    except ValidationError:
        return
    fields.credit_warnings(code)
