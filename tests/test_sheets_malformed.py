"""T40: what people really send. Each wrong cell is named with its reason, each odd spelling understood."""

import pytest
from django.db import connection
from openpyxl.utils import get_column_letter

from tests import make
from tests.hostile.cells import UNDERSTOOD, WRONG
from tests.hostile.shapes import SAME
from tests.hostile.tables import OTHER_TOWN, TABLES, TOWN, WRITERS, firm_code
from tests.rosters import checked
from union_portal.fields import EncryptedField
from union_portal.sheets.importing import saving
from union_portal.sheets.importing.uploads import ledger_of

pytestmark = pytest.mark.django_db
PLANTED = 4
"""The row of the sheet that a wrong cell is put into."""


@pytest.fixture
def town():
    district = make.district()
    make.township(district, "002", OTHER_TOWN)
    return make.township(district, "001", TOWN)


@pytest.fixture
def sent(town, settings, tmp_path):
    """Rows of a table to the register, as a file of this kind; the checked batch."""
    settings.MEDIA_ROOT = tmp_path / "media"
    chair = make.user("chair", town)

    def send(table, rows, kind="xlsx"):
        if table.ledger == "headcount" and not made:
            made.extend(make.enterprise(town, credit_code=firm_code(n)) for n in range(1, 6))
        content = rows if isinstance(rows, bytes) else WRITERS[kind](rows)
        return checked(content, table.ledger, chair, tmp_path)

    made = []
    return send


def staged(batch) -> list[tuple]:
    """What confirming would write, in the clear: of every row its number, and of every column its value."""
    staging = saving.staged(batch, ledger_of(batch))
    listed = ", ".join(f'"{column}"' for column in staging.columns)
    rows = staging.run(f"SELECT row, act, {listed} FROM {staging.table} ORDER BY row")
    return [(*row[:2], *map(plain, staging.fields, row[2:])) for row in rows]


def plain(field, value):
    if isinstance(field, EncryptedField) and value is not None:
        return field.from_db_value(value, None, connection).reveal()
    return value


def named(batch) -> list[tuple]:
    return [(fault.row, fault.label, fault.why) for fault in batch.faults.all()]


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [pytest.param(kind, wrong, id=f"{wrong.table.ledger}-{wrong.label}-{number}-{kind}")
     for number, wrong in enumerate(WRONG) for kind in wrong.kinds],
)  # fmt: skip
def test_a_wrong_cell_is_named_with_its_reason_and_the_other_rows_stay_good(sent, kind, wrong):
    rows = wrong.table.planted(wrong.label, wrong.value, PLANTED)
    batch = sent(wrong.table, rows, kind)

    (fault,) = batch.faults.all()
    column = "" if wrong.told_of else get_column_letter(rows[0].index(wrong.label) + 1)
    assert (fault.row, fault.column, fault.label, fault.why) == (
        PLANTED,
        column,
        wrong.told_of or wrong.label,
        wrong.why,
    )
    assert fault.repair.startswith(("请", "可填："))
    assert bool(fault.found) == (not wrong.told_of and wrong.value is not None)
    assert (batch.created, batch.rejected) == (4, 1)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.ledger)
def test_spellings_that_mean_the_same_are_the_same_rows(sent, table):
    good = staged(sent(table, table.lines()))
    others = {}
    for number, spelling in enumerate(UNDERSTOOD):
        for kind in spelling.kinds if spelling.table is table else ():
            batch = sent(table, table.changed(spelling.label, spelling.change), kind)
            others[number, spelling.label, kind] = named(batch) or staged(batch)
    assert {name: rows for name, rows in others.items() if rows != good} == {}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.ledger)
def test_a_table_laid_out_in_another_way_is_the_same_rows(sent, table):
    good = [row[1:] for row in staged(sent(table, table.lines()))]
    found, wanted = {}, {}
    for name, shape in SAME.items():
        batch = sent(table, shape.make(table))
        found[name] = named(batch) or staged(batch)
        wanted[name] = [(number, *row) for number, row in zip(shape.rows, good, strict=True)]
    assert {name: rows for name, rows in found.items() if rows != wanted[name]} == {}
