"""Which lines of a sheet hold its headings, which are records, and which only stand around them."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from union_portal.ledgers.declarations import Ledger

from .. import examples
from .columns import REMARK, Heading, Refusal, key_of

LOOK_DOWN = 15
"""A heading row stands within the first rows of the sheet, below titles and notes."""
FOOT_LINE = re.compile(
    r"(本页|本表|全部)?[合总小共累]\s*计\s*[:：]?"
    r"|(填表|制表|填报|经办|审核|复核|负责)(人|单位|日期|时间)?\s*[:：].*|(附?注|备注|说明)\s*[:：].*"
)
FOOT = Refusal("像是表下的合计、签名或说明，不是一条记录", "请删去这一行，或只导入没有问题的行")


def find_header(rows: Sequence[Sequence], names: Collection[Heading]) -> tuple[int, list]:
    """The index of the row that names the most columns, the first of equals, and its headings.

    Headings in two lines are one: each the lower word, else the upper. When no row names any column, the
    first that holds anything.
    """
    known, best = by_label(names), 0
    index, found = next(((n, list(row)) for n, row in enumerate(rows) if _first_words(row)), (0, []))
    for number, line in _heading_lines(rows):
        if (score := _known_in(line, known)) > best:
            best, index, found = score, number, list(line)
    return index, found


def columns_known(rows: Sequence[Sequence], names: Collection[Heading]) -> int:
    """How many columns the row that may be the headings names."""
    known = by_label(names)
    return max((_known_in(line, known) for _, line in _heading_lines(rows)), default=0)


def by_label(names: Iterable[Heading]) -> dict[str, Heading]:
    return {alias: heading for heading in names for alias in heading.aliases}


def _heading_lines(rows: Sequence[Sequence]) -> Iterator[tuple[int, Sequence]]:
    """Each of the first rows, alone and then with the one above it shining through its blanks."""
    for number, row in enumerate(rows[:LOOK_DOWN]):
        yield number, row
        if number:
            above = [*rows[number - 1], *[None] * len(row)]
            yield number, [upper if cell is None else cell for upper, cell in zip(above, row, strict=False)]


def _known_in(row: Sequence, known: Collection[str]) -> int:
    return sum(bool(known_key(cell, known)) for cell in row)


def known_key(cell, known: Collection[str]) -> str:
    """The key of a heading among these, as it stands or without its remark in brackets; else nothing."""
    keys = (key_of(cell), key_of(REMARK.sub("", str(cell)))) if cell is not None else ()
    return next((key for key in keys if key in known), "")


def records(ledger: Ledger, mapping: dict[int, str], header: Sequence, rows: list[list]) -> list[int]:
    """The positions of rows that hold anything: not the example untouched, nor the headings printed again."""
    again = [*header]
    while again and again[-1] is None:
        again.pop()
    return [i for i in examples.without(ledger, mapping, rows) if rows[i][: len(again)] != again]


def foot_of(row: Sequence) -> str:
    """What a line below the table begins with, if it is a total, a signature or a note."""
    words = _first_words(row)
    return words if FOOT_LINE.fullmatch(words) else ""


def _first_words(row: Sequence) -> str:
    return next((text for cell in row if cell is not None and (text := str(cell).strip())), "")
