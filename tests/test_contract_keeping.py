"""What the database refuses of a contract, and what asks for a reason."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bargaining.models import Contract
from tests import make
from union_portal.organization.records import refusal

SIGNED = dt.date(2024, 5, 6)


def day(text):
    return dt.date.fromisoformat(text)


def refused(save):
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        save()
    return refusal(error.value, Contract)


@pytest.mark.parametrize(
    ("starts_on", "expires_on", "allowed"),
    [
        ("2024-05-06", "2025-05-05", True),
        ("2024-05-06", "2025-05-04", False),
        ("2024-05-06", "2027-05-05", True),
        ("2024-05-06", "2027-05-06", False),
        (None, "2025-05-05", True),
        (None, "2025-05-04", False),
    ],
)
def test_a_term_is_one_to_three_years(yinghai, starts_on, expires_on, allowed):
    fields = {"starts_on": starts_on and day(starts_on), "effective_on": None, "expires_on": day(expires_on)}
    sign = lambda: make.contract(make.enterprise(yinghai), signed_on=SIGNED, **fields)  # noqa: E731

    if allowed:
        sign()
    else:
        assert refused(sign) == f"集体合同期限应为12至36个月，现为2024-05-06至{expires_on}"


def test_without_a_written_start_three_years_run_from_the_day_of_effect(yinghai):
    firm, last = make.enterprise(yinghai), day("2027-05-30")
    make.contract(firm, signed_on=SIGNED, effective_on=day("2024-05-31"), expires_on=last)

    said = refused(
        lambda: make.contract(firm, signed_on=SIGNED, effective_on=day("2024-05-30"), expires_on=last)
    )

    assert said == "集体合同期限应为12至36个月，现为2024-05-30至2027-05-30"


def test_a_change_of_the_last_day_is_held_to_the_same_term(yinghai):
    contract = make.contract(make.enterprise(yinghai), signed_on=SIGNED)
    contract.remark = "补记"
    contract.save()

    contract.expires_on = day("2028-05-05")

    assert refused(contract.save) == "集体合同期限应为12至36个月，现为2024-05-06至2028-05-05"


def test_the_database_refuses_pay_below_a_verified_line_only(yinghai):
    firm = make.enterprise(yinghai)
    make.contract(firm, signed_on=day("2018-10-08"), minimum_wage=1)
    made = make.contract(firm, signed_on=SIGNED, minimum_wage=2420)

    made.minimum_wage = 2419

    assert refused(made.save) == "约定最低工资低于本市最低工资标准2420元：现为2419.00元"


def test_a_successor_is_of_the_same_enterprise_and_kind_and_signed_later(yinghai):
    old = make.contract(make.enterprise(yinghai), signed_on=SIGNED)
    said = f"续签的应是同一单位、同一类型、签字更早的合同：合同{old.number}不是"
    other = make.enterprise(yinghai)

    assert refused(lambda: make.contract(other, signed_on=day("2025-05-06"), renews=old)) == said
    assert refused(lambda: make.contract(old.enterprise, signed_on=day("2024-05-05"), renews=old)) == said
    assert (
        refused(lambda: make.contract(old.enterprise, "safety", signed_on=day("2025-05-06"), renews=old))
        == said
    )
    make.contract(old.enterprise, signed_on=day("2025-05-06"), renews=old)


def test_a_special_contract_is_annexed_to_a_comprehensive_one_of_the_same_enterprise(yinghai):
    firm, other = (make.enterprise(yinghai) for _ in range(2))
    whole, wages = make.contract(firm, "comprehensive"), make.contract(firm)
    elsewhere = make.contract(other, "comprehensive")
    safety = make.contract(firm, "safety", parent=whole)

    for parent, said in (
        (wages, f"专项合同应附于综合集体合同：合同{wages.number}是{wages.get_kind_display()}"),
        (elsewhere, f"专项合同应附于同一单位的集体合同：合同{elsewhere.number}不是"),
    ):
        safety.parent = parent
        with pytest.raises(ValidationError) as caught:
            safety.clean()
        assert caught.value.message_dict == {"parent": [said]}
        with pytest.raises(IntegrityError), transaction.atomic():
            safety.save()
    safety.refresh_from_db()
    assert safety.parent == whole
