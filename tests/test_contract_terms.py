"""The lowest pay a contract agrees on, and women's rights, checked by the rule of the day it is signed."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from bargaining.models import Contract
from tests import make


def agreed(org, signed_on, wage, **fields):
    """Not yet saved."""
    return Contract(
        org=org,
        number="工资〔2017〕1号",
        kind="wage",
        scope="enterprise",
        enterprise=make.enterprise(org),
        signed_on=dt.date.fromisoformat(signed_on),
        expires_on=dt.date.fromisoformat(signed_on) + dt.timedelta(364),
        minimum_wage=wage,
        **fields,
    )


def said(contract):
    with pytest.raises(ValidationError) as error:
        contract.full_clean()
    return error.value.message_dict


def test_less_than_the_city_s_lowest_pay_is_refused(yinghai):
    assert said(agreed(yinghai, "2017-10-01", 1999)) == {
        "minimum_wage": ["约定最低工资低于本市最低工资标准2000元：现为1999元"]
    }


def test_the_line_is_that_of_the_day_of_signature(yinghai):
    agreed(yinghai, "2013-10-01", 1999).full_clean()


def test_a_line_known_from_memory_only_asks_for_a_reason(yinghai):
    low = agreed(yinghai, "2018-10-01", 2000)
    assert said(low) == {
        "remark": ["约定最低工资低于本市最低工资标准2120元：现为2000元；仍要保存的，说明原因"]
    }

    low.remark = "试用期标准"
    low.full_clean()


def test_exactly_the_line_asks_for_a_reason(yinghai):
    even = agreed(yinghai, "2017-10-01", 2000)
    assert said(even) == {"remark": ["不宜以本市最低工资2000元作为企业最低工资；仍要保存的，说明原因"]}

    even.remark = "小微企业"
    even.full_clean()


def test_a_contract_without_women_s_rights_is_questioned_from_2023_on(yinghai):
    agreed(yinghai, "2022-12-31", 5000).full_clean()
    rights = "集体合同应包含男女平等和女职工权益保护内容，现为“未约定”"

    found = said(agreed(yinghai, "2023-01-01", 5000))

    assert [text.split("；")[0] for texts in found.values() for text in texts] == [rights]
    agreed(yinghai, "2023-01-01", 5000, women="chapter").full_clean()
