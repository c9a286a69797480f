"""What of the annual record waits for a person: sections to confirm, a signature, a correction."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from union_portal.notices.digest import TODO, Todo
from union_portal.organization.models import User

from ..models import AnnualRecord, Correction
from .sections import sections

NEXT = {"prepared": "待审核", "reviewed": "待签署", "signed": "待封存"}


def of_the_year(user: User, day: dt.date) -> Iterator[Todo]:
    """Nobody is asked for a second signature under the same record."""
    units = user.unit_ids("reporting.view")
    open_now = AnnualRecord.objects.filter(org__in=units, sealed_at=None).exclude(snapshot=None)
    decided, reviewed = (user.unit_ids(f"reporting.{verb}") for verb in ("decide", "review"))
    units_at = {"prepared": reviewed, "reviewed": decided, "signed": decided}
    for record in open_now.select_related("period"):
        name = record.period.label.removesuffix("全年")
        page = f"{reverse('annual', args=[record.period.span.last_day.year])}?kind={record.period.kind}"
        signers = (record.prepared_by_id, record.reviewed_by_id, record.signed_by_id)
        if record.state == AnnualRecord.State.DRAFT:
            done = set(
                record.confirmations.filter(snapshot=record.snapshot_id).values_list("section", flat=True)
            )
            mine = [one for one in sections() if one.confirmed_by(user, record) and one.name not in done]
            yield f"{name}年报待确认", len(mine), page
        elif record.org_id in units_at[record.state] and (record.state == "signed" or user.pk not in signers):
            yield f"{name}年报{NEXT[record.state]}", 1, page
    waiting = Correction.objects.filter(org__in=decided, approved_at=None).exclude(proposed_by=user)
    if one := waiting.select_related("record__period").first():
        year = one.record.period.span.last_day.year
        yield "年报更正待批准", waiting.count(), f"{reverse('annual', args=[year])}#corrections"


TODO.append(of_the_year)
