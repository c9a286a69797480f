"""Rows by COPY: keys reserved ahead, values written as PostgreSQL reads them, memory bounded."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice
from types import NoneType

from django.db import connection, models

from union_portal.fields import column

BATCH, PIECE = 500, 2_000
"""Rows made into text at a time: one by one, and column by column."""


def reserve(model: type[models.Model], count: int) -> list[int]:
    """`count` primary keys that nobody else will get, in ascending order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [key for (key,) in cursor.fetchall()]


def copy(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence]) -> int:
    """Write rows of `names` (field names) into the model's table; returns how many.

    Fields not named get the default the model gives them. Nothing may be asked of the database
    while `rows` are being made.
    """
    fields = [column(model, name) for name in names]
    left = [f for f in model._meta.local_concrete_fields if f not in fields and _needs_default(f)]
    columns = ", ".join(f'"{field.column}"' for field in [*fields, *left])
    ending = "".join(f"\t{text(field.get_default())}" for field in left) + "\n"
    return _stream(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN', _lines(rows, ending))


@dataclass(frozen=True)
class Column:
    """A column to be written: what stands in it, and, if not that, what becomes of a piece of it."""

    cells: Sequence
    made: Callable[[Sequence], Sequence] = field(default=lambda cells: cells)


def copy_columns(table: str, columns: Mapping[str, Column]) -> int:
    """Write columns of equal length into a table that no model describes."""
    listed = ", ".join(f'"{name}"' for name in columns)
    return _stream(f"COPY {table} ({listed}) FROM STDIN", _pieces([*columns.values()]))


def _pieces(columns: Sequence[Column]) -> Iterator[str]:
    known: list[dict] = [_Texts() for _ in columns]
    for start in range(0, len(columns[0].cells), PIECE):
        pieces = [column.made(column.cells[start : start + PIECE]) for column in columns]
        texts = [_texts(cells, words) for cells, words in zip(pieces, known, strict=True)]
        yield "\n".join(map("\t".join, zip(*texts, strict=True))) + "\n"


class _Texts(dict):
    """Values and their texts, for columns that repeat few."""

    def __missing__(self, value) -> str:
        self[value] = made = text(value)
        return made


def _texts(cells: Sequence, known: dict) -> Iterable[str]:
    kinds = set(map(type, cells))
    if kinds <= {bytes, NoneType}:
        return ["\\N" if cell is None else f"\\\\x{cell.hex()}" for cell in cells]
    if kinds == {int}:
        return map(str, cells)
    return map(text if str in kinds else known.__getitem__, cells)


class Lines:
    """What COPY reads: made only when asked for, so that the server works on what came before.

    `failure` is what making them raised: psycopg2 would tell its words only.
    """

    def __init__(self, pieces: Iterable[str]):
        self.pieces = iter(pieces)
        self.failure: Exception | None = None

    def read(self, _size: int = -1) -> str:
        try:
            return next(self.pieces, "")
        except Exception as error:
            self.failure = error
            raise


def _lines(rows: Iterable[Sequence], ending: str) -> Iterator[str]:
    rows = iter(rows)
    while some := "".join("\t".join(map(text, row)) + ending for row in islice(rows, BATCH)):
        yield some


def _stream(command: str, pieces: Iterable[str]) -> int:
    lines = Lines(pieces)
    with connection.cursor() as cursor:
        try:
            cursor.cursor.copy_expert(command, lines)
        except Exception:
            if lines.failure:
                raise lines.failure from None
            raise
        return cursor.cursor.rowcount


def _needs_default(field: models.Field) -> bool:
    known = field.primary_key or field.generated or field.has_db_default()
    return not known and not field.null


def text(value) -> str:
    if value is None:
        return "\\N"
    kind = type(value)
    if kind is str:
        return value if "\\" not in value and "\t" not in value and "\n" not in value else _escape(value)
    if kind is int or kind is Decimal:
        return str(value)
    if kind is dt.date:
        return value.isoformat()
    if kind is bool:
        return "t" if value else "f"
    if kind is bytes:
        return f"\\\\x{value.hex()}"
    return _escape(str(value))


def _escape(value: str) -> str:
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r")
