"""The long work of a year, done in the background: taking a snapshot, finding what changed since the seal."""

import datetime as dt

from union_portal.jobs.models import Job, Refused, handler
from union_portal.jobs.tasks import NIGHTLY
from union_portal.organization.models import User

from ..models import AnnualRecord
from ..sealed import SEALED_RECORD
from .comparing import keep_drift
from .freezing import take
from .steps import FREEZE

DRIFT = "annual.drift"
LOOKED_AFTER = 3
"""Sealed years that are compared with the registers every night."""


def turn(job: Job) -> str:
    return f"annual {job.args['record']}"


def record_of(job: Job) -> AnnualRecord:
    found = AnnualRecord.objects.select_related("org", "period", "snapshot__period", "snapshot__org")
    return found.get(pk=job.args["record"])


@handler(FREEZE, snapshot=True, turn=turn)
def freeze_year(job: Job) -> str:
    """args: record."""
    record = record_of(job)
    if record.sealed_at is not None:
        raise Refused(SEALED_RECORD)
    if record.prepared_at is not None:
        raise Refused("年报已提交签署，不能重新取数；要改请先退回填报")
    snapshot = take(
        record.period.span, record.org, by=job.requested_by, why="年报取数", progress=job.progress
    )
    record.snapshot = snapshot
    record.save()
    return f"{snapshot}已取数，共{snapshot.figures.count()}个数"


@handler(DRIFT, snapshot=True, turn=turn)
def find_drift(job: Job) -> str:
    """args: record."""
    record = record_of(job)
    return f"{record.period}封存后变动{keep_drift(record, job.progress)}条"


def ask_for_drift(record: AnnualRecord, by: User) -> Job:
    """While one is at work, that one."""
    asked = Job.objects.filter(kind=DRIFT, args__record=record.pk)
    done = asked.filter(state__in=(Job.State.DONE, Job.State.FAILED)).count()
    return Job.ask(DRIFT, f"{DRIFT}:{record.pk}:{done}", by, record=record.pk)


def every_night(today: dt.date) -> None:
    sealed = AnnualRecord.objects.filter(sealed_at__isnull=False).order_by("-period__start")
    for record in sealed[:LOOKED_AFTER]:
        Job.ask(DRIFT, f"{DRIFT}:{record.pk}:{today}", record=record.pk)


NIGHTLY.append(every_night)
