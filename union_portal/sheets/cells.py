"""Cells that hold what they were given (D34), and files that are the same whenever they are made."""

import datetime as dt
import hashlib
import io
import re
from decimal import Decimal
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.writer.excel import ExcelWriter

TEXT = "@"
"""The number format that keeps typed digits as text."""
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")
LEADS = tuple("=+-@#%|＝＋－＠\t\r\n")
FORMULA = re.compile(rf"'*\s*[{re.escape(''.join(LEADS))}]")
EPOCH = (1980, 1, 1, 0, 0, 0)


def clean(text: str) -> str:
    """Without the characters that no workbook can hold."""
    return UNPRINTABLE.sub("", text)


def risky(text: str) -> bool:
    """Whether some program might take the text for a formula once somebody edits the cell."""
    return text.startswith(LEADS)


def guard(text: str) -> str:
    """The text for CSV: an apostrophe before what a spreadsheet might take for a formula."""
    return f"'{text}" if FORMULA.match(text) else text


def unguard(text: str) -> str:
    """The text that was guarded; any other as it is. `unguard(guard(text)) == text`, whatever the text."""
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def put(cell: Cell, value) -> Cell:
    """Text stays text whatever it begins with; numbers and dates stay what they are."""
    if not isinstance(value, str):
        cell.value = value
        return cell
    cell.value = clean(value)
    cell.data_type = "s"
    if risky(cell.value):
        cell.quotePrefix = True
    return cell


def steady(workbook: Workbook, day: dt.date) -> bytes:
    """The file of a workbook, dated `day`: equal contents give equal bytes."""
    workbook.properties.created = workbook.properties.modified = dt.datetime.combine(day, dt.time())
    written, fixed = io.BytesIO(), io.BytesIO()
    ExcelWriter(workbook, ZipFile(written, "w")).save()
    with ZipFile(written) as parts, ZipFile(fixed, "w") as file:
        for name in parts.namelist():
            info = ZipInfo(name, EPOCH)
            info.compress_type = ZIP_DEFLATED
            file.writestr(info, parts.read(name))
    return fixed.getvalue()


def keep(content: bytes, path: str | Path) -> Path:
    """Writes a file whole or not at all, making its folder."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(content)
    return part.replace(path)


def digest(workbook: Workbook) -> str:
    """SHA-256 over sheet names and cell values: the same for a workbook and for its file read back."""
    said = hashlib.sha256()
    for sheet in workbook.worksheets:
        said.update(f"[{sheet.title}]\n".encode())
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value not in (None, ""):
                    said.update(f"{cell.coordinate}={_said(cell.value)}\n".encode())
    return said.hexdigest()


def _said(value) -> str:
    if isinstance(value, (int, float, Decimal)):
        return f"{float(value):.10g}"
    return value.strip() if isinstance(value, str) else str(value)
