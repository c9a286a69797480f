"""The seal of a year: one digest over the snapshot, the text, the signatures and the months, chained."""

from collections.abc import Iterator

from django.db import connection

from ..models import AnnualRecord, Correction
from ..sealed import snapshot_of
from . import lines

WITHIN = """
JOIN reporting_period p ON p.id = r.period_id
WHERE p."start" >= %s AND p."end" <= %s
  AND r.org_id IN (SELECT f.org_id FROM reporting_snapshotfigure f WHERE f.snapshot_id = %s)
"""
REPORTS = f"""
SELECT '月报', r.id, r.org_id, r.period_id, r.filed, r.accepted, r.submitted_at, r.submitted_by_id,
  r.approved_at, r.approved_by_id
FROM reporting_monthlyreport r {WITHIN} ORDER BY r.id
"""
CELLS = f"""
SELECT '月报数', c.id, c.org_id, c.report_id, c.filed, c.code, c.typed, c.absent, c.value, c.numerator,
  c.denominator, c.reason
FROM reporting_filedcell c JOIN reporting_monthlyreport r ON r.id = c.report_id {WITHIN} ORDER BY c.id
"""
PAPERS = f"""
SELECT '月报附件', d.id, d.org_id, d.report_id, d.code, d.filed, d.at, d.by_id, f.name, f.sha256
FROM reporting_reportpaper d JOIN notices_attachment f ON f.id = d.attachment_id
JOIN reporting_monthlyreport r ON r.id = d.report_id {WITHIN} ORDER BY d.id
"""


def seal_of(record: AnnualRecord, previous: str) -> str:
    """What the record's digest must be, after the seal of the one before it."""
    return lines.digest([previous, *seal_lines(record)])


def seal_lines(record: AnnualRecord) -> Iterator[str]:
    snapshot = snapshot_of(record)
    yield lines.line("年报", record.org_id, snapshot.period_id, record.headline, snapshot.digest)
    yield lines.line("填报", record.prepared_by_id, record.prepared_at)
    yield lines.line("审核", record.reviewed_by_id, record.reviewed_at)
    yield lines.line("签署", record.signed_by_id, record.signed_at)
    yield lines.line("封存", record.sealed_at)
    for chapter in record.chapters.order_by("key"):
        yield lines.line("章节", chapter.key, chapter.title, chapter.position, chapter.body)
    for note in record.notes.order_by("pk"):
        yield lines.line("说明", note.pk, note.subject, note.text, note.by_id)
    for one in record.confirmations.order_by("pk"):
        yield lines.line("确认", one.pk, one.section, one.snapshot_id, one.by_id, one.at)
    yield from month_lines(record)


def month_lines(record: AnnualRecord) -> Iterator[str]:
    """Of every month of the year, every cell handed in for it and every paper beside one, by the units that
    the snapshot holds."""
    span = record.period
    with connection.cursor() as cursor:
        for query in (REPORTS, CELLS, PAPERS):
            cursor.execute(query, [span.start, span.end, record.snapshot_id])
            for row in cursor.fetchall():
                yield lines.line(*row)


def correction_line(one: Correction) -> str:
    return lines.line(
        "更正", one.record_id, one.number, one.unit_id, one.code, one.before, one.after, one.reason,
        one.effect, one.proposed_by_id, one.proposed_at, one.approved_by_id, one.approved_at,
        *((one.part, *(lines.line(*each) for each in one.moved)) if one.moved else ()),
    )  # fmt: skip


def correction_digest(one: Correction) -> str:
    return lines.digest([one.previous, correction_line(one)])


def last_seal() -> str:
    """Of the record sealed last, of whatever unit: the chain is one."""
    sealed = AnnualRecord.objects.filter(sealed_at__isnull=False).order_by("-sealed_at", "-pk")
    return sealed.values_list("seal", flat=True).first() or ""


def last_correction(record: AnnualRecord) -> str:
    """What the next correction of the record is chained to: the one before, or the seal itself."""
    done = record.corrections.filter(approved_at__isnull=False).order_by("-approved_at", "-number")
    return done.values_list("digest", flat=True).first() or record.seal
