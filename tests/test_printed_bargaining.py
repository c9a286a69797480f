"""What two townships printed of their contracts: 份, 家 and 人 told apart, and how far the targets are."""

import datetime as dt
from fractions import Fraction

import pytest
from django.db import transaction

from bargaining.models import Contract, ContractCoverage
from enterprises.models import Headcount, SizeClass
from tests import make
from tests.test_newspaper import built
from union_portal.periods import custom
from union_portal.reporting.compute import compute
from union_portal.reporting.models import Target


@pytest.fixture(scope="module")
def town(request, django_db_setup, django_db_blocker):
    """One township after the other, built once for its tests."""
    yield from built(request.param, django_db_blocker)


of_wanping = pytest.mark.parametrize("town", ["wanping-2016"], indirect=True)
of_renhe = pytest.mark.parametrize("town", ["renhe-2011-2016"], indirect=True)


# --- 17 份, 127 家, 1,356 人


def valid(row, day) -> bool:
    return row.since <= day and (row.until is None or row.until > day)


def walked(day) -> dict[str, int]:
    """Contract by contract, enterprise by enterprise, with one finger on the register."""
    documents, bound = 0, set()
    for contract in Contract.objects.filter(kind="wage"):
        ended = contract.terminated_on is not None and contract.terminated_on <= day
        if ended or not contract.effective_on or not contract.effective_on <= day <= contract.expires_on:
            continue
        documents += 1
        bound |= {contract.enterprise_id} - {None}
        for row in ContractCoverage.objects.filter(contract=contract):
            bound |= {row.enterprise_id} if valid(row, day) else set()
    staff = [row for row in Headcount.objects.filter(enterprise__in=bound) if valid(row, day)]
    sizes = [row for row in SizeClass.objects.filter(enterprise__in=bound) if valid(row, day)]
    return {
        "BAR04": documents,
        "BAR05": len(bound),
        "BAR06": sum(row.employees for row in staff),
        "BAR08": len({row.enterprise_id for row in sizes if row.size in ("S", "X")}),
    }


@of_wanping
def test_seventeen_documents_bind_127_enterprises_with_1356_employees_of_them_117_small(town):
    printed = {"BAR04": 17, "BAR05": 127, "BAR06": 1356, "BAR08": 117}

    assert {code: town.printed[code].value for code in printed} == printed
    assert walked(town.brief.period.last_day) == printed


@of_wanping
def test_the_documents_are_fewer_than_the_enterprises_because_of_their_lists(town):
    day = town.brief.period.last_day
    contracts = Contract.objects.in_force(day).filter(kind="wage")
    own = contracts.filter(scope="enterprise").values("enterprise").distinct().count()
    listed = ContractCoverage.objects.on(day).filter(contract__in=contracts)

    assert own + listed.values("enterprise").distinct().count() == 127
    assert contracts.exclude(scope="enterprise").count() + own == 17


# --- the targets of 2018

TARGETS = {("BAR18", 95), ("BAR19", 95), ("BAR21", 80)}
BY = dt.date(2018, 12, 31)


@of_renhe
def test_the_targets_are_rows_equal_to_what_was_printed(town):
    rows = Target.objects.filter(org=town.root, by=BY).values_list("code", "value")

    assert set(rows) == TARGETS
    assert {(code, value) for code, by, value in town.brief.targets if by == BY} == TARGETS


def sign(firm, code, day) -> None:
    """What this target counts, as of `day`."""
    if code == "BAR21":
        make.model_enterprise(firm, since=day)
    else:
        make.contract(firm, signed_on=day)


def share(town, code, day) -> Fraction:
    found = compute(custom(day, day), [code])[town.root.path][code]
    return Fraction(found.numerator or 0) / Fraction(found.denominator or 0)


@pytest.mark.parametrize(
    ("code", "percent"), [*sorted(TARGETS), ("BAR19", 100), ("BAR18", 100), ("BAR21", 100)]
)
@of_renhe
def test_the_gap_page_says_how_many_are_missing_and_the_first_of_its_list_close_it(
    town, enter, code, percent
):
    day = town.brief.period.last_day
    with transaction.atomic():
        client, asked = enter("rights", town.root), {"on": day, "code": code}
        answer = client.get("/bargaining/coverage/gap/", asked | ({"percent": 100} if percent == 100 else {}))
        seen, found = answer.context, town.printed[code]
        listed = list(seen["page"].paginator.object_list)
        for firm in listed[: max(0, seen["short"] - 1)]:
            sign(firm, code, day)
        nearly = share(town, code, day)
        for firm in listed[max(0, seen["short"] - 1) : seen["short"]]:
            sign(firm, code, day)
        closed = share(town, code, day)
        transaction.set_rollback(True)

    assert (seen["target"].by, seen["target"].value) == (BY, dict(TARGETS)[code])
    assert seen["percent"] == percent
    assert (seen["covered"], seen["all"]) == (found.numerator, found.denominator)
    assert f"{seen['all']} 家 × {percent}% ＝ 至少 {seen['wanted']} 家" in answer.content.decode()
    assert closed >= Fraction(percent, 100)
    assert seen["short"] == 0 or nearly < Fraction(percent, 100)
