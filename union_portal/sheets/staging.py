"""The checked rows of a file in a table of their own, and the questions asked of all of them at once.

Columns have the register's own types, personal ones are already encrypted. A blank cell is NULL and
means: keep what is there, or the model's default for a new row.
"""

from collections.abc import Iterable, Sequence

from django.db import connection, models

from union_portal.bulk import copy_into
from union_portal.fields import BlindIndexField, EncryptedField
from union_portal.ledgers.declarations import Ledger

from .models import ImportBatch

OWN = ("row", "pk", "ver", "act")
"""Row of the sheet; key and version of the row it matches; N new, U update, S same, X refused."""


class Staging:
    def __init__(self, batch: ImportBatch, ledger: Ledger, names: Sequence[str]):
        self.table, self.model = batch.staging, ledger.model
        self.target = f'"{self.model._meta.db_table}"'
        self.identity = [self._comparable(name) for name in ledger.identity]
        self.fields = [self.model._meta.get_field(name) for name in names]
        self.columns = [field.column for field in self.fields]
        self.modes = {self.model._meta.get_field(n).column: mode for n, mode in batch.modes.items()}

    def _comparable(self, name: str) -> str:
        """The column rows are told apart by: an encrypted one by its blind index."""
        field = self.model._meta.get_field(name)
        index = next(
            (f for f in self.model._meta.fields if isinstance(f, BlindIndexField) and f.source == name), None
        )
        return index.column if isinstance(field, EncryptedField) and index else field.column

    def run(self, sql: str, *parameters) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall() if cursor.description else []

    # --- filling

    def create(self) -> None:
        listed = ", ".join(f'"{column}"' for column in self.columns)
        self.drop()
        self.run(
            f"CREATE UNLOGGED TABLE {self.table} AS SELECT 0 AS row, NULL::bigint AS pk, NULL::int AS ver,"
            f" 'N'::char AS act, {listed} FROM {self.target} LIMIT 0"
        )

    def drop(self) -> None:
        self.run(f"DROP TABLE IF EXISTS {self.table}")

    def load(self, rows: Iterable[Sequence]) -> None:
        copy_into(self.table, ["row", "act", *self.columns], rows)
        self.run(f"ANALYZE {self.table}")

    # --- asking

    def match(self) -> None:
        """Find the register's own row of each line, by identity; rows without a full identity are new."""
        same = " AND ".join(f't."{column}" = s."{column}"' for column in self.identity)
        self.run(
            f"UPDATE {self.table} s SET pk = t.id, ver = t.version,"
            f" act = CASE act WHEN 'N' THEN 'U' ELSE act END FROM {self.target} t WHERE {same}"
        )

    def doubles(self) -> list[tuple[int, int]]:
        """(row, the earlier row it repeats) within the file."""
        listed = ", ".join(f's."{column}"' for column in self.identity)
        full = " AND ".join(f's."{column}" IS NOT NULL' for column in self.identity)
        return self.run(
            f"SELECT row, first FROM (SELECT s.row, min(s.row) OVER (PARTITION BY {listed}) AS first"
            f" FROM {self.table} s WHERE {full} AND s.act <> 'X') lines WHERE row > first"
        )

    def strangers(self, units: Iterable[int]) -> list[tuple[int]]:
        """Rows that match a record outside the user's units."""
        return self.run(
            f"SELECT s.row FROM {self.table} s JOIN {self.target} t ON t.id = s.pk"
            " WHERE NOT t.org_id = ANY (%s)",
            list(units),
        )

    def refuse(self, rows: Iterable[int]) -> None:
        self.run(f"UPDATE {self.table} SET act = 'X' WHERE row = ANY (%s)", list(rows))

    def settle(self) -> None:
        """Updates that would change nothing are the same."""
        changed = " OR ".join(
            f'{self._updated(c)} IS DISTINCT FROM t."{c}"' for c in self.columns if self._tells(c)
        )
        self.run(
            f"UPDATE {self.table} s SET act = 'S' FROM {self.target} t"
            f" WHERE t.id = s.pk AND s.act = 'U' AND NOT ({changed or 'false'})"
        )

    def _tells(self, column: str) -> bool:
        """Ciphertext differs each time: its blind index is compared instead, where it has one."""
        field = next(f for f in self.fields if f.column == column)
        indexed = {f.source for f in self.model._meta.fields if isinstance(f, BlindIndexField)}
        return not (isinstance(field, EncryptedField) and field.name in indexed)

    def broken(self) -> list[tuple[int, str]]:
        """(row, constraint) of rows that the table's own checks would refuse."""
        checks = self.run(
            "SELECT conname, pg_get_expr(conbin, conrelid) FROM pg_constraint"
            " WHERE conrelid = %s::regclass AND contype = 'c'",
            self.target,
        )
        found = []
        for name, condition in checks:
            rows = self.run(f"SELECT row FROM ({self._image()}) after WHERE NOT ({condition})")
            found += [(row, name) for (row,) in rows]
        return found

    def counts(self) -> dict[str, int]:
        return dict(self.run(f"SELECT act, count(*) FROM {self.table} GROUP BY act"))

    # --- writing

    def write(self) -> tuple[list[int], list[int]]:
        """Insert the new, update the changed; the keys of both. Rows changed since the check stay."""
        every = self._every()
        listed = ", ".join(f'"{f.column}"' for f in every)
        values = ", ".join(self._inserted(f) for f in every)
        made = self.run(
            f"INSERT INTO {self.target} ({listed}) SELECT {values} FROM {self.table} s WHERE s.act = 'N'"
            " ORDER BY s.row RETURNING id"
        )
        assignments = ", ".join(f'"{column}" = {self._updated(column)}' for column in self.columns)
        changed = self.run(
            f"UPDATE {self.target} t SET {assignments} FROM {self.table} s"
            " WHERE s.act = 'U' AND t.id = s.pk AND t.version = s.ver RETURNING t.id"
        )
        return [pk for (pk,) in made], [pk for (pk,) in changed]

    def keep_before(self, batch: ImportBatch) -> None:
        """The images of the rows about to change, for undo."""
        self.run(
            "INSERT INTO sheets_importchange (batch_id, row, version, before)"
            f" SELECT %s, t.id, t.version + 1, to_jsonb(t) FROM {self.target} t"
            f" JOIN {self.table} s ON s.pk = t.id WHERE s.act = 'U' AND t.version = s.ver",
            batch.pk,
        )

    def _every(self) -> list[models.Field]:
        return [
            f
            for f in self.model._meta.local_concrete_fields
            if not f.primary_key and not f.generated and not f.has_db_default()
        ]

    def _inserted(self, field: models.Field) -> str:
        default = None if field.null else field.get_default()
        literal = _literal(default)
        return (
            f's."{field.column}"'
            if field.column in self.columns and literal == "NULL"
            else (f'coalesce(s."{field.column}", {literal})' if field.column in self.columns else literal)
        )

    def _updated(self, column: str) -> str:
        mode = self.modes.get(column, ImportBatch.Mode.ALL)
        if mode == ImportBatch.Mode.ADD:
            return f't."{column}"'
        if mode == ImportBatch.Mode.BLANK:
            return f'coalesce(nullif(t."{column}"::text, \'\'), s."{column}"::text)::{self._type(column)}'
        return f'coalesce(s."{column}", t."{column}")'

    def _type(self, column: str) -> str:
        return next(f for f in self.fields if f.column == column).db_type(connection)

    def _image(self) -> str:
        """Every row as it would stand in the register after the import."""
        after = ", ".join(
            f"CASE WHEN s.pk IS NULL THEN {self._inserted(f)} ELSE "
            + (self._updated(f.column) if f.column in self.columns else f't."{f.column}"')
            + f' END AS "{f.column}"'
            for f in self._every()
        )
        joined = f"{self.table} s LEFT JOIN {self.target} t ON t.id = s.pk"
        return f"SELECT s.row, 1 AS version, {after} FROM {joined} WHERE s.act IN ('N', 'U')"


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
