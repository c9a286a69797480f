"""Rosters as clerks have them: a grid of cells made a workbook, brought in, and told in plain values."""

import io
from pathlib import Path

from openpyxl import Workbook, load_workbook

from union_portal.ledgers.declarations import Ledger, ledger_named
from union_portal.sheets.cells import steady
from union_portal.sheets.importing import checking, saving, uploads
from union_portal.sheets.models import ImportBatch

HEADINGS = ["姓名", "证件号码", "手机号码", "所属镇街", "实名采集日期"]


def workbook(rows, *, saved=None, title="Sheet1") -> bytes:
    """An .xlsx whose cells hold exactly what is given; `saved` is what the file says of its age."""
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(list(row))
    if saved:
        return steady(book, saved)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def register(name: str) -> Ledger:
    ledger = ledger_named(name)
    assert ledger, name
    return ledger


def received(content: bytes, ledger: str, user, folder: Path, name="名册.xlsx") -> ImportBatch:
    path = folder / f"upload-{ImportBatch.objects.count()}-{name}"
    path.write_bytes(content)
    return uploads.receive(path, register(ledger), user, name)


def checked(content: bytes, ledger: str, user, folder: Path, **answers) -> ImportBatch:
    """Received and checked; `answers` are what the user decides on the way (partial, modes, overwrite)."""
    batch = received(content, ledger, user, folder)
    for name, value in answers.items():
        setattr(batch, name, value)
    batch.save()
    checking.check(batch)
    return batch


def imported(content: bytes, ledger: str, user, folder: Path, **answers) -> ImportBatch:
    batch = checked(content, ledger, user, folder, **answers)
    saving.confirm(batch)
    batch.refresh_from_db()
    return batch


def told(batch: ImportBatch) -> dict[str, int]:
    names = ("read", "created", "updated", "unchanged", "rejected")
    return {name: getattr(batch, name) for name in names}


def faults(batch: ImportBatch) -> list[tuple[str, str]]:
    """(cell, why) of every fault; a whole row is named by its number alone."""
    return [(f"{fault.column}{fault.row}", fault.why) for fault in batch.faults.all()]


def grid(content: bytes, sheet: int = 0) -> list[list]:
    book = load_workbook(io.BytesIO(content))
    return [[cell.value for cell in row] for row in book.worksheets[sheet].iter_rows()]
