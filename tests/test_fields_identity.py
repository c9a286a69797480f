"""Identity numbers: the vectors of domain.md §1.2, and what no vector can show."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.cn import ric

from union_portal import fields
from union_portal.fields import DocumentType

FORM = "身份证号码应为18位（末位可为X）"
BIRTH = "身份证号码中的出生日期无效"
CHECK = "身份证号码校验位不正确，请核对"


def refusal(number, kind=DocumentType.RIC):
    with pytest.raises(ValidationError) as caught:
        fields.check_document(number, kind)
    return caught.value.messages


@pytest.mark.parametrize(
    ("typed", "kind", "sex", "birth"),
    [
        ("11010519491231002X", "RIC", "F", dt.date(1949, 12, 31)),
        ("110115199003079989", "RIC", "F", dt.date(1990, 3, 7)),
        ("110113200002299990", "RIC", "M", dt.date(2000, 2, 29)),
        ("110224196806159980", "RIC", "F", dt.date(1968, 6, 15)),
        ("810000199210159979", "RP_HK", "M", dt.date(1992, 10, 15)),
        ("11011519870723994x", "RIC", "F", dt.date(1987, 7, 23)),
        ("911156198506129987", "FPR", "F", dt.date(1985, 6, 12)),
    ],
)
def test_a_valid_number_tells_sex_and_birth_date(typed, kind, sex, birth):
    number = fields.check_document(typed, kind)

    facts = fields.document_facts(number, kind)

    assert (number, facts.sex, facts.birth) == (typed.upper(), sex, birth)


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("110115199003079980", CHECK),
        ("110106198502299985", BIRTH),
        ("110115203001019981", BIRTH),
        ("000115199003079983", "身份证号码前两位00不是有效的地区代码"),
        ("11O115199003079980", FORM),
        ("11011519900307998", FORM),
        ("110113199113019992", BIRTH),
        ("110224680615998", "15位身份证号码已停用，请填写18位号码"),
        ("911156198506129987", "身份证号码前两位91不是有效的地区代码"),
        ("１１0115199003079980", CHECK),
        ("¹10115199003079989", FORM),
        ("", FORM),
    ],
)
def test_an_invalid_number_is_refused_with_the_reason(typed, message):
    assert refusal(typed) == [message]


def test_no_message_repeats_the_number():
    number = "110115199003079980"

    assert not any(number[6:14] in message for message in refusal(number))


def test_spaces_hyphens_and_full_width_are_removed_but_the_letter_o_stays():
    assert fields.normalise_document(" １１０１０５-1949 1231—002ｘ\u200b") == "11010519491231002X"
    assert fields.normalise_document("11O105") == "11O105"


def test_an_old_fifteen_digit_number_converts_for_the_importer_only():
    assert fields.convert_15("110224680615998") == "110224196806159980"
    with pytest.raises(ValidationError, match="旧身份证号码应为15位数字"):
        fields.convert_15("110224196806159980")
    with pytest.raises(ValidationError, match="出生日期无效"):
        fields.convert_15("110224681315998")


def test_a_residence_permit_starts_with_its_region():
    assert refusal("110115199003079989", "RP_HK") == ["港澳居民居住证（香港）号码应以810000开头"]
    assert refusal("810000199210159978", "RP_HK") == ["居住证号码校验位不正确，请核对"]


def test_an_old_permanent_residence_card_has_letters_and_states_no_birth_date():
    assert fields.check_document("usa110085061201", "FPR") == "USA110085061201"
    assert fields.document_facts("USA110085061201", "FPR") is None
    assert refusal("110115199003079989", "FPR") == ["永久居留身份证号码应以9开头"]


@pytest.mark.parametrize(
    ("number", "kind", "doubts"),
    [
        ("H12345678", "HMP", 0),
        ("H123456789", "HMP", 1),
        ("12345678", "TMP", 0),
        ("E12345678", "PASSPORT", 0),
        ("E1234", "PASSPORT", 0),
        ("护照E1234", "PASSPORT", 1),
        ("军字1234", "OTHER", 0),
        ("810000199210159979", "RIC", 1),
        ("110115199003079989", "RIC", 0),
    ],
)
def test_forms_known_from_memory_only_warn(number, kind, doubts):
    number = fields.check_document(number, kind)

    assert len(fields.document_warnings(number, kind)) == doubts


def test_any_other_document_has_4_to_32_characters():
    assert refusal("123", "OTHER") == ["证件号码应为4至32个字符"]
    assert refusal("1" * 33, "PASSPORT") == ["证件号码应为4至32个字符"]


@pytest.mark.parametrize(
    ("birth", "sex"), [(dt.date(1990, 3, 8), "F"), (dt.date(1990, 3, 7), "M"), (None, "M")]
)
def test_birth_date_and_sex_must_be_those_of_the_number(birth, sex):
    with pytest.raises(ValidationError, match="性别/出生日期与身份证号码不一致"):
        fields.check_consistent("110115199003079989", "RIC", birth, sex)


def test_what_the_form_leaves_blank_contradicts_nothing():
    fields.check_consistent("110115199003079989", "RIC", None, "")
    fields.check_consistent("E12345678", "PASSPORT", dt.date(1990, 3, 8), "M")


def test_a_member_is_sixteen_on_the_day_of_admission():
    birth = dt.date(2000, 2, 29)

    fields.check_joining_age(birth, dt.date(2016, 2, 29))
    with pytest.raises(ValidationError, match="年满16周岁方可作为职工入会"):
        fields.check_joining_age(birth, dt.date(2016, 2, 28))
    assert fields.age_on(birth, dt.date(2017, 2, 28)) == 16
    assert fields.age_on(birth, dt.date(2017, 3, 1)) == 17


bodies = st.builds(
    lambda county, birth, number: f"{county}{birth:%Y%m%d}{number:03}",
    st.sampled_from(["110115", "110224", "110106", "330106", "659001"]),
    st.dates(dt.date(1900, 1, 1), dt.date(2025, 12, 31)),
    st.integers(0, 999),
)


@given(bodies)
def test_the_check_character_is_the_one_python_stdnum_computes(body):
    assert fields.check_character(body) == ric.calc_check_digit(body + "0")


@given(bodies, st.integers(0, 17), st.sampled_from("0123456789X"))
def test_any_single_changed_character_is_refused(body, place, character):
    number = body + fields.check_character(body)
    changed = number[:place] + character + number[place + 1 :]
    assume(changed != number)

    assert fields.check_document(number) == number
    with pytest.raises(ValidationError):
        fields.check_document(changed)


@given(st.text(max_size=24), st.sampled_from(DocumentType.values))
def test_no_typed_text_breaks_the_validator(text, kind):
    try:
        number = fields.check_document(text, kind)
    except ValidationError:
        return
    fields.document_facts(number, kind)
    fields.document_warnings(number, kind)
    assert fields.check_document(number, kind) == number
