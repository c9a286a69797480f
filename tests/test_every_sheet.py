"""Every register goes out and comes in as Excel by its declaration alone; a failure names the register."""

import io

import pytest
from django.forms.models import model_to_dict
from openpyxl import load_workbook

from tests import make
from tests.rosters import checked, faults, grid, imported, told
from union_portal.fields import Secret
from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.tables import columns
from union_portal.sheets import prefilled, rowkeys
from union_portal.sheets.exporting.lists import export
from union_portal.sheets.importing.columns import headings
from union_portal.sheets.template import template

pytestmark = pytest.mark.django_db
NOTHING = {"created": 0, "updated": 0, "rejected": 0}


@pytest.fixture(params=LEDGERS.values(), ids=lambda ledger: ledger.name)
def ledger(request):
    return request.param


@pytest.fixture
def clerk(yinghai):
    return make.user("chair", yinghai.parent)


def typed(ledger, row) -> dict:
    """What a person writes into the cells of a row: words of choices, names of townships, keys of rows."""
    return {heading.label: _typed(ledger, heading, row) for heading in headings(ledger)}


def _typed(ledger, heading, row):
    value = getattr(row, heading.name)
    if value is None or value == "":
        return None
    if isinstance(value, Secret):
        return value.reveal()
    if heading.target is not None:
        return str(getattr(value, ledger.keys.get(heading.name) or heading.target.open_search[0]))
    if heading.field.is_relation:
        return value.name
    if heading.field.choices:
        return str(dict(heading.field.flatchoices)[value])
    return ("是" if value else "否") if isinstance(value, bool) else value


def saved(book) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def filled(ledger, lines) -> bytes:
    """The register's own template with these rows written under its example."""
    book = load_workbook(io.BytesIO(saved(template(ledger))))
    sheet = book.worksheets[0]
    labels = [cell.value for cell in sheet[1]]
    for number, line in enumerate(lines, 3):
        for position, label in enumerate(labels, 1):
            sheet.cell(number, position).value = line[label]
    return saved(book)


def exported(ledger, user, folder, suffix) -> bytes:
    path = folder / f"list.{suffix}"
    export(ledger, ledger.rows(user), columns(ledger), path)
    return path.read_bytes()


def plain(row) -> dict:
    """The row's content, whatever its number and version."""
    own = {name for name in model_to_dict(row) if name not in ("id", "version", "form_key")}
    return {name: str(getattr(row, name)) for name in own}


def unchanged(batch, rows=1) -> dict:
    return {"read": rows, "unchanged": rows, **NOTHING}


def test_from_template_to_register_to_export_and_back(ledger, clerk, yinghai, tmp_path):
    first = make.row(ledger.model, yinghai)
    kept, line, rows = plain(first), typed(ledger, first), ledger.model.objects
    ledger.model.objects.filter(pk=first.pk).delete()
    others = list(rows.values_list("pk", flat=True))
    file = filled(ledger, [line])

    batch = imported(file, ledger.name, clerk, tmp_path)
    assert (faults(batch), batch.known, told(batch)) == (
        [],
        True,
        {"read": 1, "created": 1, "updated": 0, "unchanged": 0, "rejected": 0},
    )
    assert plain(rows.exclude(pk__in=others).get()) == kept

    again = checked(file, ledger.name, clerk, tmp_path)
    assert (faults(again), told(again)) == ([], unchanged(again))

    for suffix in ("xlsx", "csv"):
        out = checked(exported(ledger, clerk, tmp_path, suffix), ledger.name, clerk, tmp_path)
        assert (faults(out), told(out)) == ([], unchanged(out, len(others) + 1))


def test_a_prefilled_template_returns_without_a_change(ledger, clerk, yinghai, tmp_path):
    make.row(ledger.model, yinghai)
    file = saved(prefilled.workbook(ledger, ledger.rows(clerk, "change")))

    batch = checked(file, ledger.name, clerk, tmp_path)

    assert (faults(batch), batch.known) == ([], True)
    assert told(batch) == unchanged(batch, ledger.model.objects.count())
    assert grid(file)[0][-1] == rowkeys.LABEL
