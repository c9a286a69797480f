"""What confirming would change, row by row, before it is changed."""

from dataclasses import dataclass

from django.db import models

from union_portal.fields import BlindIndexField, EncryptedField, column, stored_as
from union_portal.ledgers.tables import plain

from ..models import ImportBatch
from .saving import staged
from .staging import Staging
from .uploads import ledger_of

HIDDEN = "（已变更，不显示）"
QUIET = {"initials"}


@dataclass(frozen=True)
class Update:
    """One row of the register that the sheet would change."""

    row: int
    title: str
    late: bool
    changes: list[tuple[str, str, str]]
    """label, before, after"""


def updates(batch: ImportBatch, limit: int = 50) -> list[Update]:
    """The first updates in the sheet's order, those that are newer than the file first."""
    staging = staged(batch, ledger_of(batch))
    names = [f.name for f in staging.fields if not isinstance(f, BlindIndexField) and f.name not in QUIET]
    fields = [column(staging.model, name) for name in names]
    after = ", ".join(f'{staging.updated(stored_as(f))} AS "{f.column}"' for f in fields)
    lines = staging.run(
        f"SELECT s.row, s.pk, s.late IS TRUE, {after}, {_differs(staging, fields)}"
        f" FROM {staging.table} s JOIN {staging.target} t ON t.id = s.pk"
        f" WHERE s.act = 'U' ORDER BY s.late IS TRUE DESC, s.row LIMIT {int(limit)}"
    )
    rows = staging.model._default_manager.in_bulk([line[1] for line in lines])
    words = {f.name: _named(f.related_model, lines, 3 + n) for n, f in enumerate(fields) if f.related_model}
    return [_update(line, rows[line[1]], fields, words) for line in lines]


def _differs(staging: Staging, fields: list[models.Field]) -> str:
    """SQL: which of the columns differ, an encrypted one by its index."""
    indexed = {f.source: f for f in staging.model._meta.fields if isinstance(f, BlindIndexField)}
    columns = [stored_as(indexed.get(f.name, f)) for f in fields]
    return "ARRAY[" + ", ".join(f'{staging.updated(c)} IS DISTINCT FROM t."{c}"' for c in columns) + "]"


def _named(model: type[models.Model], lines: list[tuple], at: int) -> dict:
    pks = {line[at] for line in lines if line[at] is not None}
    return {pk: plain(row) for pk, row in model._default_manager.in_bulk(pks).items()}


def _update(line: tuple, row: models.Model, fields: list[models.Field], words: dict) -> Update:
    number, _, late, *after, differs = line
    changes = [
        (str(field.verbose_name), _told(field, getattr(row, field.name), {}), _told(field, value, words))
        for field, value, differs_here in zip(fields, after, differs, strict=True)
        if differs_here
    ]
    return Update(number, str(row), late, changes)


def _told(field: models.Field, value, words: dict) -> str:
    if value is None or value == "":
        return "空"
    if isinstance(field, EncryptedField):
        return HIDDEN
    if field.is_relation:
        return words.get(field.name, {}).get(value) or plain(value)
    return str(dict(field.flatchoices).get(value, value)) if field.choices else plain(value)
