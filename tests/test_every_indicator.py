"""Every indicator counts what its definition says: one row in, none out, at both ends of the period."""

import datetime as dt
from decimal import Decimal

import pytest

from tests import make
from tests.cases import ALONE, EVENTS, RATES, SPRING, STOCKS, TO_DATE
from tests.cases.scenes import approved_aid, bargained, democratic, expiring, firm, joined, signed, spell
from union_portal import periods
from union_portal.reporting.catalogue import CATALOGUE
from union_portal.reporting.compute import compute
from union_portal.reporting.indicators import REGISTRY, Derived, Statistic

YEAR = periods.year(2015)
FIRST, LAST = YEAR.start, YEAR.last_day
DAY = dt.timedelta(days=1)
COUNTS = EVENTS | STOCKS | TO_DATE
ONCE = [code for code, indicator in REGISTRY.items() if getattr(indicator, "distinct", "")]


def value(code, unit, period=YEAR):
    return compute(period, [code])[unit.path][code].value


def parts(code, unit):
    cell = compute(YEAR, [code])[unit.path][code]
    return cell.numerator, cell.denominator


def listed(code, unit, part="num"):
    """What the rows behind the figure come to."""
    indicator = REGISTRY[code]
    names = indicator.plus if isinstance(indicator, Derived) else (part,)
    return sum(indicator.recount(indicator.rows(YEAR, unit, name), name) for name in names)


def test_every_indicator_has_its_case():
    least = {code for code in REGISTRY if isinstance(REGISTRY[code], Statistic)}
    known = {*COUNTS, *RATES, *least, *ALONE}
    assert sorted(set(REGISTRY) ^ known) == []


@pytest.mark.parametrize(("table", "types"), [(EVENTS, "PD"), (STOCKS, "T"), (TO_DATE, "C"), (RATES, "R")])
def test_every_case_is_of_the_type_the_catalogue_says(table, types):
    assert {code: CATALOGUE[code].type for code in table if CATALOGUE[code].type not in types} == {}


# --- counts and sums


@pytest.mark.parametrize("code", COUNTS)
def test_without_rows_there_is_nothing(yinghai, code):
    assert value(code, yinghai) == 0


@pytest.mark.parametrize("day", [FIRST, SPRING, LAST], ids=str)
@pytest.mark.parametrize("code", EVENTS)
def test_an_event_in_the_period_counts_once(district, yinghai, caiyu, code, day):
    EVENTS[code].make(yinghai, day)

    found = {unit: value(code, unit) for unit in (yinghai, caiyu, district)}

    assert found == {yinghai: EVENTS[code].each, caiyu: 0, district: EVENTS[code].each}
    assert listed(code, yinghai) == EVENTS[code].each


@pytest.mark.parametrize("day", [FIRST - DAY, LAST + DAY], ids=str)
@pytest.mark.parametrize("code", EVENTS)
def test_an_event_a_day_outside_the_period_does_not_count(yinghai, code, day):
    EVENTS[code].make(yinghai, day)

    assert value(code, yinghai) == 0


@pytest.mark.parametrize("code", STOCKS)
@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [
        (SPRING, None, True),
        (LAST, None, True),
        (LAST + DAY, None, False),
        (SPRING, LAST + DAY, True),
        (SPRING, LAST, False),
        (SPRING, SPRING, False),
    ],
    ids=str,
)
def test_what_stands_counts_at_the_close_of_the_last_day(district, yinghai, caiyu, code, since, until, holds):
    STOCKS[code].make(yinghai, since, until)

    expected = STOCKS[code].each * holds
    found = {unit: value(code, unit) for unit in (yinghai, caiyu, district)}

    assert found == {yinghai: expected, caiyu: 0, district: expected}
    assert listed(code, yinghai) == expected


@pytest.mark.parametrize("day", [FIRST - 400 * DAY, FIRST, LAST], ids=str)
@pytest.mark.parametrize("code", TO_DATE)
def test_what_is_counted_from_the_beginning_counts_to_the_last_day(yinghai, code, day):
    TO_DATE[code].make(yinghai, day)

    assert value(code, yinghai) == TO_DATE[code].each


@pytest.mark.parametrize("code", TO_DATE)
def test_what_is_counted_from_the_beginning_stops_at_the_last_day(yinghai, code):
    TO_DATE[code].make(yinghai, LAST + DAY)

    assert value(code, yinghai) == 0


@pytest.mark.parametrize("code", [code for code in COUNTS if COUNTS[code].near])
def test_a_row_that_differs_in_one_condition_does_not_count(yinghai, code):
    COUNTS[code].near(yinghai, SPRING)

    assert value(code, yinghai) == 0


@pytest.mark.parametrize("code", COUNTS)
def test_figures_of_townships_add_up(district, yinghai, caiyu, code):
    for org in (yinghai, yinghai, caiyu):
        COUNTS[code].make(org, SPRING)

    found = [value(code, unit) for unit in (yinghai, caiyu, district)]

    assert found == [each * COUNTS[code].each for each in (2, 1, 3)]


# --- rates


@pytest.mark.parametrize("code", RATES)
def test_a_rate_counts_only_within_its_denominator(yinghai, code):
    case = RATES[code]
    case.over(yinghai), case.both(yinghai), case.outside(yinghai)

    assert parts(code, yinghai) == (1, 2)
    assert value(code, yinghai) == 50
    assert [listed(code, yinghai, part) for part in ("num", "den", "rest")] == [1, 2, 1]


@pytest.mark.parametrize("code", RATES)
def test_the_numerator_counts_what_begins_on_the_last_day(yinghai, code):
    RATES[code].both(yinghai, LAST)
    assert parts(code, yinghai) == (1, 1)


@pytest.mark.parametrize("code", RATES)
def test_the_numerator_does_not_count_what_begins_a_day_later(yinghai, code):
    RATES[code].both(yinghai, LAST + DAY)
    assert parts(code, yinghai)[0] == 0


@pytest.mark.parametrize("code", RATES)
def test_a_rate_is_divided_at_the_district(district, yinghai, caiyu, code):
    RATES[code].both(yinghai)
    for _ in range(3):
        RATES[code].over(caiyu)

    assert [value(code, unit) for unit in (yinghai, caiyu, district)] == [100, 0, 25]


@pytest.mark.parametrize("code", RATES)
def test_a_rate_over_nothing_is_not_applicable(yinghai, code):
    RATES[code].outside(yinghai)
    assert value(code, yinghai) is None


# --- what is counted once, and what is found anew at each level


def twice(code, first, second):
    """The same person or enterprise, met in two units."""
    if code == "LAW02":
        number = make.identity_number()
        return [make.legal_aid(org, document=number) for org in (first, second)]
    if code == "AST11":
        house = make.household(first)
        paid = {"approved_on": SPRING, "paid_on": SPRING, "household": house}
        return [make.aid(org, "warmth", **paid) for org in (first, second)]
    if code == "MUT01":
        first_one = make.insured(first)
        return [first_one, make.insured(second, "illness", who=first_one.member)]
    if code == "SKL03":
        same = make.enterprise(first)
        events = [make.activity(org, "innovation") for org in (first, second)]
        return [make.attendance(event, enterprise=same) for event in events]
    moved = joined(first, SPRING, origin="service")
    moved.until = SPRING + 90 * DAY
    moved.save()
    fields = {"since": SPRING + 90 * DAY, "mode": "joint", "origin": "service"}
    again = make.affiliation(moved.enterprise, make.union(second, kind="joint"), **fields)
    again.org = second
    again.save()
    return [moved, again]


@pytest.mark.parametrize("code", ONCE)
def test_the_same_one_counts_once_within_a_unit(district, yinghai, code):
    twice(code, yinghai, yinghai)

    assert [value(code, unit) for unit in (yinghai, district)] == [1, 1]
    assert listed(code, district) == 1


@pytest.mark.parametrize("code", ONCE)
def test_the_same_one_counts_in_each_township_and_once_in_the_district(district, yinghai, caiyu, code):
    twice(code, yinghai, caiyu)

    assert [value(code, unit) for unit in (yinghai, caiyu, district)] == [1, 1, 1]


def raise_of(org, percent, day=SPRING, **fields):
    return make.contract(make.enterprise(org), signed_on=day, raise_percent=percent, **fields)


def test_the_least_raise_is_found_anew_at_each_level(district, yinghai, caiyu):
    for org, percent in ((yinghai, 8), (yinghai, 5), (caiyu, 6)):
        raise_of(org, Decimal(percent))

    assert [value("BAR29", unit) for unit in (yinghai, caiyu, district)] == [5, 6, 5]
    assert listed("BAR29", district) == 5


def test_the_least_raise_looks_at_wage_contracts_signed_in_the_period(yinghai):
    raise_of(yinghai, Decimal(6), FIRST)
    raise_of(yinghai, Decimal(7), LAST)
    raise_of(yinghai, Decimal(1), FIRST - DAY)
    raise_of(yinghai, Decimal(2), LAST + DAY)
    raise_of(yinghai, Decimal(3), kind="safety")

    assert value("BAR29", yinghai) == 6


def test_without_a_wage_contract_there_is_no_least_raise(yinghai):
    assert value("BAR29", yinghai) is None


# --- what the definitions say besides


@pytest.mark.parametrize(("expires_on", "counts"), [(LAST, 1), (LAST - DAY, 0)])
def test_a_contract_still_binds_on_the_day_it_expires(yinghai, expires_on, counts):
    bargained(yinghai, expires_on=expires_on)
    assert value("BAR07", yinghai) == counts


@pytest.mark.parametrize(("held_on", "counts"), [(FIRST, 1), (FIRST - DAY, 0), (LAST, 1), (LAST + DAY, 0)])
def test_a_congress_lives_twelve_months_from_its_last_meeting(yinghai, held_on, counts):
    democratic(yinghai, held_on=held_on)
    assert value("DEM01", yinghai) == counts


def test_a_refused_eligibility_is_none(yinghai):
    enterprise = firm(yinghai, under=make.FOUNDED)
    make.eligibility(enterprise, "bargain", met=False, reason="停产")
    assert value("BAR13", yinghai) == 0


@pytest.mark.parametrize(("late", "renewed"), [(90, 1), (91, 0)])
def test_a_contract_renewed_within_ninety_days_counts_as_renewed(yinghai, late, renewed):
    old = expiring(yinghai, SPRING)
    signed(old.enterprise, None, signed_on=SPRING + late * DAY, renews=old)
    assert parts("BAR17", yinghai) == (renewed, 1)


def test_a_retained_member_is_no_loss_and_a_transfer_no_gain(yinghai):
    who = make.member(yinghai)
    spell(yinghai, SPRING - 300 * DAY, SPRING, who=who, end="transfer")
    spell(yinghai, SPRING, who=who, start="transfer", admitted_on=SPRING - 300 * DAY)

    assert [value(code, yinghai) for code in ("MEM01", "MEM07", "MEM13")] == [1, 0, 1]


def test_an_employee_covered_twice_counts_once(yinghai):
    enterprise = signed(firm(yinghai, employees=30))
    make.coverage(make.contract(org=yinghai, scope="regional"), enterprise)

    assert [value(code, yinghai) for code in ("BAR04", "BAR05", "BAR06")] == [2, 1, 30]


def test_emergency_aid_counts_when_approved_and_money_when_paid(yinghai):
    approved_aid(yinghai, SPRING)

    assert [value(code, yinghai) for code in ("AST15", "AST16")] == [1, 0]
