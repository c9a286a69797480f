"""Exported files, read again as another program would."""

import io
from pathlib import Path

import openpyxl

from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.tables import columns
from union_portal.sheets.exporting.lists import export


def opened(source):
    return openpyxl.load_workbook(source if hasattr(source, "read") else io.BytesIO(source))


def downloaded(answer) -> bytes:
    assert answer.status_code == 200, answer.content.decode()[:2000]
    return b"".join(answer.streaming_content)


def sheet_of(model, path: Path, **condition):
    """The sheet of a register's rows."""
    return openpyxl.load_workbook(file_of(model, path, **condition)).active


def file_of(model, path: Path, **condition) -> Path:
    ledger = LEDGERS[model]
    rows = ledger.annotate(model.objects.filter(**condition))
    export(ledger, rows, columns(ledger), path)
    return path


def cells(sheet) -> list:
    return [cell for row in sheet.iter_rows() for cell in row]


def rows_of(sheet) -> list[dict]:
    heads, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, line, strict=True)) for line in lines]
