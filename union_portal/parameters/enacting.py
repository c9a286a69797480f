"""A value takes the place of whatever held on its days; one that is only supposed leaves nothing behind."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.models import Q

from . import lookup
from .models import RuleParameter


@transaction.atomic
def enact(
    code: str,
    value: Any,
    since: dt.date,
    until: dt.date | None = None,
    *,
    scope: str = "",
    source: str,
    verified: bool = True,
) -> RuleParameter:
    """In force over [since, until); what held before and after goes on to hold."""
    known = RuleParameter.objects.filter(code=code)
    name = known.values_list("name", flat=True).first()
    if name is None:
        raise lookup.Missing(f"没有名为“{code}”的参数")
    rests = [cut(row, since, until) for row in overlapping(known.filter(scope_division=scope), since, until)]
    for rest in rests:
        if rest is not None:
            rest.save(force_insert=True)
    return RuleParameter.objects.create(
        code=code,
        name=name,
        scope_division=scope,
        value=value,
        since=since,
        until=until,
        source=source,
        verified=verified,
    )


def overlapping(rows, since: dt.date, until: dt.date | None) -> list[RuleParameter]:
    """Those that hold on some day of [since, until), locked."""
    touched = rows.filter(Q(until=None) | Q(until__gt=since))
    if until is not None:
        touched = touched.filter(Q(since=None) | Q(since__lt=until))
    return list(touched.select_for_update())


def cut(row: RuleParameter, since: dt.date, until: dt.date | None) -> RuleParameter | None:
    """Takes [since, until) out of a row; hands back what is left after it, where also a piece before is."""
    before = row.since is None or row.since < since
    after = until is not None and (row.until is None or row.until > until)
    fields = {f.attname: getattr(row, f.attname) for f in row._meta.fields if not f.primary_key}
    rest = RuleParameter(**fields | {"since": until})
    if before:
        row.until = since
        row.save()
    elif after:
        row.since = until
        row.save()
    else:
        row.delete()
    return rest if before and after else None


@contextmanager
def supposing(code: str, value: Any, since: dt.date, scope: str = "") -> Iterator[None]:
    """As if the value held from that day on: for this thread, and in this transaction for the database's
    own functions. Everything written inside is undone."""
    with transaction.atomic():
        enact(code, value, since, scope=scope, source="试算")
        token = lookup.supposed.set(lookup.load())
        try:
            yield
        finally:
            lookup.supposed.reset(token)
            transaction.set_rollback(True)
