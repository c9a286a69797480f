"""Rows that came, went or changed between two snapshots, or between a snapshot and the registers now."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import connection, transaction

from ..compute import whole_tables
from ..indicators import REGISTRY, Indicator
from ..models import AnnualRecord, Drift, Snapshot
from ..sealed import snapshot_of
from .freezing import rows_now

FROZEN = """
SELECT org_id AS org, behind.id, behind.gives FROM reporting_snapshotrows,
  unnest(ids, coalesce(amounts, array_fill(NULL::numeric, ARRAY[cardinality(ids)]))) AS behind (id, gives)
WHERE snapshot_id = %s AND code = %s AND part = %s
"""
DIFFER = """
SELECT coalesce(now.id, was.id) AS id, coalesce(now.org, was.org) AS org,
  CASE WHEN was.id IS NULL THEN 'added' WHEN now.id IS NULL THEN 'removed' ELSE 'changed' END AS how,
  was.gives AS before, now.gives AS now
FROM ({was}) AS was FULL JOIN ({now}) AS now ON was.id = now.id
WHERE was.id IS NULL OR now.id IS NULL OR was.org <> now.org{amounts}
"""
AMOUNTS = " OR was.gives IS DISTINCT FROM now.gives"
KEEP = """
INSERT INTO reporting_drift (record_id, code, part, register, row, org_id, how, before, now)
SELECT %s, %s, %s, %s, id, org, how, before, now FROM ({differ}) AS differing
"""


@dataclass(frozen=True)
class Difference:
    """One row of the register, by its id: what it gave before and now, where it gives an amount."""

    row: int
    org: int
    how: str
    before: Decimal | None
    now: Decimal | None

    @property
    def label(self) -> str:
        return Drift.How(self.how).label


def between(was: Snapshot, now: Snapshot, code: str, part: str) -> list[Difference]:
    """What distinguishes the rows of one part in two snapshots, by id."""
    sql = _differ(REGISTRY[code], FROZEN, FROZEN)
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY 1", [was.pk, code, part, now.pk, code, part])
        return [Difference(*row) for row in cursor.fetchall()]


def since(was: Snapshot, code: str, part: str) -> list[Difference]:
    """What distinguishes the rows of one part from those in the registers now."""
    indicator = REGISTRY[code]
    now, values = rows_now(indicator.traces(was.period.span, was.org)[part])
    with whole_tables(), connection.cursor() as cursor:
        cursor.execute(f"{_differ(indicator, FROZEN, now)} ORDER BY 1", [was.pk, code, part, *values])
        return [Difference(*row) for row in cursor.fetchall()]


@transaction.atomic
def keep_drift(record: AnnualRecord, progress=lambda done, total: None) -> int:
    """Finds 封存后变动 anew over all figures of a sealed year; how many rows differ, each counted once."""
    snapshot = snapshot_of(record)
    codes = [code for code in snapshot.definitions.values_list("code", flat=True) if code in REGISTRY]
    record.drift.all().delete()
    with whole_tables(), connection.cursor() as cursor:
        for done, code in enumerate(codes, 1):
            indicator = REGISTRY[code]
            for part, trace in indicator.traces(snapshot.period.span, snapshot.org).items():
                now, values = rows_now(trace)
                keep = KEEP.format(differ=_differ(indicator, FROZEN, now))
                told = [record.pk, code, part, trace.rows.model._meta.label_lower]
                cursor.execute(keep, [*told, snapshot.pk, code, part, *values])
            progress(done, len(codes))
    return record.drift.values("register", "row").distinct().count()


def _differ(indicator: Indicator, was: str, now: str) -> str:
    """A row that stands for its like may be another one now, and nothing has changed."""
    amounts = "" if getattr(indicator, "distinct", "") else AMOUNTS
    return DIFFER.format(was=was, now=now, amounts=amounts)
