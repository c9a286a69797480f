"""A figure as a snapshot kept it, row by row, and what became of the rows since: for the command line."""

from collections import Counter
from collections.abc import Iterator

from django.db import connection

from union_portal import periods
from union_portal.ledgers.tables import columns
from union_portal.organization.models import OrgUnit

from .. import cli
from ..changes import Moves, Quotient
from ..indicators import Indicator, Rate
from ..models import Snapshot
from ..places import register_of
from ..sealed import UNKNOWN, record_of, values_of
from .balance import sums_of
from .behind import IDS, part_of, snapshots_of
from .comparing import since

SEALED = "sealed"
SHOWN = 2000
"""Rows read from a register at a time."""


class Missing(LookupError):
    """Says in Chinese which snapshot there is not."""


def chosen(period: periods.Period, unit: OrgUnit, code: str, asked: str) -> Snapshot:
    """By number, the one of the widest unit; or that of the seal."""
    if asked == SEALED:
        record = record_of(period, unit)
        if record is None or record.snapshot is None:
            raise Missing(f"{unit}{period.label}还没有封存")
        return record.snapshot
    known = snapshots_of(period, unit, code)
    found = [one for one in known if str(one.number) == asked]
    if not found:
        numbers = "、".join(dict.fromkeys(str(one.number) for one in known)) or "一个也没有"
        raise Missing(f"{unit}{period.label}没有第{asked}版含{code}的快照，现有：{numbers}")
    return min(found, key=lambda one: len(one.org.path))


def told(snapshot: Snapshot, indicator: Indicator, unit: OrgUnit) -> dict:
    """As `rows` prints it, from what was kept; `since` and `changes` say how the registers differ now."""
    value = values_of(snapshot, [unit])[unit.pk].get(indicator.code, UNKNOWN)
    rows = list(_rows(snapshot, indicator, unit))
    changes = [change for part in parts(indicator) for change in _changes(snapshot, indicator, unit, part)]
    how = Counter(one["how"] for one in changes)
    return {
        "code": indicator.code,
        "snapshot": snapshot.number,
        "taken_at": snapshot.taken_at.isoformat(),
        "digest": snapshot.digest,
        "value": cli.number(value.value, indicator),
        **_sums(snapshot, indicator, unit, rows),
        "since": {name: how[name] for name in ("added", "removed", "changed")},
        "changes": changes,
        "rows": rows,
    }


def parts(indicator: Indicator) -> tuple[str, ...]:
    """Those whose rows make up the figure."""
    if plus := getattr(indicator, "plus", ()):
        return tuple(plus)
    return ("num", "den") if isinstance(indicator, Moves | Rate) else ("num",)


def _sums(snapshot: Snapshot, indicator: Indicator, unit: OrgUnit, rows: list[dict]) -> dict:
    sums = sums_of(snapshot, unit, indicator.code)
    if isinstance(indicator, Rate):
        count, of = (indicator.come_to(sums, part) or 0 for part in ("num", "den"))
        share = indicator.read({f"{indicator.code}_n": count, f"{indicator.code}_d": of}).value
        return {"count": int(count), "of": int(of), "sum": cli.number(share, indicator)}
    total = cli.number(indicator.come_to(sums), indicator) if getattr(indicator, "amount", "") else len(rows)
    return {"count": len(rows), "sum": total}


def _rows(snapshot: Snapshot, indicator: Indicator, unit: OrgUnit) -> Iterator[dict]:
    """Of a rate the denominator's, each saying whether it is in the numerator too."""
    if not isinstance(indicator, Rate):
        for part in parts(indicator):
            for line in _lines(snapshot, indicator, unit, part):
                yield line | ({"part": part} if part != "num" else {})
        return
    inside = {one for one, _ in _kept(snapshot, indicator, unit, "num")}
    apart = isinstance(indicator, Quotient)
    for line in _lines(snapshot, indicator, unit, "den"):
        yield line | {"numerator": not apart and line["id"] in inside}
    for line in _lines(snapshot, indicator, unit, "num") if apart else ():
        yield line | {"part": "num", "numerator": True}


def _lines(snapshot: Snapshot, indicator: Indicator, unit: OrgUnit, part: str) -> Iterator[dict]:
    """Each kept row by its id, with what it gave, and what its register shows of it now, masked as there."""
    kept = _kept(snapshot, indicator, unit, part)
    own, kept_part = part_of(indicator, part)
    model = own.rows(snapshot.period.span, unit, kept_part).model
    ledger = register_of(model)
    shown = columns(ledger)
    for start in range(0, len(kept), SHOWN):
        some = kept[start : start + SHOWN]
        known = model._default_manager.filter(pk__in=[row for row, _ in some])
        there = {row.pk: row for row in ledger.annotate(known.select_related(*ledger.related))}
        for pk, gives in some:
            row = there.get(pk)
            line = {"id": pk} | (
                {column.path: column.text(row) for column in shown} if row else {"gone": True}
            )
            yield line | ({"amount": float(gives)} if own.adding(kept_part) else {})


def _kept(snapshot: Snapshot, indicator: Indicator, unit: OrgUnit, part: str) -> list[tuple]:
    """(id, what it gave), in the order of ids; of rows that stand for one thing, one."""
    own, kept = part_of(indicator, part)
    sql = IDS.format(what="behind.id, behind.gives")
    if getattr(own, "distinct", ""):
        sql = IDS.format(what="DISTINCT ON (gives) behind.id, behind.gives") + " ORDER BY gives, behind.id"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({sql}) AS kept ORDER BY 1", [snapshot.pk, own.code, kept, unit.path])
        return cursor.fetchall()


def _changes(snapshot: Snapshot, indicator: Indicator, unit: OrgUnit, part: str) -> Iterator[dict]:
    own, kept = part_of(indicator, part)
    inside = set(OrgUnit.objects.filter(path__startswith=unit.path).values_list("pk", flat=True))
    for one in since(snapshot, own.code, kept):
        if one.org in inside:
            gave = {"before": one.before, "now": one.now}
            amounts = {name: float(amount) for name, amount in gave.items() if amount is not None}
            yield {"id": one.row, "part": part, "how": one.how} | amounts
