"""Coverage of any overlapping contracts on any day equals a slow walk from enterprise to enterprise."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bargaining.models import Contract, ContractCoverage
from bargaining.pages.coverage import Cell, doubles, leaning, table
from bargaining.pages.gap import missing
from enterprises.models import Enterprise
from tests import make
from tests.make import FOUNDED, bargaining, organising
from union_portal.periods import Kind, Period
from union_portal.reporting.compute import compute
from union_portal.reporting.models import Target

START = dt.date(2015, 1, 1)
STAFF = (30, 99, 100, 250)
days = st.integers(0, 60).map(lambda n: START + dt.timedelta(n))
spells = st.tuples(days, days).map(sorted)
contracts: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["wage", "comprehensive"]),
        "term": spells,
        "ended": st.none() | days,
        "own": st.none() | st.integers(0, 3),
        "listed": st.lists(
            st.tuples(st.integers(0, 3), spells, st.booleans()), max_size=3, unique_by=lambda x: x[0]
        ),
    }
)
worlds = st.lists(contracts, max_size=6)


def built(firms, world):
    """The contracts of a world, and the coverage each lists; regional where nobody owns it."""
    for one in world:
        (first, last), own = one["term"], one["own"]
        last += dt.timedelta(1)
        contract = make.contract(
            None if own is None else firms[own],
            one["kind"],
            org=firms[0].org,
            scope="regional" if own is None else "enterprise",
            signed_on=FOUNDED,
            effective_on=first,
            expires_on=last,
            terminated_on=one["ended"],
        )
        for place, (since, until), ends in one["listed"] if own is None else ():
            make.coverage(contract, firms[place], since=since, until=until if ends else None)


def holds(contract, day):
    ended = contract.terminated_on
    return contract.effective_on <= day <= contract.expires_on and (ended is None or ended > day)


def binding(firm, kind, day):
    """Every contract that binds this enterprise on this day, one by one."""
    found = {c.pk for c in Contract.objects.filter(enterprise=firm, kind=kind) if holds(c, day)}
    for row in ContractCoverage.objects.filter(enterprise=firm).select_related("contract"):
        on = row.since <= day and (row.until is None or row.until > day)
        if on and row.contract.kind == kind and holds(row.contract, day):
            found.add(row.contract_id)
    return found


@pytest.fixture
def firms(yinghai):
    made = [make.enterprise(yinghai, employees=staff, eligible=("bargain",)) for staff in STAFF]
    for firm in made[:3]:
        make.affiliation(firm, make.union(yinghai), since=FOUNDED)
    return made


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(world=worlds, day=days)
def test_coverage_equals_a_walk_from_enterprise_to_enterprise(district, firms, world, day):
    reader = make.user("statistics", district)
    with transaction.atomic():
        built(firms, world)
        bound = {kind: [binding(firm, kind, day) for firm in firms] for kind in ("wage", "comprehensive")}
        period = Period(START, day + dt.timedelta(1), Kind.CUSTOM, str(day))
        figures = compute(period, ["BAR02", "BAR05", "BAR15", "BAR18"])[district.path]
        by_firm = {measure: dict(cells) for measure, _, cells in table(reader, day, people=False)}
        by_staff = {measure: dict(cells) for measure, _, cells in table(reader, day, people=True)}
        twice = set(doubles(reader, day))
        lean = {c.pk: (c.bound, c.alone, c.workers) for c in leaning(reader, day)}
        signed = {
            c.enterprise_id for c in Contract.objects.filter(kind="wage", scope="enterprise") if holds(c, day)
        }
        transaction.set_rollback(True)

    for kind in bound:
        covered = [bool(those) for those in bound[kind][:3]]
        assert by_firm[kind]["eligible"] == Cell(sum(covered), 3)
        staff = sum(n for n, yes in zip(STAFF, covered, strict=False) if yes)
        assert by_staff[kind]["unionized"] == Cell(staff, sum(STAFF[:3]))
    assert figures["BAR02"].value == sum(map(bool, bound["comprehensive"]))
    assert figures["BAR05"].value == sum(map(bool, bound["wage"]))
    assert figures["BAR15"].numerator == sum(map(bool, bound["wage"][:3]))
    assert (figures["BAR18"].numerator, figures["BAR18"].denominator) == (firms[2].pk in signed, 1)
    assert twice == {firm for firm, those in zip(firms, bound["wage"], strict=True) if len(those) > 1}
    for contract, (number, alone, workers) in lean.items():
        its = [(n, those) for n, those in zip(STAFF, bound["wage"], strict=True) if contract in those]
        only = [n for n, those in its if len(those) == 1]
        assert (number, alone, workers) == (len(its), len(only), sum(only))
    assert set(lean) == {c for those in bound["wage"] for c in those if c in lean} | {
        c for c, (number, _, _) in lean.items() if not number
    }


@given(everybody=st.integers(0, 60), data=st.data(), percent=st.decimals(1, 100, places=2))
def test_the_gap_is_the_least_number_that_reaches_the_target(everybody, data, percent):
    covered = data.draw(st.integers(0, everybody))

    found = missing(covered, everybody, percent)

    enough = [n for n in range(everybody + 1) if (covered + n) * 100 >= percent * everybody]
    assert found == enough[0]
    assert covered + found <= everybody


PAGE = "/bargaining/coverage/gap/?on=2015-12-31&code=BAR15&percent=95"


def test_the_list_that_closes_the_gap_begins_with_those_who_talk(enter, district, yinghai):
    firms = [make.enterprise(yinghai, employees=n, eligible=("bargain",)) for n in (30, 40, 50, 60, 70)]
    for firm in firms:
        make.affiliation(firm, make.union(yinghai), since=FOUNDED)
    signed, small, visited, had, talking = firms
    make.contract(signed)
    organising.visit(visited, on=dt.date(2015, 6, 1))
    make.contract(had, signed_on=dt.date(2013, 1, 1), expires_on=dt.date(2013, 12, 31))
    bargaining.talks(talking)
    big = make.enterprise(yinghai, employees=500, eligible=("bargain",))
    make.affiliation(big, make.union(yinghai), since=FOUNDED)

    seen = enter("rights", district).get(PAGE).context

    assert (seen["all"], seen["covered"], seen["wanted"], seen["short"]) == (6, 1, 6, 5)
    assert list(seen["page"]) == [talking, had, visited, big, small]


@pytest.mark.parametrize("unit", ["", "people"])
def test_the_page_s_cells_open_as_many_rows_as_they_say(enter, district, yinghai, firms, unit):
    make.contract(firms[0])
    make.contract(firms[1], "comprehensive")
    client = enter("rights", district)

    seen = client.get(f"/bargaining/coverage/rates/?on=2015-12-31&unit={unit}").context

    for measure, _, cells in seen["lines"]:
        for over, cell in cells:
            for part, amount in (("num", cell.covered), ("rest", cell.all - cell.covered)):
                asked = {"on": "2015-12-31", "measure": measure, "over": over, "part": part}
                rows = client.get("/bargaining/coverage/rates/rows/", asked).context
                assert (rows["total"] if unit else rows["page"].paginator.count) == amount


def test_whoever_is_out_of_the_denominator_is_counted_by_reason(enter, district, yinghai, firms):
    for reason in ("停产", "停产", "筹备"):
        firm = make.enterprise(yinghai, employees=10)
        make.affiliation(firm, make.union(yinghai), since=FOUNDED)
        make.eligibility(firm, "bargain", met=False, reason=reason)
    nobody_decided = make.enterprise(yinghai)
    make.affiliation(nobody_decided, make.union(yinghai), since=FOUNDED)

    seen = enter("rights", district).get("/bargaining/coverage/rates/?on=2015-12-31").context

    assert seen["outside"] == [("停产", 2), ("筹备", 1), ("没有认定记录", 1)]


def test_a_target_recorded_is_the_one_asked_first(enter, district):
    Target.objects.create(org=district, code="BAR15", by=dt.date(2018, 12, 31), value=Decimal(95))

    seen = enter("rights", district).get("/bargaining/coverage/gap/?on=2015-12-31").context

    assert (seen["percent"], seen["target"].by) == (Decimal(95), dt.date(2018, 12, 31))


def test_enterprises_beyond_the_reader_s_unit_are_not_counted(enter, yinghai, caiyu, firms):
    make.contract(firms[0])
    other = make.enterprise(caiyu, employees=500, eligible=("bargain",))
    make.affiliation(other, make.union(caiyu), since=FOUNDED)

    seen = enter("chair", yinghai).get(PAGE).context

    assert (seen["covered"], seen["all"]) == (1, 3)
    assert set(seen["page"]) == set(Enterprise.objects.filter(pk__in=[f.pk for f in firms[1:3]]))
