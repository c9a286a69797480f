"""verify_seals: every digest found again from what stands in the tables, the first difference named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.db import connection

from ..models import AnnualRecord, Snapshot
from ..sealed import snapshot_of
from . import freezing, lines, sealing

KEPT = """
SELECT id, code, part, org_id, digest, array_to_string(ids, ','),
  coalesce(array_to_string(amounts, ',', '∅'), '∅')
FROM reporting_snapshotrows WHERE snapshot_id = %s
"""


@dataclass
class Verified:
    """What was looked at, the faults in the order found, and every digest of the recomputed chain."""

    records: int = 0
    figures: int = 0
    rows: int = 0
    corrections: int = 0
    faults: list[str] = field(default_factory=list)
    digests: list[str] = field(default_factory=list)

    def knows(self, anchor: str) -> bool:
        """Whether a digest kept outside the database is one of the chain."""
        return anchor.strip().lower() in self.digests


def verify() -> Verified:
    """All sealed years, in the order they were sealed, and their corrections."""
    told = Verified()
    records = AnnualRecord.objects.filter(sealed_at__isnull=False).order_by("sealed_at", "pk")
    previous, sealed = "", {""}
    for record in records.select_related("org", "period", "snapshot__period"):
        told.records += 1
        told.faults += [f"{record}：{fault}" for fault in _snapshots(record, sealed, told)]
        if sealing.seal_of(record, previous) != record.seal:
            told.faults.append(f"{record}：正文、说明、确认、签署、月报或前一年的封存与封存摘要不符")
        told.faults += [f"{record}：{fault}" for fault in _corrections(record, told)]
        told.digests += [record.seal, snapshot_of(record).digest]
        previous = record.seal
        sealed.add(snapshot_of(record).digest)
    return told


def _snapshots(record: AnnualRecord, sealed: set[str], told: Verified) -> Iterator[str]:
    """The year's snapshot, and the one of the year before that was kept with it."""
    snapshot = snapshot_of(record)
    yield from faults_of(snapshot, told)
    before = Snapshot.objects.filter(org=snapshot.org, digest=snapshot.previous).first()
    if before is None:
        yield "上年对照快照不在了，或摘要被改动"
        return
    yield from (f"上年对照：{fault}" for fault in faults_of(before, told))
    if before.previous not in sealed:
        yield "快照没有接在以前封存的快照之后"


def faults_of(snapshot: Snapshot, told: Verified | None = None) -> Iterator[str]:
    """The first line of each kind that differs, by its place; and whether the whole does."""
    told = told or Verified()
    meanings = sorted(snapshot.definitions.all(), key=lambda one: one.code)
    figures = sorted(snapshot.figures.select_related("org"), key=lambda one: (one.org_id, one.code))
    told.figures += len(figures)
    rows: list[tuple] = []
    found = [_meanings(meanings), _figures(figures), _rows(snapshot, rows)]
    told.rows += len(rows)
    yield from (fault for fault in found if fault)
    digest = freezing.whole(snapshot, meanings, figures, freezing.rows_lines(rows))
    if digest != snapshot.digest:
        yield f"{snapshot}的摘要与内容不符：应为{digest}，记着{snapshot.digest}"


def _meanings(meanings: Sequence) -> str:
    for one in meanings:
        if lines.digest([freezing.meaning_line(one)]) != one.digest:
            return f"口径{one.code}“{one.name}”被改动"
    return ""


def _figures(figures: Sequence) -> str:
    before = ""
    for one in figures:
        if lines.digest([before, freezing.figure_line(one)]) != one.digest:
            told = f"{one.org}（{one.org.code}）{one.code}＝{lines.text_of(one.value)}"
            return f"统计数{told}与摘要不符，或它前面少了一行"
        before = one.digest
    return ""


def _rows(snapshot: Snapshot, known: list[tuple]) -> str:
    """Reads them one after another into `known`; the first whose digest is not its own is named."""
    first = ""
    with connection.cursor() as cursor:
        cursor.execute(KEPT, [snapshot.pk])
        kept = sorted(cursor.fetchall(), key=lambda one: one[1:4])
    for key, code, part, org, digest, ids, amounts in kept:
        known.append((code, part, org, digest))
        if not first and lines.digest([f"{code}|{part}|{org}|{ids}|{amounts}"]) != digest:
            first = f"明细{code} {part}（单位{org}，编号{key}）与摘要不符"
    return first


def _corrections(record: AnnualRecord, told: Verified) -> Iterator[str]:
    previous = record.seal
    done = record.corrections.filter(approved_at__isnull=False).order_by("approved_at", "number")
    for one in done:
        told.corrections += 1
        if one.previous != previous or sealing.correction_digest(one) != one.digest:
            yield f"更正第{one.number}号（{one.code}）被改动，或它前面少了一条"
            return
        previous = one.digest
        told.digests.append(one.digest)
