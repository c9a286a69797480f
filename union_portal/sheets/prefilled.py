"""The register's own rows in a template: corrected offline, they return and are merged cell by cell."""

from django.db.models import QuerySet
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from union_portal.ledgers.declarations import Ledger
from union_portal.ledgers.tables import columns

from . import rowkeys
from .cells import TEXT, put
from .exporting.lists import HEAD_FILL, is_text
from .exporting.values import pieces
from .template import template

LIMIT = 20_000
QUIET = Font(color="8C8C8C")


def workbook(ledger: Ledger, rows: QuerySet) -> Workbook:
    """The template, filled. `rows` are those the user may change; at most LIMIT of them are written."""
    book = template(ledger, sample=False)
    sheet, listed = book.worksheets[0], columns(ledger, ledger.form_fields)
    key_column(sheet, len(listed) + 1)
    lines = (line for piece in pieces(rows[:LIMIT], listed) for line in piece)
    for number, line in enumerate(lines, 2):
        for position, (value, column) in enumerate(zip(line, [*listed, None], strict=True), 1):
            cell = put(sheet.cell(number, position), value)
            if column is None:
                cell.font = QUIET
            elif is_text(column.field):
                cell.number_format = TEXT
    return book


def key_column(sheet: Worksheet, position: int) -> None:
    head = put(sheet.cell(1, position), rowkeys.LABEL)
    head.font, head.fill = QUIET, HEAD_FILL
    sheet.column_dimensions[get_column_letter(position)].width = 16
