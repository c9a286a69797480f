"""What calamine does not tell of workbooks of the old kind (.xls): error values, and that one is locked."""

import struct
from array import array
from collections.abc import Iterator

SECTOR, ENTRY = 512, 128
BOUNDS, ENDS, TRUTH_OR_ERROR, FORMULA, PASSWORD = 0x85, 0x0A, 0x205, 0x06, 0x2F
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!"}
NAMED = ("Workbook\0".encode("utf-16-le"), "Book\0".encode("utf-16-le"))


def old_problems(path: str, name: str) -> dict[int, dict[int, str]]:
    """Row → column → error value, of the sheet of this name."""
    with open(path, "rb") as file:
        stream = records_of(file.read())
    found: dict[int, dict[int, str]] = {}
    for kind, record in records(stream, sheet_start(stream, name)):
        code = None
        if kind == TRUTH_OR_ERROR and record[7]:
            code = record[6]
        elif kind == FORMULA and record[6] == 2 and record[12:14] == b"\xff\xff":
            code = record[8]
        if code is not None:
            row, column = struct.unpack_from("<HH", record)
            found.setdefault(row + 1, {})[column + 1] = ERRORS.get(code, "#N/A")
    return found


def is_locked(path: str) -> bool:
    with open(path, "rb") as file:
        return any(kind == PASSWORD for kind, _ in records(records_of(file.read()), 0))


def records(stream: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """Of the substream that begins here, to its end."""
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind == ENDS:
            return
        yield kind, stream[place + 4 : place + 4 + length]
        place += 4 + length


def sheet_start(stream: bytes, name: str) -> int:
    for kind, record in records(stream, 0):
        if kind == BOUNDS:
            text = record[8:].decode("utf-16-le" if record[7] & 1 else "latin-1", "replace")
            if text[: record[6]] == name:
                return struct.unpack_from("<I", record)[0]
    return len(stream)


def records_of(content: bytes) -> bytes:
    """The stream of records out of the compound file; long ones only, as any with a table is."""
    size = 1 << struct.unpack_from("<H", content, 30)[0]
    first, smallest = struct.unpack_from("<I4xI", content, 48)
    table = allocation(content, size)
    listing = joined(content, size, table, first)
    for place in range(0, len(listing) - ENTRY + 1, ENTRY):
        entry = listing[place : place + ENTRY]
        if entry.startswith(NAMED):
            start, length = struct.unpack_from("<II", entry, 116)
            return joined(content, size, table, start)[:length] if length >= smallest else b""
    return b""


def allocation(content: bytes, size: int) -> array:
    """Which sector follows which."""
    more, count = struct.unpack_from("<II", content, 68)
    blocks = [*struct.unpack_from("<109I", content, 76)]
    for _ in range(min(count, len(content) // size)):
        *listed, more = struct.unpack_from(f"<{size // 4}I", content, size * (more + 1))
        blocks += listed
    table = array("I")
    for block in blocks:
        table.frombytes(content[size * (block + 1) : size * (block + 2)] if block < len(content) else b"")
    return table


def joined(content: bytes, size: int, table: array, sector: int) -> bytes:
    """A chain of sectors; one that runs in a circle ends where the file would."""
    pieces: list[bytes] = []
    while sector < len(table) and len(pieces) <= len(content) // size:
        pieces.append(content[size * (sector + 1) : size * (sector + 2)])
        sector = table[sector]
    return b"".join(pieces)
