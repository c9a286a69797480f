"""The year-end workbook: any period, any unit, values only, the same whenever it is made."""

from pathlib import Path

from openpyxl import Workbook

from union_portal import periods
from union_portal.organization.models import OrgUnit
from union_portal.sheets.cells import keep, steady

from .charts import charts
from .content import Book, gather
from .corrections import corrections
from .sheets import block, cover, definitions, summary

__all__ = ["Book", "build", "file_of", "gather", "lay_out", "save"]


def build(period: periods.Period, unit: OrgUnit) -> Workbook:
    return lay_out(gather(period, unit))


def lay_out(content: Book) -> Workbook:
    """Cover, summary, one sheet a work block, charts, definitions."""
    book = Workbook()
    book.remove(book.active)
    book.properties.title, book.properties.creator = content.title, content.unit.name
    cover(book, content)
    summary(book, content)
    for name, lines in content.blocks.items():
        block(book, content, name, lines)
    corrections(book, content)
    charts(book, content)
    definitions(book, content)
    return book


def file_of(content: Book) -> bytes:
    """The .xlsx: equal figures give equal bytes, whatever the clock."""
    return steady(lay_out(content), content.period.end)


def save(period: periods.Period, unit: OrgUnit, path: str | Path) -> Workbook:
    """Writes the file whole or not at all, and its folder if need be."""
    book = build(period, unit)
    keep(steady(book, period.end), path)
    return book
