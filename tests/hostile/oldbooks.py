"""Workbooks of the old kind (.xls): BIFF8 records in a compound file, as little as a reader accepts."""

import datetime as dt
import struct
from collections.abc import Mapping, Sequence

from .books import Raw, serial

SECTOR, FREE, END, FAT = 512, 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
SMALLEST = 4096
"""Shorter streams would lie in the small sectors, which this writer does not make."""
ERRORS = {"#DIV/0!": 0x07, "#VALUE!": 0x0F, "#REF!": 0x17, "#NAME?": 0x1D, "#NUM!": 0x24, "#N/A": 0x2A}


def old_book(rows: Sequence[Sequence], name: str = "会员", *, password: bool = False) -> bytes:
    return compound({"Workbook": stream(rows, name, password=password)})


def compound(streams: Mapping[str, bytes]) -> bytes:
    """A compound file: header, allocation table, directory, streams."""
    padded = {name: content.ljust(SMALLEST, b"\0") for name, content in streams.items()}
    blocks = {name: _sectors(content) for name, content in padded.items()}
    listing = -(-(len(streams) + 1) // 4)
    total = listing + sum(map(len, blocks.values()))
    tables = -(-total // 127)
    table, entries = [FAT] * tables + _chain(tables, listing), [_entry("Root Entry", 5, END, 0, child=1)]
    place = tables + listing
    for number, (name, content) in enumerate(padded.items(), 1):
        right = number + 1 if number < len(padded) else FREE
        entries.append(_entry(name, 2, place, len(content), right=right))
        table += _chain(place, len(blocks[name]))
        place += len(blocks[name])
    table += [FREE] * (tables * 128 - len(table))
    body = struct.pack(f"<{len(table)}I", *table) + b"".join(entries).ljust(listing * SECTOR, b"\0")
    return _header(tables, tables) + body + b"".join(b"".join(block) for block in blocks.values())


def _header(tables: int, directory: int) -> bytes:
    fields = struct.pack("<16xHHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, directory, 0, SMALLEST,
                         END, 0, END, 0)  # fmt: skip
    listed = [*range(tables), *[FREE] * (109 - tables)]
    return MAGIC + fields + struct.pack("<109I", *listed)


def _entry(name: str, kind: int, start: int, size: int, *, child: int = FREE, right: int = FREE) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text) + 2, kind, 1)
    return head + struct.pack("<III", FREE, right, child) + bytes(36) + struct.pack("<IQ", start, size)


def _chain(first: int, count: int) -> list[int]:
    return [*range(first + 1, first + count), END]


def _sectors(content: bytes) -> list[bytes]:
    return [content[i : i + SECTOR].ljust(SECTOR, b"\0") for i in range(0, len(content), SECTOR)]


# --- records


def stream(rows: Sequence[Sequence], name: str, *, password: bool = False) -> bytes:
    lock = _record(0x2F, struct.pack("<HHH", 1, 1, 1)) if password else b""
    before = _record(0x809, struct.pack("<HHHHII", 0x600, 5, 0, 0, 0, 0)) + lock
    before += b"".join(_record(0xE0, struct.pack("<HH16x", 0, form)) for form in (0, 14))
    text = name.encode("utf-16-le")
    rest = struct.pack("<BBBB", 0, 0, len(name), 1) + text
    begun = len(before) + 4 + 4 + len(rest) + 4
    globals_ = before + _record(0x85, struct.pack("<I", begun) + rest) + _record(0x0A, b"")
    width = max(map(len, rows), default=0)
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0, 0, 0, 0))
    sheet += _record(0x200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    sheet += b"".join(_cell(r, c, value) for r, row in enumerate(rows) for c, value in enumerate(row))
    return globals_ + sheet + _record(0x0A, b"")


def _cell(row: int, column: int, value) -> bytes:
    place = struct.pack("<HH", row, column)
    if value is None:
        return b""
    if isinstance(value, Raw):
        code = ERRORS[value.xml.split("<v>")[1].split("<")[0]]
        return _record(0x205, place + struct.pack("<HBB", 0, code, 1))
    if isinstance(value, dt.date):
        return _record(0x203, place + struct.pack("<Hd", 1, serial(value)))
    if isinstance(value, (int, float)):
        return _record(0x203, place + struct.pack("<Hd", 0, value))
    text = value.encode("utf-16-le")
    return _record(0x204, place + struct.pack("<HHB", 0, len(text) // 2, 1) + text)


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content
