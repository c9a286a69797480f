"""T36 in SQL: what the application's own role can do to a sealed year, table by table: nothing."""

import pytest

from tests.make.two_years import SEALED, two_years
from tests.sealed_tables import FREE, KEPT, MODELS, SAYS, Trial
from union_portal.organization.models import Level, OrgUnit
from union_portal.reporting.annual.verifying import verify
from union_portal.reporting.models import MonthlyReport, Snapshot

UNIQUE = ("Period", "Snapshot")
"""Tables that take further rows, though none twice: a later snapshot keeps the year before beside it."""
PRIVATE = ["TRUNCATE {} CASCADE", "ALTER TABLE {} DISABLE TRIGGER ALL", "DROP TABLE {} CASCADE"]


@pytest.fixture
def years(district, yinghai):
    return two_years(district, yinghai)


@pytest.fixture
def elsewhere(db):
    """A district with no part in the sealed year."""
    return OrgUnit.objects.create(code="110116", level=Level.DISTRICT, division="110116", name="怀柔区总工会")


@pytest.fixture
def trial(years):
    return Trial(years.district)


def test_every_table_of_statistics_is_known_to_these_trials():
    assert sorted(MODELS) == sorted(KEPT | FREE)


def test_no_statement_changes_a_row_of_a_sealed_year_or_adds_one(trial):
    wrong = [
        (statement, told)
        for name, (_, words) in KEPT.items()
        for statement in trial.changes(name)
        if words not in (told := trial.said(statement))
        and not (name in UNIQUE and statement.startswith("INSERT") and "duplicate key" in told)
    ]

    assert wrong == []


def test_nothing_is_slipped_into_a_sealed_year_under_another_unit_or_from_another_year(trial, elsewhere):
    tried = [one for name in KEPT for one in (trial.copy(name, elsewhere.pk), *trial.moves(name))]

    assert [statement for statement in tried if trial.said(statement) == "CHANGED"] == []
    assert [name for name, rows in trial.before.items() if not rows] == []


def test_the_application_owns_no_table_and_no_rule(trial):
    tables = [MODELS[name]._meta.db_table for name in KEPT]

    told = [trial.said(statement.format(table)) for table in tables for statement in PRIVATE]

    assert [one for one in told if not one.startswith(("permission denied", "must be owner"))] == []
    assert trial.said("SET session_replication_role = replica").startswith("permission denied")


def test_a_township_moved_to_another_district_keeps_its_sealed_months(years, elsewhere):
    OrgUnit.objects.filter(pk=years.township.pk).update(parent=elsewhere)
    moved = MonthlyReport.objects.filter(org__path__startswith=elsewhere.path)

    told = Trial(elsewhere).said("UPDATE reporting_monthlyreport SET review_began_at = now()")

    assert SAYS in told
    assert moved.count() == 14
    assert verify().faults == []


def test_no_second_snapshot_stands_for_the_figures_of_the_year_before(years, trial):
    kept = Snapshot.objects.get(digest=years.records[SEALED].snapshot.previous)
    names = "org_id, version, period_id, number, taken_at, why, algorithm, previous, digest"
    again = f"SELECT {names.replace('number', 'number + 9')} FROM reporting_snapshot WHERE id = {kept.pk}"

    assert "snapshot_digest_once" in trial.said(f"INSERT INTO reporting_snapshot ({names}) {again}")
