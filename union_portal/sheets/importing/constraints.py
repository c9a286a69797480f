"""The table's own constraints, asked of every staged row before anything is written.

Each condition is read from the database's catalogue and evaluated on the rows as they would stand after
the import, so that a rule is written once, in the model.
"""

from collections.abc import Iterator

from union_portal.fields import stored_as

from .staging import Staging

CHECKS = (
    "SELECT conname, pg_get_expr(conbin, conrelid) FROM pg_constraint"
    " WHERE conrelid = %s::regclass AND contype = 'c' ORDER BY 1"
)
INDEXES = """
    SELECT i.relname, x.indisexclusion, coalesce(pg_get_expr(x.indpred, x.indrelid), 'true'),
           array(SELECT pg_get_indexdef(x.indexrelid, n, true) FROM generate_series(1, x.indnkeyatts) n),
           array(SELECT a.attname::text FROM pg_depend d
                 JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid
                 WHERE d.refobjid = x.indrelid AND d.refobjsubid > 0
                   AND d.objid IN (x.indexrelid,
                                   (SELECT oid FROM pg_constraint WHERE conindid = x.indexrelid LIMIT 1)))
    FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid
    WHERE x.indrelid = %s::regclass AND NOT x.indisprimary AND (x.indisunique OR x.indisexclusion)
    ORDER BY 1
"""


def broken(staging: Staging) -> Iterator[tuple[int, str]]:
    """(row, constraint) of rows that the table would refuse; a row may break several."""
    if checks := staging.run(CHECKS, staging.target):
        broke = ", ".join(f"CASE WHEN NOT ({condition}) THEN '{name}' END" for name, condition in checks)
        lines = f"SELECT row, array_remove(ARRAY[{broke}], NULL) AS names FROM ({image(staging)}) after"
        for row, names in staging.run(f"SELECT * FROM ({lines}) l WHERE names <> '{{}}'"):
            yield from ((row, name) for name in names)
    for name, exclusive, condition, keys, columns in staging.run(INDEXES, staging.target):
        if not set(staging.columns).isdisjoint(columns):
            clashes = _overlaps if exclusive else _doubles
            yield from ((row, name) for row in clashes(staging, condition, keys))


def _doubles(staging: Staging, condition: str, keys: list[str]) -> list[int]:
    """Rows with the keys of another row: one of the register's, or an earlier one of the file."""
    names = [f"k{n}" for n in range(len(keys))]
    named = ", ".join(f"{key} AS {name}" for key, name in zip(keys, names, strict=True))
    known = " AND ".join(f"{name} IS NOT NULL" for name in names)
    same = " AND ".join(f"b.{name} = a.{name}" for name in names)
    after = f"SELECT row, pk, {named} FROM ({image(staging)}) after WHERE {condition}"
    found = staging.run(
        f"WITH ours AS MATERIALIZED (SELECT *, min(row) OVER (PARTITION BY {', '.join(names)}) AS first"
        f" FROM ({after}) a WHERE {known})"
        " SELECT row FROM ours WHERE row > first"
        f" UNION SELECT a.row FROM ours a JOIN (SELECT id, {named} FROM {staging.target} WHERE {condition}) b"
        f" ON {same} WHERE b.id IS DISTINCT FROM a.pk AND NOT EXISTS"
        f" (SELECT 1 FROM {staging.table} u WHERE u.pk = b.id AND u.act = 'U') ORDER BY 1"
    )
    return [row for (row,) in found]


def _overlaps(staging: Staging, condition: str, keys: list[str]) -> list[int]:
    """Rows whose keys overlap those of another row: one of the register's, or an earlier one of the file."""
    names = [f"k{n}" for n in range(len(keys))]
    named = ", ".join(f"{key} AS {name}" for key, name in zip(keys, names, strict=True))
    meet = " AND ".join(f"b.{name} && a.{name}" for name in names)
    table = f"{staging.table}_keys"
    staging.run(
        f"CREATE UNLOGGED TABLE {table} AS SELECT row, pk, {named}"
        f" FROM ({image(staging)}) after WHERE {condition}"
    )
    staging.run(f"CREATE INDEX ON {table} USING gist ({', '.join(names)})")
    staging.run(f"ANALYZE {table}")
    theirs = f"(SELECT id, {named} FROM {staging.target} WHERE {condition})"
    staged = f"SELECT 1 FROM {staging.table} u WHERE u.pk = b.id AND u.act = 'U'"
    found = staging.run(
        f"SELECT a.row FROM {table} a WHERE EXISTS (SELECT 1 FROM {theirs} b"
        f" WHERE {meet} AND b.id IS DISTINCT FROM a.pk AND NOT EXISTS ({staged}))"
        f" OR EXISTS (SELECT 1 FROM {table} b WHERE {meet} AND b.row < a.row) ORDER BY 1"
    )
    staging.run(f"DROP TABLE {table}")
    return [row for (row,) in found]


def image(staging: Staging) -> str:
    """SQL: every row as it would stand in the register after the import, and its row of the sheet."""
    after = ", ".join(
        f"CASE WHEN s.pk IS NULL THEN {staging.inserted(f)} ELSE {staging.updated(stored_as(f))} END"
        f' AS "{f.column}"'
        for f in staging.every()
    )
    joined = f"{staging.table} s LEFT JOIN {staging.target} t ON t.id = s.pk"
    return f"SELECT s.row, s.pk, 1 AS version, {after} FROM {joined} WHERE s.act IN ('N', 'U')"
