"""Rows that left the portal in a sheet and come back: known by their 系统编号, merged three ways.

A cell that says what it said when the sheet was made asks for nothing. A cell that was changed in the
sheet and, meanwhile, in the register is a conflict that a person decides.
"""

import datetime as dt
import json
from collections.abc import Sequence
from decimal import Decimal

from django.db import connection, models

from union_portal.fields import EncryptedField
from union_portal.ledgers.declarations import Ledger
from union_portal.ledgers.tables import Column, columns

from .. import rowkeys
from ..exporting.values import pieces

AT_ONCE = 5_000
HISTORY = """
    SELECT DISTINCT ON (a.row, c.key) a.row, c.key, c.value
    FROM audit_auditentry a
    JOIN unnest(%s::bigint[], %s::int[]) AS k (pk, version) ON k.pk = a.row
    CROSS JOIN LATERAL jsonb_each(a.before) c
    WHERE a."table" = %s AND a.action = 'U' AND (a.before->>'version')::int >= k.version
    ORDER BY a.row, c.key, a.id
"""
"""For every column changed since a row had that version: what it held then. Encrypted ones by name only."""


def visible(ledger: Ledger, user, pks: Sequence[int]) -> set[int]:
    """Those of the keys that lie in units where the user may change rows."""
    rows = ledger.model.objects.visible_to(user, "change")
    return {pk for some in _chunks(pks) for pk in rows.filter(pk__in=some).values_list("pk", flat=True)}


def shown(ledger: Ledger, names: Sequence[str], pks: Sequence[int]) -> dict[tuple[int, str], str]:
    """What an export writes into the cells whose text is not their value: masks, and names of other rows."""
    opaque = [c for c in columns(ledger, names) if isinstance(c.field, (models.ForeignKey, EncryptedField))]
    return written(ledger, opaque, pks)


def written(ledger: Ledger, listed: Sequence[Column], pks: Sequence[int]) -> dict[tuple[int, str], str]:
    """What an export writes into the cells of these rows and columns."""
    rows = ledger.model._default_manager.order_by("pk")
    found: dict[tuple[int, str], str] = {}
    for some in _chunks(pks) if listed else ():
        for piece in pieces(rows.filter(pk__in=some), listed):
            for *cells, key in piece:
                if own := rowkeys.read(key):
                    found |= {(own[0], column.path): cell for column, cell in zip(listed, cells, strict=True)}
    return found


def changed_since(model: type[models.Model], keys: dict[int, int]) -> dict[tuple[int, str], object]:
    """(row, column) → the value it had at the version given; only what has changed since."""
    with connection.cursor() as cursor:
        cursor.execute(HISTORY, [list(keys), list(keys.values()), model._meta.db_table])
        return {(row, column): json.loads(value) for row, column, value in cursor.fetchall()}


def as_trail(value):
    """A value as the trail writes it, for comparison."""
    if isinstance(value, dt.date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def _chunks(values: Sequence[int]) -> list[Sequence[int]]:
    return [values[start : start + AT_ONCE] for start in range(0, len(values), AT_ONCE)]
