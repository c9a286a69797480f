"""Reads one uploaded file, in a process of its own that may die of it.

Run as a program: `python child.py FILE KIND SHEET`. Writes JSON lines: first the sheets' names and the
chosen one, then blocks of rows. Imports nothing of the portal, so that it starts fast and holds no secret.
"""

import csv
import datetime as dt
import io
import json
import resource
import sys

from python_calamine import CalamineWorkbook

MEMORY = 1 << 30
CPU_SECONDS = 30
BLOCK = 2_000
MAX_ROWS, MAX_COLUMNS = 300_000, 200
ENCODINGS = ("utf-8-sig", "gb18030")


def main(path: str, kind: str, wanted: str) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    names, chosen, rows = text_file(path) if kind == "csv" else workbook(path, wanted)
    say({"sheets": names, "sheet": chosen})
    block = []
    for number, row in enumerate(rows, 1):
        if number > MAX_ROWS:
            say({"fault": f"超过{MAX_ROWS:,}行，请分成几个文件"})
            return
        block.append([plain(cell) for cell in row[:MAX_COLUMNS]])
        if len(block) == BLOCK:
            say(block)
            block = []
    say(block)


def say(message) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")))
    sys.stdout.write("\n")


def plain(cell):
    """Text, whole and broken numbers, or None. Dates are written out; a date keeps no time of midnight."""
    kind = type(cell)
    if kind is str:
        return cell or None
    if kind is float or kind is int or cell is None:
        return cell
    if kind is bool:
        return "是" if cell else "否"
    if kind is dt.datetime:
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ", "seconds")
    return cell.isoformat() if kind is dt.date else str(cell)


def workbook(path: str, wanted: str):
    """The sheet of this name, else the first visible one that holds anything."""
    book = CalamineWorkbook.from_path(path)
    shown = [meta.name for meta in book.sheets_metadata if str(meta.visible).endswith("Visible")]
    names = shown or book.sheet_names
    for name in [wanted] if wanted in book.sheet_names else names:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height or name == names[-1]:
            return book.sheet_names, name, sheet.to_python(skip_empty_area=False)
    return names, "", []


def text_file(path: str):
    """Comma, semicolon or tab; UTF-8, GB18030, or UTF-16 by its mark."""
    with open(path, "rb") as file:
        raw = file.read()
    text = decode(raw)
    sample = text[:4096]
    delimiter = max(",;\t", key=sample.count)
    return ["CSV"], "CSV", csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)


def decode(raw: bytes) -> str:
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16")
    for encoding in ENCODINGS:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("gb18030", errors="replace")


if __name__ == "__main__":
    main(*sys.argv[1:4])
