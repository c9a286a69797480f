"""The lowest pay a contract agrees on, and women's rights, checked by the rule of the day it is signed."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from bargaining.models import Contract
from tests import make
from tests.make import bargaining


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


def test_a_wage_contract_of_more_than_a_year_asks_for_a_reason(yinghai):
    long = agreed(yinghai, "2024-05-06", 5000, women="chapter")
    long.starts_on, long.expires_on = dt.date(2024, 5, 6), dt.date(2025, 5, 6)

    assert said(long) == {
        "remark": [
            "工资专项合同一般每年协商一次，期限不超过12个月，现为2024-05-06至2025-05-06；仍要保存的，说明原因"
        ]
    }
    long.expires_on = dt.date(2025, 5, 5)
    long.full_clean()


def test_a_term_outside_one_to_three_years_stands_at_the_last_day(yinghai):
    short = agreed(yinghai, "2024-05-06", 5000, women="chapter")
    short.expires_on = dt.date(2025, 5, 4)

    assert said(short) == {"expires_on": ["集体合同期限应为12至36个月，现为2024-05-06至2025-05-04"]}


def test_less_than_the_area_s_contract_asks_for_a_reason(yinghai):
    low = agreed(yinghai, "2017-10-01", 2100)
    area = make.contract(org=yinghai, scope="regional", minimum_wage=2050, signed_on=dt.date(2016, 10, 8))
    make.coverage(area, low.enterprise, since=dt.date(2016, 10, 8))
    low.full_clean()

    bargaining.amendment(area, on=dt.date(2017, 9, 1), minimum_wage=2101)

    why = f"企业标准不得低于区域性、行业性集体合同标准：合同{area}为2101.00元，现为2100元"
    assert said(low) == {"remark": [f"{why}；仍要保存的，说明原因"]}


def test_chosen_representatives_sign_only_where_there_is_no_union(yinghai):
    free = agreed(yinghai, "2017-10-01", 5000, labour_side="elected")
    free.full_clean()
    make.affiliation(free.enterprise, make.union(yinghai), since=dt.date(2017, 10, 1))

    assert said(free) == {
        "remark": ["该单位已建会，应由工会代表职工一方签订，现为“职工推举的代表”；仍要保存的，说明原因"]
    }


def test_an_end_filed_after_ten_days_asks_for_a_reason(yinghai):
    ended = agreed(yinghai, "2017-10-09", 5000, terminated_on=dt.date(2018, 3, 5), end="agreed")
    ended.end_filed_on = dt.date(2018, 3, 15)
    ended.full_clean()

    ended.end_filed_on = dt.date(2018, 3, 16)

    assert said(ended) == {
        "remark": ["合同终止应在2018-03-15前报送，现为2018-03-16，已逾期；仍要保存的，说明原因"]
    }
