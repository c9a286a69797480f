"""A snapshot holds the figures of a moment, what they mean, and the rows behind them."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests import make
from tests.cases import EVENTS, RATES, SPRING, STOCKS, TO_DATE
from union_portal import periods
from union_portal.organization.models import OrgUnit
from union_portal.reporting.annual.balance import unbalanced
from union_portal.reporting.annual.comparing import between, since
from union_portal.reporting.annual.freezing import take
from union_portal.reporting.annual.verifying import faults_of
from union_portal.reporting.compute import compute
from union_portal.reporting.indicators import REGISTRY, Value
from union_portal.reporting.models import Snapshot

YEAR = periods.year(2015)
NATIONAL = periods.parse("2015", periods.Kind.ACFTU_YEAR)


def held(snapshot):
    """Its figures, by the unit's path and the code."""
    found = {}
    for one in snapshot.figures.select_related("org"):
        cell = Value(one.value, one.numerator, one.denominator)
        found.setdefault(one.org.path, {})[one.code] = cell
    return found


def as_stored(cells):
    """Rounded as the columns are."""
    rounded = lambda value, places: None if value is None else round(Decimal(value), places)  # noqa: E731
    return {
        path: {
            code: Value(rounded(c.value, 6), rounded(c.numerator, 2), rounded(c.denominator, 2))
            for code, c in values.items()
        }
        for path, values in cells.items()
    }


# --- freeze = compute, rows = figure


def test_an_empty_district_freezes_to_what_is_computed(district, yinghai):
    snapshot = take(YEAR, district)

    assert held(snapshot) == as_stored(compute(YEAR))
    assert list(faults_of(snapshot)) == []
    assert unbalanced(snapshot) == []


MAKERS = {
    **{code: case.make for code, case in (EVENTS | TO_DATE).items()},
    **{code: (lambda org, day, make=case.make: make(org, day, None)) for code, case in STOCKS.items()},
    **{code: (lambda org, day, both=case.both: both(org, day)) for code, case in RATES.items()},
}


@pytest.mark.parametrize("period", [YEAR, NATIONAL], ids=str)
def test_one_row_of_every_indicator_freezes_to_what_is_computed(district, yinghai, caiyu, period):
    for number, code in enumerate(MAKERS):
        MAKERS[code]((yinghai, caiyu)[number % 2], SPRING)

    snapshot = take(period, district)

    assert held(snapshot) == as_stored(compute(period))
    assert unbalanced(snapshot) == []
    assert list(faults_of(snapshot)) == []


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(st.sampled_from(sorted(MAKERS)), st.booleans(), st.integers(-40, 400)), max_size=12
    )
)
def test_any_small_district_freezes_to_what_is_computed(district, yinghai, caiyu, rows):
    with transaction.atomic():
        for code, here, days in rows:
            MAKERS[code](yinghai if here else caiyu, YEAR.start + dt.timedelta(days))
        snapshot = take(YEAR, district, {code for code, _, _ in rows} | {"MEM01"})

        assert held(snapshot) == as_stored(compute(YEAR, {*held(snapshot)[district.path]}))
        assert unbalanced(snapshot) == []
        assert list(faults_of(snapshot)) == []
        transaction.set_rollback(True)


def test_the_rows_of_a_part_are_kept_by_township_in_order(district, yinghai, caiyu):
    first, second, far = (
        make.eligibility(make.enterprise(org, unionized_on=day), "unionize").enterprise
        for org, day in ((yinghai, None), (yinghai, None), (caiyu, SPRING))
    )

    snapshot = take(YEAR, district, ["ORG04"])

    kept = {(r.part, r.org_id): r.ids for r in snapshot.rows.filter(code="ORG04")}
    assert kept == {
        ("num", caiyu.pk): [far.pk],
        ("den", caiyu.pk): [far.pk],
        ("den", yinghai.pk): sorted([first.pk, second.pk]),
    }


def test_a_sum_keeps_what_each_row_gave(yinghai, district):
    case = make.case(yinghai, accepted_on=SPRING)
    make.recovery(case)

    snapshot = take(YEAR, district, ["DIS05"])

    [rows] = snapshot.rows.filter(code="DIS05")
    indicator = REGISTRY["DIS05"]
    assert sum(rows.amounts) / 10_000 == compute(YEAR, ["DIS05"])[district.path]["DIS05"].value
    assert len(rows.ids) == indicator.rows(YEAR, district).count()


def test_who_counts_once_in_the_district_counts_once_in_each_township(district, yinghai, caiyu):
    number = make.identity_number()
    for org in (yinghai, caiyu):
        make.legal_aid(org, document=number)

    snapshot = take(YEAR, district, ["LAW02"])

    assert [f.value for f in snapshot.figures.order_by("org__path")] == [1, 1, 1]
    assert unbalanced(snapshot) == []


# --- the moment, kept


def test_a_snapshot_is_numbered_and_keeps_the_year_before_beside_it(district):
    first, second = take(YEAR, district, ["MEM01"]), take(YEAR, district, ["MEM01"])

    assert (first.number, second.number) == (1, 2)
    beside = Snapshot.objects.get(digest=second.previous)
    assert beside.period.start == dt.date(2014, 1, 1)
    assert beside.taken_at == second.taken_at


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE reporting_snapshot SET number = 9",
        "DELETE FROM reporting_snapshotfigure",
        "UPDATE reporting_snapshotfigure SET value = value + 1",
        "UPDATE reporting_snapshotrows SET ids = ids || 1::bigint",
        "UPDATE reporting_snapshotdefinition SET definition = ''",
        "INSERT INTO reporting_snapshotfigure (snapshot_id, org_id, code, digest)"
        " SELECT snapshot_id, org_id, 'MEM99', '' FROM reporting_snapshotfigure LIMIT 1",
        'UPDATE reporting_period SET "end" = "end" + 1',
        "TRUNCATE reporting_snapshot CASCADE",
    ],
)
def test_the_database_lets_nobody_change_a_snapshot(district, yinghai, change):
    make.enterprise(yinghai, unionized_on=SPRING)
    snapshot = take(YEAR, district, ["ORG02"])

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)

    assert list(faults_of(snapshot)) == []


# --- compared


def test_two_snapshots_differ_by_the_rows_that_came_and_went(district, yinghai):
    stays, goes = (make.enterprise(yinghai, unionized_on=SPRING) for _ in range(2))
    was = take(YEAR, district, ["ORG02"])
    goes.affiliations.update(until=SPRING + dt.timedelta(9))
    comes = make.enterprise(yinghai, unionized_on=SPRING)
    now = take(YEAR, district, ["ORG02"])

    found = [(one.row, one.how) for one in between(was, now, "ORG02", "num")]

    assert found == sorted([(goes.pk, "removed"), (comes.pk, "added")])
    assert [(one.row, one.how) for one in since(was, "ORG02", "num")] == found
    assert stays.pk not in dict(found)


def test_a_row_that_gives_another_amount_is_changed(district, yinghai):
    case = make.case(yinghai, accepted_on=SPRING)
    recovery = make.recovery(case)
    was = take(YEAR, district, ["DIS05"])
    [row] = was.rows.get(code="DIS05").ids
    type(recovery).objects.filter(pk=recovery.pk).update(agreed=recovery.agreed + 5)

    assert [(one.row, one.how) for one in since(was, "DIS05", "num")] == [(row, "changed")]


def test_snapshots_of_units_hold_the_units_below_alone(district, yinghai, caiyu):
    make.enterprise(caiyu, unionized_on=SPRING)

    snapshot = take(YEAR, yinghai, ["ORG02"])

    assert [(f.org, f.value) for f in snapshot.figures.all()] == [(yinghai, 0)]
    assert snapshot.rows.count() == 0
    assert OrgUnit.objects.count() == 3
