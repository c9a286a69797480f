"""The trail closed in runs: each seal digests its entries and the seal before, and is signed.

A single sealer closes entries older than every running transaction, outside requests (D16). Whoever
rewrites an entry afterwards must rewrite every later seal, and cannot sign them.
"""

import hashlib
import hmac
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.db import connection, transaction

from .context import signature
from .models import AuditEntry, AuditRequest, AuditSeal

RUN = 50_000
OLD_ENOUGH = "now() - interval '2 minutes'"

DIGEST = """
SELECT min(id), max(id), count(*),
       encode(sha256(convert_to(coalesce(string_agg(line, E'\\n' ORDER BY id), ''), 'UTF8')), 'hex')
FROM (
    SELECT e.id, concat_ws('|', e.id, extract(epoch FROM e.at), e.request_id, e.action, e."table", e.row,
                           e.last_row, e.rows, e.org, e.before, e.after) AS line
    FROM audit_auditentry e WHERE e.id > %s AND e.id <= %s ORDER BY e.id
) lines
"""


@dataclass(frozen=True)
class Fault:
    """What does not verify, in Chinese, and the seal or request it was found at."""

    text: str


def seal() -> int:
    """Close what is old enough; returns how many entries were sealed. Two at once take turns."""
    sealed = 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('audit seal', 0))")
        while True:
            previous = AuditSeal.objects.order_by("-first").first()
            last = previous.last if previous else 0
            cursor.execute(
                "SELECT max(id) FROM (SELECT id FROM audit_auditentry WHERE id > %s"
                f" AND at < {OLD_ENOUGH} ORDER BY id LIMIT %s) run",
                [last, RUN],
            )
            (until,) = cursor.fetchone()
            if until is None:
                return sealed
            cursor.execute(DIGEST, [last, until])
            first, end, rows, content = cursor.fetchone()
            digest = _chain(content, previous)
            AuditSeal.objects.create(
                first=first,
                last=end,
                rows=rows,
                digest=digest,
                previous=previous.digest if previous else "",
                signature=_sign(digest),
            )
            sealed += rows


def verify() -> Iterator[Fault]:
    """Re-compute every seal in order, and every request's signature."""
    previous, end = None, 0
    with connection.cursor() as cursor:
        for found in AuditSeal.objects.order_by("first"):
            cursor.execute(DIGEST, [end, found.last])
            first, last, rows, content = cursor.fetchone()
            if (first, last, rows) != (found.first, found.last, found.rows):
                yield Fault(f"封存{found.first}～{found.last}：应有{found.rows}条，现有{rows}条")
            elif _chain(content, previous) != found.digest:
                yield Fault(f"封存{found.first}～{found.last}：内容已被改动")
            if not hmac.compare_digest(_sign(found.digest), found.signature):
                yield Fault(f"封存{found.first}～{found.last}：签名不符")
            previous, end = found, found.last
    for request in AuditRequest.objects.iterator():
        if not hmac.compare_digest(signature(_stamp(request)), request.signature):
            yield Fault(f"操作{request.id}：签名不符，操作人或入口已被改动")
    for entry in AuditEntry.objects.filter(request=None)[:1]:
        yield Fault(f"变更{entry.pk}没有操作人：有人绕过门户直接改了数据库")


def _chain(content: str, previous: AuditSeal | None) -> str:
    return hashlib.sha256(f"{previous.digest if previous else ''}\n{content}".encode()).hexdigest()


def _sign(digest: str) -> str:
    return hmac.new(settings.AUDIT_KEY.encode(), digest.encode(), hashlib.sha256).hexdigest()


def _stamp(request: AuditRequest) -> dict:
    names = ("user", "name", "post", "address", "route", "reason")
    return {
        "id": str(request.id),
        "at": request.at.isoformat(),
        **{name: getattr(request, name) for name in names},
    }
