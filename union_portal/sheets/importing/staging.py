"""The checked rows of a file in a table of their own, and the questions asked of all of them at once.

Columns have the register's own types, personal ones are already encrypted. A blank cell is NULL and
means: keep what is there, or the model's default for a new row.
"""

import datetime as dt
from collections.abc import Iterable, Sequence

from django.db import connection, models

from union_portal.bulk import Column, copy_columns
from union_portal.fields import BlindIndexField, CreditCodeField, EncryptedField, column, stored_as
from union_portal.ledgers.declarations import Ledger

from ..models import ImportBatch
from .matching import own_unit

LOADED = ("row", "pk", "act")
"""Row of the sheet; key of the register's row it is; N new, U update, S same, X refused.
`ver`, the version of that row, and `late`, whether it is newer than the file, are found here."""


class Staging:
    def __init__(self, batch: ImportBatch, ledger: Ledger, names: Sequence[str]):
        self.table, self.model = batch.staging, ledger.model
        self.target = f'"{self.model._meta.db_table}"'
        self.fields = [column(self.model, name) for name in names]
        self.columns = [stored_as(field) for field in self.fields]
        self.identities = [[self._comparable(name) for name in names] for names in ledger.identity]
        self.own_unit = own_unit(batch.user, ledger.app)
        self.modes = {stored_as(column(self.model, n)): mode for n, mode in batch.modes.items()}
        for index in self._indexes():
            if mode := batch.modes.get(index.source):
                self.modes[stored_as(index)] = mode

    def _indexes(self) -> list[BlindIndexField]:
        return [f for f in self.model._meta.fields if isinstance(f, BlindIndexField)]

    def _comparable(self, name: str) -> models.Field:
        """The column rows are told apart by: an encrypted one by its blind index."""
        return next((f for f in self._indexes() if f.source == name), column(self.model, name))

    def run(self, sql: str, *parameters) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters or None)
            return cursor.fetchall() if cursor.description else []

    def done(self, sql: str, *parameters) -> int:
        """As `run`; how many rows it wrote."""
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters or None)
            return cursor.rowcount

    # --- filling

    def create(self) -> None:
        listed = ", ".join(f'"{column}"' for column in self.columns)
        self.drop()
        self.run(
            f"CREATE UNLOGGED TABLE {self.table} AS SELECT 0 AS row, NULL::bigint AS pk, NULL::int AS ver,"
            f" 'N'::char AS act, false AS late, {listed} FROM {self.target} LIMIT 0"
        )

    def drop(self) -> None:
        self.run(f"DROP TABLE IF EXISTS {self.table}")

    def load(self, rows: Sequence[int], keys: Sequence, acts: Sequence[str], values: dict[str, list]) -> None:
        """`values`: field name → plain values; personal ones are sealed on their way."""
        loaded = dict(zip(LOADED, map(Column, (rows, keys, acts)), strict=True))
        copy_columns(self.table, loaded | {stored_as(f): _copied(f, values[f.name]) for f in self.fields})
        self.run(f"ANALYZE {self.table}")

    # --- which row of the register each line is

    def match(self) -> list[tuple[int, int]]:
        """Rows by their number, else by the first identity that is complete; (row, how many it may be)."""
        self._known("t.id = s.pk")
        unclear: list[tuple[int, int]] = []
        for rank, names in enumerate(self.identities):
            if not all(f.column in self.columns for f in names):
                continue
            same = " AND ".join(f"{_key(f, 't')} = {_key(f, 's')}" for f in names)
            if rank:
                same += "".join(
                    f' AND NOT coalesce(t."{f.column}" <> s."{f.column}", false)'
                    for f in self.identities[0]
                    if f.column in self.columns
                )
            found = f"SELECT s.row, min(t.id) AS id, count(*) AS n FROM {self.table} s JOIN {self.target} t"
            found += f" ON {same} WHERE s.pk IS NULL GROUP BY s.row"
            unclear += self.run(f"SELECT row, n FROM ({found}) f WHERE n > 1")
            self.run(f"UPDATE {self.table} s SET pk = f.id FROM ({found}) f WHERE s.row = f.row AND f.n = 1")
            self._known("t.id = s.pk AND s.ver IS NULL")
        return unclear

    def _known(self, condition: str) -> None:
        self.run(
            f"UPDATE {self.table} s SET ver = t.version, act = CASE act WHEN 'N' THEN 'U' ELSE act END"
            f" FROM {self.target} t WHERE {condition}"
        )

    def doubles(self) -> list[tuple[int, int]]:
        """(row, the earlier row it repeats) within the file, once all are matched."""
        found: dict[int, int] = {}
        for rank, names in enumerate(self.identities):
            if all(f.column in self.columns for f in names):
                bare = " AND s.pk IS NULL" if rank else ""
                found = dict(self._repeated([_key(f, "s") for f in names], bare)) | found
        return sorted((dict(self._repeated(["s.pk"])) | found).items())

    def _repeated(self, keys: list[str], condition: str = "") -> list[tuple[int, int]]:
        full = " AND ".join(f"{key} IS NOT NULL" for key in keys)
        return self.run(
            f"SELECT row, first FROM (SELECT s.row, min(s.row) OVER (PARTITION BY {', '.join(keys)}) AS first"
            f" FROM {self.table} s WHERE {full}{condition} AND s.act <> 'X') lines WHERE row > first"
        )

    def strangers(self, units: Iterable[int]) -> list[tuple[int]]:
        """Rows that match a record outside the user's units."""
        return self.run(
            f"SELECT s.row FROM {self.table} s JOIN {self.target} t ON t.id = s.pk"
            " WHERE NOT t.org_id = ANY (%s)",
            list(units),
        )

    def unmatched(self) -> set[int]:
        return {row for (row,) in self.run(f"SELECT row FROM {self.table} WHERE pk IS NULL")}

    def refuse(self, rows: Iterable[int]) -> None:
        self.run(f"UPDATE {self.table} SET act = 'X' WHERE row = ANY (%s)", list(rows))

    # --- what would change

    def settle(self) -> None:
        """Updates that would change nothing are the same."""
        self._forget_equal_secrets()
        changed = " OR ".join(
            f'{self.updated(c)} IS DISTINCT FROM t."{c}"'
            for field, c in zip(self.fields, self.columns, strict=True)
            if self._tells(field)
        )
        self.run(
            f"UPDATE {self.table} s SET act = 'S' FROM {self.target} t"
            f" WHERE t.id = s.pk AND s.act = 'U' AND NOT ({changed or 'false'})"
        )

    def _tells(self, field: models.Field) -> bool:
        """Ciphertext differs each time: its blind index is compared instead, where it has one."""
        return field.name not in {index.source for index in self._indexes()}

    def _forget_equal_secrets(self) -> None:
        """Encrypted columns without an index are compared in the clear, and blanked where equal."""
        for f in self.fields:
            if not isinstance(f, EncryptedField) or not self._tells(f):
                continue
            both = self.run(
                f'SELECT s.row, s."{f.column}", t."{f.column}" FROM {self.table} s JOIN {self.target} t'
                f" ON t.id = s.pk WHERE s.act = 'U' AND s.\"{f.column}\" IS NOT NULL"
                f' AND t."{f.column}" IS NOT NULL'
            )
            opened = (
                (row, *(f.from_db_value(v, None, connection).reveal() for v in two)) for row, *two in both
            )
            same = [row for row, mine, theirs in opened if mine == theirs]
            self.run(f'UPDATE {self.table} SET "{f.column}" = NULL WHERE row = ANY (%s)', same)

    def mark_late(self, batch: ImportBatch, first: dt.datetime | None) -> None:
        """Updates of rows that were changed by hand, or by a later file, since this file was saved.

        `first` is when the same file was first imported: another file imported after that is a later one.
        """
        self.run(
            f"UPDATE {self.table} s SET late = true FROM {self.target} t WHERE t.id = s.pk AND s.act = 'U'"
            " AND coalesce("
            "  (SELECT bool_or(b.dated > %s::timestamptz"
            "                  OR (b.confirmed_at > %s::timestamptz AND b.sha256 <> %s))"
            "   FROM sheets_importchange c JOIN sheets_importbatch b ON b.id = c.batch_id"
            "   WHERE b.ledger = %s AND c.row = t.id AND c.version = t.version AND b.state = 'done'),"
            "  (SELECT max(date_trunc('second', a.at)) > least(%s::timestamptz, %s::timestamptz)"
            "   FROM audit_auditentry a WHERE a.\"table\" = %s AND a.row = t.id AND a.action = 'U'))",
            batch.dated, first, batch.sha256, batch.ledger, batch.dated, first,
            self.model._meta.db_table,
        )  # fmt: skip

    def counts(self) -> dict[str, int]:
        """By act; `late` are some of the updates."""
        found = dict(self.run(f"SELECT act, count(*) FROM {self.table} GROUP BY act"))
        late = self.run(f"SELECT count(*) FROM {self.table} WHERE late AND act = 'U'")[0][0]
        return found | {"late": late}

    # --- writing

    def write(self, batch: ImportBatch, overwrite: bool) -> tuple[int, int]:
        """Insert the new, noted for undo, update the changed; how many. Rows changed since the check stay."""
        assignments = ", ".join(f'"{column}" = {self.updated(column)}' for column in self.columns)
        changed = self.done(
            f"UPDATE {self.target} t SET {assignments} FROM {self.table} s"
            f" WHERE {self._wanted(overwrite)} AND t.id = s.pk AND t.version = s.ver"
        )
        every = self.every()
        listed = ", ".join(f'"{f.column}"' for f in every)
        values = ", ".join(self.inserted(f) for f in every)
        made = self.done(
            f"WITH made AS (INSERT INTO {self.target} ({listed}) SELECT {values} FROM {self.table} s"
            " WHERE s.act = 'N' ORDER BY s.row RETURNING id)"
            " INSERT INTO sheets_importchange (batch_id, row, version) SELECT %s, id, 1 FROM made",
            batch.pk,
        )
        return made, changed

    def keep_before(self, batch: ImportBatch, overwrite: bool) -> int:
        """The images of the rows about to change, for undo; how many."""
        return self.done(
            "INSERT INTO sheets_importchange (batch_id, row, version, before)"
            f" SELECT %s, t.id, t.version + 1, to_jsonb(t) FROM {self.target} t JOIN {self.table} s"
            f" ON s.pk = t.id WHERE {self._wanted(overwrite)} AND t.version = s.ver",
            batch.pk,
        )

    @staticmethod
    def _wanted(overwrite: bool) -> str:
        return "s.act = 'U'" + ("" if overwrite else " AND s.late IS NOT TRUE")

    def every(self) -> list[models.Field]:
        """The columns an inserted row is given; the database knows the others itself."""
        return [
            f
            for f in self.model._meta.local_concrete_fields
            if not f.primary_key and not f.generated and not f.has_db_default()
        ]

    def inserted(self, field: models.Field) -> str:
        """SQL for the column of a new row."""
        unplaced = field.name == "org" and self.model.unplaced
        default = _literal(self.own_unit if unplaced else None if field.null else field.get_default())
        if field.column not in self.columns:
            return default
        return f's."{field.column}"' if default == "NULL" else f'coalesce(s."{field.column}", {default})'

    def updated(self, column: str) -> str:
        """SQL for the column of a row that is there already."""
        if column not in self.columns:
            return f't."{column}"'
        mode = self.modes.get(column, ImportBatch.Mode.ALL)
        if mode == ImportBatch.Mode.ADD:
            return f't."{column}"'
        if mode == ImportBatch.Mode.BLANK:
            kind = next(f for f in self.fields if f.column == column).db_type(connection)
            return f'coalesce(nullif(t."{column}"::text, \'\'), s."{column}"::text)::{kind}'
        return f'coalesce(s."{column}", t."{column}")'


def _copied(field: models.Field, values: list) -> Column:
    if isinstance(field, (EncryptedField, BlindIndexField)):
        return Column(values, field.column_to_copy)
    return Column(values)


def _key(field: models.Field, table: str) -> str:
    """SQL by which two values are the same: names but for spaces and brackets, nobody as nobody."""
    column = f'{table}."{field.column}"'
    if field.is_relation and field.null:
        return f"coalesce({column}, 0)"
    named = isinstance(field, models.CharField) and not isinstance(field, CreditCodeField)
    return f"name_key({column})" if named and not field.choices else column


def _literal(value) -> str:
    """A model's default as SQL."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(value)
    text = str(value).replace("'", "''")
    return f"'{text}'"
