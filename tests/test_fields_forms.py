"""Sensitive values in forms: masked, kept when left blank, checked in plain, refused in Chinese."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError

from tests.samples import DOCUMENT, MASK, OTHER, Sample, SampleForm, form, stored


def test_a_form_shows_the_mask_as_placeholder_and_never_the_value(table):
    sample = Sample.objects.create(document=DOCUMENT, illness="甲")

    html = SampleForm(instance=Sample.objects.get(pk=sample.pk)).as_p()

    assert f'placeholder="{MASK}（留空则不变）"' in html
    assert DOCUMENT not in html and "甲" not in html


def test_left_blank_it_keeps_what_is_stored(table):
    sample = Sample.objects.create(document=DOCUMENT, mobile="13800000000")
    before = stored("document")

    edit = form(Sample.objects.get(pk=sample.pk), paid="1,000.5元")

    assert edit.is_valid(), edit.errors
    assert edit.changed_data == ["paid"]
    edit.save()
    assert stored("document") == before
    assert Sample.objects.get().paid == Decimal("1000.50")


def test_typed_anew_it_replaces_and_a_hyphen_clears_what_is_optional(table):
    sample = Sample.objects.create(document=DOCUMENT, mobile="13800000000", illness="甲")

    edit = form(sample, document=OTHER, mobile="-")
    assert edit.is_valid() and edit.changed_data == ["document", "mobile"]
    edit.save()

    changed = Sample.objects.get()
    assert (changed.document, changed.mobile, changed.illness) == (OTHER, None, "甲")


@pytest.mark.parametrize(
    ("typed", "kind", "message"),
    [
        ("110115199003079980", "RIC", "身份证号码校验位不正确，请核对"),
        ("911156198506129987", "RIC", "身份证号码前两位91不是有效的地区代码"),
        ("", "RIC", forms.Field.default_error_messages["required"]),
        ("-", "RIC", forms.Field.default_error_messages["required"]),
    ],
)
def test_a_form_refuses_a_wrong_number_and_a_missing_one(table, typed, kind, message):
    assert form(document=typed, kind=kind).errors["document"] == [message]


def test_the_document_is_checked_as_the_type_chosen(table):
    assert form(document="911156198506129987", kind="FPR").is_valid()
    assert form(document="E12345678", kind="PASSPORT").is_valid()


def test_a_number_registered_already_is_refused_where_it_was_typed(table):
    first = Sample.objects.create(document=DOCUMENT)

    assert form(document=" 110115 199003079989").errors == {"document": ["该证件号码已登记"]}
    assert form(first, document=DOCUMENT).is_valid()


def test_after_an_error_elsewhere_the_typed_value_stays_in_the_form(table):
    html = form(document=DOCUMENT, mobile="1").as_p()

    assert f'value="{DOCUMENT}"' in html and "手机号码应为11位有效号码" in html


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("card", "6220000000000002", "银行卡号校验未通过"),
        ("income", "很多", "金额应为数字，单位为元"),
        ("income", "NaN", "金额应为数字，单位为元"),
        ("income", "Infinity", "金额应为数字，单位为元"),
        ("income", "-1", "金额不能为负数"),
        ("paid", Decimal("-1"), "金额不能为负数"),
        ("code", "81110115MC00GH3E1W", "用人单位不应填写工会的代码"),
        ("union_code", "91110115MA00UN1XXU", "工会法人代码应以81或89开头"),
        ("code", "91110115MA00UN1XXU0", "统一社会信用代码应为18位，且不含I、O、S、V、Z"),
    ],
)
def test_full_clean_checks_the_plaintext(table, column, value, message):
    with pytest.raises(ValidationError) as caught:
        Sample(document=DOCUMENT, **{column: value}).clean_fields()
    assert caught.value.message_dict == {column: [message]}


def test_a_credit_code_is_stored_in_normal_form_and_blank_is_null(table):
    filled = form(document=DOCUMENT, code=" ９1110115 ma00 un1x xu")
    assert filled.is_valid(), filled.errors
    filled.save()
    Sample.objects.create(code="")
    Sample.objects.create(code="92110106ma00fx2yx4")

    codes = list(Sample.objects.order_by("id").values_list("code", flat=True))

    assert codes == ["91110115MA00UN1XXU", None, "92110106MA00FX2YX4"]
    assert Sample.objects.filter(code="91110115-ma00un1xxu").count() == 1
