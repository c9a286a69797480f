"""Any register as a file: the rows and columns of its list, in its order, each value as the list shows it."""

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from pathlib import Path

from django.db import models
from django.db.models import QuerySet
from openpyxl.styles import PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from union_portal.fields import EncryptedField
from union_portal.ledgers.declarations import Ledger
from union_portal.ledgers.tables import NUMERIC, Column
from union_portal.organization.models import OrgUnit

from .. import rowkeys
from ..cells import TEXT
from .values import Line, pieces
from .writers import DATE, GENERAL, MONEY, Heading, Page, write_csv, write_xlsx

XLSX, CSV = "xlsx", "csv"
HEAD_FILL = PatternFill("solid", "F3E9E7")
ROW_KEY = Heading(rowkeys.LABEL, TEXT, 14)


def export(
    ledger: Ledger,
    rows: QuerySet,
    columns: Sequence[Column],
    path: Path,
    *,
    clear: bool = False,
    foot: str = "",
    progress: Callable[[int], object] = lambda done: None,
) -> int:
    """Writes the file, CSV if that is what its name ends in, and returns the number of its rows.

    Nothing is held but one piece of rows. `clear` shows encrypted values; `foot` is printed on each page;
    `progress` hears how many rows are done.
    """
    done = 0

    def counted(piece: list[Line]) -> list[Line]:
        nonlocal done
        done += len(piece)
        progress(done)
        return piece

    headings = [*map(heading, columns), ROW_KEY]
    lines = chain.from_iterable(map(counted, pieces(settled(rows), columns, clear=clear)))
    with uncollected():
        if path.suffix == f".{CSV}":
            write_csv(path, headings, lines)
        else:
            write_xlsx(path, Page(ledger.title, foot), headings, lines)
    return done


@contextmanager
def uncollected() -> Iterator[None]:
    """Looks for cycles of garbage afterwards: rows make none, and each look goes over the whole portal."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def settled(rows: QuerySet) -> QuerySet:
    """Rows equal in the list's order follow their number: the same rows give the same file."""
    order = rows.query.order_by or rows.model._meta.ordering
    return rows.order_by(*order, "pk")


def heading(column: Column) -> Heading:
    return Heading(column.label, number_format(column.field), width(column))


def number_format(field: models.Field) -> str:
    """Numbers and dates are formatted as such; everything else is text, so that digits stay as typed."""
    if isinstance(field, NUMERIC) and not field.choices:
        return MONEY if isinstance(field, models.DecimalField) else GENERAL
    dated = isinstance(field, models.DateField) and not isinstance(field, models.DateTimeField)
    return DATE if dated else TEXT


def is_text(field: models.Field | None) -> bool:
    """Whether digits in this column are a name, a code or a number of identity, never a quantity."""
    return isinstance(field, (models.CharField, EncryptedField)) and not field.choices


def width(column: Column) -> float:
    """Wide enough for what the field usually holds, and for its heading."""
    field, words = column.field, [column.label]
    if field.choices:
        words += [str(label) for _, label in field.flatchoices]
    room = 2 * max(map(len, words)) + 4
    if isinstance(field, EncryptedField):
        return max(room, 22)
    if is_text(field):
        return max(room, min(34, field.max_length or 0))
    return max(room, 12 if not field.is_relation or field.related_model is OrgUnit else 28)


def on_paper(sheet: Worksheet) -> None:
    """A4 across, as wide as the page, headings and page numbers on every page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", Worksheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight = True, 0
    sheet.print_title_rows = "1:1"
    sheet.oddFooter.center.text = "第 &P 页　共 &N 页"
