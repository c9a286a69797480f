"""Rows by COPY: keys reserved ahead, values written as PostgreSQL reads them, memory bounded."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import islice

from django.db import connection, models

from union_portal.fields import column

BATCH = 500
"""Rows made into text at a time."""


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
    return _stream(f'COPY "{model._meta.db_table}" ({columns}) FROM STDIN', rows, ending)


def copy_into(table: str, columns: Sequence[str], rows: Iterable[Sequence]) -> int:
    """Write rows into a table that no model describes."""
    listed = ", ".join(f'"{column}"' for column in columns)
    return _stream(f"COPY {table} ({listed}) FROM STDIN", rows, "\n")


class Lines:
    """What COPY reads: rows become text only when asked for, so that the server works on those before.

    `failure` is what the rows raised: psycopg2 would tell its words only.
    """

    def __init__(self, rows: Iterable[Sequence], ending: str):
        self.rows, self.ending = iter(rows), ending
        self.failure: Exception | None = None

    def read(self, _size: int = -1) -> str:
        try:
            return "".join("\t".join(map(text, row)) + self.ending for row in islice(self.rows, BATCH))
        except Exception as error:
            self.failure = error
            raise


def _stream(command: str, rows: Iterable[Sequence], ending: str) -> int:
    lines = Lines(rows, ending)
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
