"""Any register as a workbook: the rows and columns of its list, each value as the list shows it."""

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from copy import copy
from decimal import Decimal

from django.db import models
from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from union_portal.fields import EncryptedField
from union_portal.ledgers.declarations import Ledger
from union_portal.ledgers.tables import Column
from union_portal.organization.models import OrgUnit

from .cells import TEXT, clean, put, risky

AT_A_TIME = 2000
HEAD_FILL = PatternFill("solid", "F3E9E7")
BARE = (int, float, Decimal, dt.date)
"""Written as numbers and dates; everything else as the words on the screen."""


def workbook(ledger: Ledger, rows: QuerySet, columns: Sequence[Column]) -> io.BytesIO:
    """The file, read row by row, so that its size is bounded by the disk and not by memory."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(ledger.title)
    sheet.freeze_panes = "B2"
    on_paper(sheet)
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width(column)
    sheet.append([heading(sheet, column.label) for column in columns])
    last = 1
    for last, row in enumerate(lines(sheet, rows, columns), 2):  # noqa: B007 (the last row's number)
        sheet.append(row)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{last}"
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    return file


def lines(sheet, rows: QuerySet, columns: Sequence[Column]) -> Iterator[list]:
    """Text cells share two styles: text, and text that some program might take for a formula."""
    sample = WriteOnlyCell(sheet)
    sample.number_format = TEXT
    quoted = copy(sample._style)
    quoted.quotePrefix = 1
    keeps = {column.path for column in columns if is_text(column.field)}
    for row in rows.iterator(chunk_size=AT_A_TIME):
        line = []
        for column in columns:
            value = shown(column, row)
            if isinstance(value, str) and value and (column.path in keeps or risky(value)):
                cell = WriteOnlyCell(sheet, value)
                cell.data_type = "s"
                cell._style = quoted if risky(value) else sample._style
                value = cell
            line.append(value)
        yield line


def shown(column: Column, row: models.Model):
    """As on the screen: masks stay masks, choices are words; numbers and dates stay countable."""
    value = column.value(row)
    bare = isinstance(value, BARE) and not isinstance(value, (bool, dt.datetime))
    if bare and not (column.field is not None and column.field.choices):
        return value
    return clean(column.text(row)) or None


def is_text(field: models.Field | None) -> bool:
    """Whether digits in this column are a name, a code or a number of identity, never a quantity."""
    return isinstance(field, (models.CharField, EncryptedField)) and not field.choices


def width(column: Column) -> float:
    """Wide enough for what the field usually holds, and for its heading."""
    field, words = column.field, [column.label]
    if field is not None and field.choices:
        words += [str(label) for _, label in field.flatchoices]
    room = 2 * max(map(len, words)) + 4
    if isinstance(field, EncryptedField):
        return max(room, 22)
    if is_text(field):
        return max(room, min(34, field.max_length or 0))
    relation = field is not None and field.is_relation
    return max(room, 12 if not relation or field.related_model is OrgUnit else 28)


def on_paper(sheet) -> None:
    """A4 across, as wide as the page, headings and page numbers on every page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", Worksheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight = True, 0
    sheet.print_title_rows = "1:1"
    sheet.oddFooter.center.text = "第 &P 页　共 &N 页"


def heading(sheet, text: str) -> WriteOnlyCell:
    cell = put(WriteOnlyCell(sheet), text)
    cell.font, cell.fill = Font(bold=True), HEAD_FILL
    cell.alignment = Alignment("center", "center")
    return cell
