"""对平 in bulk: whether the rows a snapshot kept come to its figures, found by sets."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db import connection

from union_portal.organization.models import OrgUnit

from ..evidence import Sums
from ..indicators import REGISTRY, Derived, Value
from ..models import Snapshot

COME_TO = """
WITH above AS (
  SELECT o.id AS leaf, a.id AS unit FROM organization_orgunit o
  JOIN organization_orgunit a ON starts_with(o.path, a.path)),
counted AS (
  SELECT code, part, unit, sum(cardinality(ids)) AS rows
  FROM reporting_snapshotrows JOIN above ON leaf = org_id WHERE snapshot_id = %(snapshot)s
    AND (%(code)s = '' OR code = %(code)s)
  GROUP BY code, part, unit),
given AS (
  SELECT code, part, unit, sum(one) AS total, min(one) AS least, count(DISTINCT one) AS different,
    percentile_cont(0.5) WITHIN GROUP (ORDER BY one) AS middle
  FROM reporting_snapshotrows JOIN above ON leaf = org_id, unnest(amounts) AS one
  WHERE snapshot_id = %(snapshot)s AND (%(code)s = '' OR code = %(code)s) GROUP BY code, part, unit)
SELECT code, part, unit, rows, coalesce(total, 0), least, coalesce(different, 0), middle
FROM counted LEFT JOIN given USING (code, part, unit)
"""
NOTHING = Sums()


@dataclass(frozen=True)
class Unbalanced:
    """A figure that its rows do not come to."""

    unit: int
    code: str
    expected: Decimal | None
    found: Decimal | None


def unbalanced(snapshot: Snapshot) -> list[Unbalanced]:
    """Of all units; what is derived from others must be their sum."""
    figures: dict[int, dict[str, Value]] = defaultdict(dict)
    for one in snapshot.figures.all():
        figures[one.org_id][one.code] = Value(one.value, one.numerator, one.denominator)
    sums = _sums(snapshot)
    return [fault for unit, values in figures.items() for fault in _faults(unit, values, sums)]


def _faults(unit: int, values: dict[str, Value], sums: dict) -> Iterator[Unbalanced]:
    for code, value in values.items():
        indicator = REGISTRY.get(code)
        if indicator is None:
            continue
        if isinstance(indicator, Derived):
            if set(indicator.plus) <= values.keys():
                found = sum((values[part].value or Decimal(0) for part in indicator.plus), Decimal(0))
                if found != value.value:
                    yield Unbalanced(unit, code, value.value, found)
            continue
        own = sums.get((unit, code), defaultdict(lambda: NOTHING))
        for part in indicator.vouched():
            expected, come = indicator.expected(value, part), indicator.come_to(own, part)
            if _as_kept(expected) != _as_kept(come):
                yield Unbalanced(unit, code, expected, come)


def sums_of(snapshot: Snapshot, unit: OrgUnit, code: str) -> dict[str, Sums]:
    """What the rows of each part of a code come to in a unit."""
    return _sums(snapshot, code).get((unit.pk, code), defaultdict(lambda: NOTHING))


def _sums(snapshot: Snapshot, code: str = "") -> dict[tuple[int, str], dict[str, Sums]]:
    found: dict = defaultdict(lambda: defaultdict(lambda: NOTHING))
    with connection.cursor() as cursor:
        cursor.execute(COME_TO, {"snapshot": snapshot.pk, "code": code})
        for code, part, unit, rows, total, *rest in cursor.fetchall():
            found[unit, code][part] = Sums(int(rows), total, *rest)
    return found


def _as_kept(value: Decimal | None) -> Decimal | None:
    return None if value is None else round(Decimal(value), 6)
