"""Rows by COPY: keys reserved ahead, values written as PostgreSQL reads them, memory bounded."""

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.db import connection, models

from union_portal.fields import column

CHUNK = 50_000


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

    Fields not named get the default the model gives them.
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


def _stream(command: str, rows: Iterable[Sequence], ending: str) -> int:
    buffer, pending, written = io.StringIO(), 0, 0
    for row in rows:
        buffer.write("\t".join(map(text, row)))
        buffer.write(ending)
        pending += 1
        if pending == CHUNK:
            written += _send(command, buffer)
            buffer, pending = io.StringIO(), 0
    return written + (_send(command, buffer) if pending else 0)


def _needs_default(field: models.Field) -> bool:
    known = field.primary_key or field.generated or field.has_db_default()
    return not known and not field.null


def _send(command: str, buffer: io.StringIO) -> int:
    buffer.seek(0)
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(command, buffer)
        return cursor.cursor.rowcount


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
