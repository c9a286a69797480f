"""The rows that were not imported, as a workbook: what is wrong beside them, and how to mend it."""

from collections import defaultdict
from copy import copy

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill

from .. import stamps
from ..cells import TEXT, put
from ..exporting.lists import HEAD_FILL, on_paper
from ..models import ImportBatch
from .uploads import open_sheet

WRONG = PatternFill("solid", "F8D7D3")
WHY, REPAIR = "原因", "建议"
SAID = "；"


def workbook(batch: ImportBatch) -> Workbook:
    """The file's own columns and cells, then 原因 and 建议; uploaded again, it goes on with the batch."""
    sheet, faults = open_sheet(batch), defaultdict(list)
    for fault in batch.faults.all():
        faults[fault.row].append(fault)
    book = Workbook()
    page = book.active
    page.title = "问题行"
    width = len(sheet.header)
    for number, heading in enumerate([*batch.headings[:width], WHY, REPAIR], 1):
        cell = put(page.cell(1, number), heading)
        cell.font, cell.fill = Font(bold=True), copy(HEAD_FILL)
        page.column_dimensions[cell.column_letter].width = 40 if heading in (WHY, REPAIR) else 18
    positions = {name: position for position, name in sheet.mapping.items()}
    fixes = {(f.row, positions[f.name]): f.value for f in batch.fixes.all() if f.name in positions}
    for line, row in enumerate(sorted(faults), 2):
        values = _mended(sheet.rows[row - sheet.first], row, fixes)
        wrong = {positions.get(fault.name) for fault in faults[row]}
        for position in range(width):
            cell = put(page.cell(line, position + 1), values[position] if position < len(values) else None)
            if isinstance(cell.value, str):
                cell.number_format = TEXT
            if position in wrong:
                cell.fill = WRONG
        for offset, said in enumerate(("why", "repair"), 1):
            words = SAID.join(dict.fromkeys(f"{f.label}：{getattr(f, said)}" for f in faults[row]))
            put(page.cell(line, width + offset), words).alignment = Alignment(wrap_text=True, vertical="top")
    page.freeze_panes = "A2"
    on_paper(page)
    stamps.put(book, batch.ledger, batch.pk)
    return book


def _mended(values: list, row: int, fixes: dict) -> list:
    """The row with what was typed on the check page."""
    typed = {position: value for (at, position), value in fixes.items() if at == row and value}
    padded = [*values, *[None] * (max(typed, default=-1) + 1 - len(values))]
    return [typed[n].reveal() if n in typed else value for n, value in enumerate(padded)]
