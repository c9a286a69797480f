"""A forger with every right over the database, and with the source, is found (T37)."""

import random
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction

from tests import make
from tests.make import annual
from union_portal.reporting.annual import freezing, lines, sealing, steps
from union_portal.reporting.annual.verifying import verify

SEED = 20151231


FORGED = {
    "reporting_snapshot": ("number", "taken_at", "why", "previous", "digest"),
    "reporting_snapshotdefinition": ("name", "unit", "type", "definition", "basis", "digest"),
    "reporting_snapshotfigure": ("value", "numerator", "denominator", "digest", "code"),
    "reporting_snapshotrows": ("ids", "amounts", "digest", "part"),
    "reporting_annualrecord": ("headline", "prepared_at", "reviewed_at", "signed_at", "sealed_at", "seal"),
    "reporting_chapter": ("body", "title"),
    "reporting_figurenote": ("text",),
    "reporting_sectionconfirmation": ("section", "at"),
    "reporting_correction": (
        "part",
        "before",
        "after",
        "reason",
        "effect",
        "moved",
        "approved_at",
        "previous",
        "digest",
    ),
    "reporting_filedcell": ("value", "reason"),
    "reporting_monthlyreport": ("approved_at", "submitted_at"),
}
OTHERWISE = {
    "timestamp with time zone": "coalesce({c}, now()) + interval '1 second'",
    "integer": "coalesce({c}, 0) + 1",
    "numeric": "coalesce({c}, 0) + 1",
    "ARRAY": "coalesce({c}, '{{}}') || 7",
    "character varying": "CASE WHEN {c} IN ('', 'a') THEN 'b' ELSE 'a' END",
    "text": "{c} || '改'",
    "jsonb": """{c} || '[[1, "ORG02", "", "1"]]'""",
}


@pytest.fixture
def forger(committed):
    """The tables' owner, with no trigger in the way."""
    owner = connections["owner"].cursor()
    for table in FORGED:
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
    yield owner
    for table in FORGED:
        owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")


@pytest.fixture
def sealed_year(forger):
    """Committed, with a correction: of a district of two townships."""
    with transaction.atomic():
        district = make.district()
        townships = [make.township(district, tail, name) for tail, name in (("001", "瀛海"), ("002", "采育"))]
        record = steps.seal(annual.written(district, *townships))
        annual.corrected(record, townships[0])
    return record


def test_a_forger_who_changes_any_one_value_is_found(forger, sealed_year):
    forger.execute(
        "SELECT table_name, column_name, data_type FROM information_schema.columns"
        " WHERE table_schema = 'public' AND table_name = ANY(%s)",
        [list(FORGED)],
    )
    types = {(table, column): OTHERWISE.get(kind) for table, column, kind in forger.fetchall()}
    dice, missed = random.Random(SEED), []

    for _ in range(200):
        table = dice.choice(sorted(FORGED))
        column = dice.choice(FORGED[table])
        forger.execute(f"SELECT id, {column} FROM {table} ORDER BY id")
        row, was = dice.choice(forger.fetchall())
        forger.execute(
            f"UPDATE {table} SET {column} = {types[table, column].format(c=column)} WHERE id = {row}"
        )
        if not verify().faults:
            missed.append((table, column, row))
        forger.execute(f"UPDATE {table} SET {column} = %s WHERE id = {row}", [was])

    assert missed == []
    assert verify().faults == []


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM reporting_snapshotrows WHERE id = (SELECT max(id) FROM reporting_snapshotrows)",
        "DELETE FROM reporting_snapshotfigure WHERE id = (SELECT max(id) FROM reporting_snapshotfigure)",
        "DELETE FROM reporting_filedcell WHERE id = (SELECT min(id) FROM reporting_filedcell)",
        "DELETE FROM reporting_chapter",
    ],
)
def test_a_forger_who_takes_a_row_away_is_found(forger, sealed_year, change):
    forger.execute(change)

    assert verify().faults != []


def test_the_line_that_was_changed_is_named(forger, sealed_year):
    forger.execute(
        "UPDATE reporting_snapshotfigure SET value = 99"
        " WHERE code = 'ORG02' AND snapshot_id = %s AND org_id = %s",
        [sealed_year.snapshot_id, sealed_year.org_id],
    )

    first = verify().faults[0]

    assert "大兴区总工会（110115）ORG02＝99" in first


def test_a_forger_who_recomputes_the_whole_chain_is_found_by_the_digest_outside(forger, sealed_year):
    anchor = sealed_year.seal
    forge(forger, sealed_year)
    assert verify().faults == []
    call_command("verify_seals", stdout=StringIO())

    with pytest.raises(CommandError, match="不在链上"):
        call_command("verify_seals", anchor=[anchor], stdout=StringIO())


def forge(forger, record):
    """One value, and every digest after it, as somebody who has the source would."""
    snapshot = record.snapshot
    forger.execute(
        "UPDATE reporting_snapshotfigure SET value = value + 1 WHERE code = 'ORG02' AND snapshot_id = %s",
        [snapshot.pk],
    )
    before, figures = "", sorted(snapshot.figures.all(), key=lambda one: (one.org_id, one.code))
    for one in figures:
        one.digest = before = lines.digest([before, freezing.figure_line(one)])
        forger.execute("UPDATE reporting_snapshotfigure SET digest = %s WHERE id = %s", [before, one.pk])
    rows = snapshot.rows.values_list("code", "part", "org_id", "digest")
    meanings = snapshot.definitions.all()
    snapshot.digest = freezing.whole(snapshot, meanings, figures, freezing.rows_lines(rows))
    forger.execute("UPDATE reporting_snapshot SET digest = %s WHERE id = %s", [snapshot.digest, snapshot.pk])
    seal = sealing.seal_of(record, "")
    forger.execute("UPDATE reporting_annualrecord SET seal = %s WHERE id = %s", [seal, record.pk])
    for one in record.corrections.order_by("number"):
        one.previous = seal
        seal = sealing.correction_digest(one)
        forger.execute(
            "UPDATE reporting_correction SET previous = %s, digest = %s WHERE id = %s",
            [one.previous, seal, one.pk],
        )
