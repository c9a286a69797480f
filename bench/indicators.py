"""Every indicator of every unit, against the same grouped queries sent by hand."""

from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path

from django.db import connection, transaction

from union_portal.organization.models import OrgUnit
from union_portal.reporting.compute import compute, measure
from union_portal.reporting.indicators import REGISTRY

from .district import YEAR
from .measure import Result, alternately

BY_HAND = Path(__file__).with_name("reference.sql").read_text(encoding="utf8").split(";\n")[:-1]
GOAL = 1.5


@transaction.atomic
def indicators() -> list[Result]:
    """The whole tree, from the rows, in a transaction as the job's; both sides fetch all rows."""
    root = OrgUnit.objects.root()
    theirs = at_the_root()
    codes = written_by_hand(theirs)
    keys = {one.key for code in codes for one in REGISTRY[code].measures(YEAR)}
    cells = measure(YEAR, [REGISTRY[code] for code in codes])[root.path]
    ours = {key: cells.get(key) or 0 for key in keys}
    if unequal := sorted(key for key in ours.keys() | theirs if ours.get(key) != theirs.get(key)):
        raise AssertionError(f"与手写SQL不等：{[(key, ours.get(key), theirs.get(key)) for key in unequal]}")
    computed, sent = alternately(lambda: compute(YEAR, codes), by_hand)
    (whole,) = alternately(lambda: compute(YEAR))
    return [
        Result(f"{len(codes)}项指标、各级单位（对手写SQL）", computed, sent, GOAL),
        Result(f"全部{len(REGISTRY)}项指标、各级单位", whole),
    ]


def written_by_hand(keys: Iterable[str]) -> list[str]:
    """The indicators all of whose measures the reference computes; later ones were not written twice."""
    known = set(keys)
    asked = {code: {one.key for one in one.measures(YEAR)} for code, one in REGISTRY.items()}
    return [code for code, wanted in asked.items() if wanted and wanted <= known]


def by_hand(period=YEAR) -> list[tuple[list[str], list[tuple]]]:
    """The columns and rows of each query, through psycopg2's own cursor."""
    last = period.last_day
    year_before = last.replace(year=last.year - 1)
    days = {"start": period.start, "end": period.end, "last": last, "year_before": year_before}
    connection.ensure_connection()
    answers = []
    with connection.connection.cursor() as cursor:
        for query in BY_HAND:
            cursor.execute(query, days)
            answers.append(([column.name for column in cursor.description], cursor.fetchall()))
    return answers


def at_the_root() -> dict[str, Decimal]:
    """Sums of the units' rows; of a rolled-up query, the row of the whole."""
    found: dict[str, Decimal] = {}
    for (_, *keys), rows in by_hand():
        whole = [row for row in rows if row[0] is None] or rows
        for place, key in enumerate(keys, 1):
            found[key] = sum((row[place] or Decimal(0) for row in whole), Decimal(0))
    return found
