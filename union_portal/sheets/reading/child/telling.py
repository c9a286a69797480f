"""Rows told to the portal: JSON lines, block by block and column by column."""

import datetime as dt
import json
import sys
from array import array
from collections.abc import Iterator, Sequence
from itertools import islice, zip_longest

BLOCK, MAX_LINE, MANY_WORDS = 500, 8 << 20, 5_000
MAX_ROWS, MAX_COLUMNS, MAX_TEXT = 300_000, 200, 32_767
CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0xFFFE, 0xFFFF])
NUMBER_ERROR = "#NUM!"
AGAIN = "请在Excel或WPS中打开，另存为.xlsx后再上传"


class Refused(Exception):
    """Why, in Chinese, with what to do."""


class TooLong(Exception):
    """What is too long, in Chinese."""


def heard() -> dict:
    return json.loads(sys.stdin.buffer.readline())


def say(message: dict) -> None:
    line = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
    if len(line) > MAX_LINE:
        raise TooLong("文字过多")
    sys.stdout.buffer.write(line + b"\n")


class Column(dict):
    """One column's words and their numbers, as long as they are few; then every cell is told in full."""

    def __init__(self):
        super().__init__({"": 0, None: 0})
        self.new: list = []
        self.count, self.coded = 0, True

    def __missing__(self, cell) -> int:
        value = plain(cell)
        if type(value) is not type(cell) or value != cell:
            self[cell] = number = self[value]
            return number
        self.count += 1
        self[cell] = self.count
        self.new.append(value)
        return self.count

    def tell(self, cells: Sequence, follow: list[bytes]) -> Sequence | dict | None:
        """The column's part of a block's line; numbers are added to `follow`."""
        if not any(cells) and not any(cell == 0 for cell in cells):
            return None
        kinds = set(map(type, cells))
        if bool in kinds:
            cells = [("是" if cell else "否") if type(cell) is bool else cell for cell in cells]
        if not self.coded:
            sound = kinds == {str} and "".join(cells).isprintable() and max(map(len, cells)) <= MAX_TEXT
            cells = cells if sound else list(map(plain, cells))
            return [None if cell == "" else cell for cell in cells] if "" in cells else cells
        follow.append(array("H", map(self.__getitem__, cells)).tobytes())
        told, self.new = {"new": self.new}, []
        if self.count > MANY_WORDS:
            self.coded = False
            self.clear()
        return told


def tell(rows: Iterator[list]) -> None:
    columns: list[Column] = []
    told = 0
    while told <= MAX_ROWS and (block := list(islice(rows, BLOCK))):
        cut_blanks(block, told + 1)
        lines = list(zip_longest(*block, fillvalue=""))
        columns.extend(Column() for _ in range(len(lines) - len(columns)))
        follow: list[bytes] = []
        try:
            parts = [column.tell(line, follow) for column, line in zip(columns, lines, strict=False)]
            say({"rows": len(block), "columns": parts})
        except TooLong as refusal:
            raise Refused(f"第{place(block, told + 1)}{refusal}，请缩短后再上传") from None
        sys.stdout.buffer.writelines(follow)
        told += len(block)


def place(block: list[list], first: int) -> str:
    """Where the longest text of the block stands."""
    lengths = (
        (len(cell), number, column)
        for number, row in enumerate(block, first)
        for column, cell in enumerate(row, 1)
        if type(cell) is str
    )
    _, number, column = max(lengths)
    return f"{number:,}行第{column:,}列"


def cut_blanks(block: list[list], first: int) -> None:
    """No row reaches beyond the last column, unless by blanks."""
    if max(map(len, block)) <= MAX_COLUMNS:
        return
    for number, row in enumerate(block, first):
        while len(row) > MAX_COLUMNS and row[-1] in ("", None):
            row.pop()
        if len(row) > MAX_COLUMNS:
            raise Refused(
                f"第{number:,}行第{len(row):,}列还有内容，最多{MAX_COLUMNS}列；请删去多余的内容后再上传"
            )


def plain(cell):
    """Text without control characters, or a float. Dates are written out; one at midnight keeps no time."""
    kind = type(cell)
    if kind is str:
        if len(cell) > MAX_TEXT:
            raise TooLong(f"超过{MAX_TEXT:,}字")
        return cell if cell.isprintable() else cell.translate(CONTROLS)
    if kind is float or kind is int:
        number = float(cell)
        return number if number - number == 0 else NUMBER_ERROR
    if kind is dt.datetime or kind is dt.date:
        if cell.year < 1900:
            return NUMBER_ERROR
        midnight = kind is dt.date or cell.time() == dt.time()
        return cell.isoformat()[:10] if midnight else cell.isoformat(" ", "seconds")
    return str(cell)
