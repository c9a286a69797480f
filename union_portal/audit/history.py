"""What happened to a row: the trail's own lines, told as 谁 何时 做了什么."""

from dataclasses import dataclass

from django.db import models

from .models import AuditEntry, AuditRequest

QUIET = {"version", "form_key", "initials"}


@dataclass(frozen=True)
class Event:
    entry: AuditEntry
    who: str
    changes: list[tuple[str, str, str]]
    """label, before, after"""


def history(row: models.Model, limit: int = 20) -> list[Event]:
    """Newest first. A bulk load shows as one line that names the load, not the row."""
    table, pk = row._meta.db_table, row.pk
    own = AuditEntry.objects.filter(table=table, row=pk, rows=1)
    batch = AuditEntry.objects.filter(table=table, rows__gt=1, row__lte=pk, last_row__gte=pk)
    entries = (own | batch).select_related("request").order_by("-id")[:limit]
    return [Event(e, e.request.name if e.request else "数据库维护", _changes(row, e)) for e in entries]


def latest_requests(limit: int = 30):
    """The newest requests that changed something, each with the number of its lines."""
    own = AuditEntry.objects.filter(request=models.OuterRef("pk")).order_by().values("request")
    lines = models.Subquery(own.annotate(lines=models.Count("pk")).values("lines"))
    return AuditRequest.objects.annotate(lines=lines).order_by("-at")[:limit]


def _changes(row: models.Model, entry: AuditEntry) -> list[tuple[str, str, str]]:
    if entry.action != AuditEntry.Action.UPDATE:
        return []
    before, after = entry.before or {}, entry.after or {}
    fields = {f.column: getattr(f, "output_field", f) for f in row._meta.fields}
    told = [(fields[name], name) for name in before if name in fields and name not in QUIET]
    return [
        (str(field.verbose_name), _show(field, before[name]), _show(field, after[name]))
        for field, name in told
    ]


def _show(field: models.Field, value) -> str:
    if value is None or value == "":
        return "空"
    return str(dict(field.flatchoices).get(value, value)) if field.choices else str(value)
