"""锁定: the approved reports of a month are closed together; those still open are named, not forced."""

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from union_portal import periods
from union_portal.organization.models import OrgUnit, User
from union_portal.workflow import state_label

from .. import sealed
from ..models import MonthlyReport, ReportEvent
from .acts import Kind, RefusedError, State, rows_of


@dataclass(frozen=True)
class Locking:
    """What a locking did: how many it closed, and which it left, in administrative order."""

    closed: int
    left: list[tuple[OrgUnit, str]]

    def __str__(self):
        named = "、".join(f"{org.short_name}（{state}）" for org, state in self.left)
        told = f"锁定{self.closed}份"
        return (
            f"{told}；还有{len(self.left)}份没有锁定：{named}" if self.left else f"{told}，各镇街已全部锁定"
        )


def townships(unit: OrgUnit, month: dt.date):
    """Those that stood at the month's end."""
    last = (month.replace(day=28) + dt.timedelta(4)).replace(day=1) - dt.timedelta(1)
    return OrgUnit.objects.within(unit).townships().on(last).order_by("path")


@transaction.atomic
def lock(unit: OrgUnit, month: dt.date, user: User | None) -> Locking:
    """A report is locked before or after whatever else happens to it, never in between. Twice is once."""
    whole = MonthlyReport.objects.within(unit).filter(period__start=month, period__kind="MONTH")
    sealed.hold_off_sealing()
    if sealed.month_sealed(unit, periods.month(month.year, month.month)):
        raise RefusedError(sealed.SEALED_MONTH)
    reports = list(rows_of(whole.values("pk")))
    ready = [one for one in reports if one.state == State.APPROVED]
    MonthlyReport.objects.filter(pk__in=[one.pk for one in ready]).update(locked_at=timezone.now())
    ReportEvent.objects.bulk_create(
        ReportEvent(report=one, org=one.org, kind=Kind.LOCKED, by=user, filed=one.filed) for one in ready
    )
    closed = {one.org_id for one in reports if one.state in (State.APPROVED, State.LOCKED)}
    states = {one.org_id: state_label(one) for one in reports}
    left = [(org, states.get(org.pk, "没有建立")) for org in townships(unit, month) if org.pk not in closed]
    return Locking(len(ready), left)
