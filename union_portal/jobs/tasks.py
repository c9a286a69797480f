"""Thin Celery tasks: ring, run, look again. Any of them may run twice or be killed anywhere."""

import datetime as dt
import logging
from collections.abc import Callable

from celery import shared_task
from django.db import transaction
from django.utils import timezone

from union_portal.audit.context import acting

from .models import HANDLERS, MAX_ATTEMPTS, SNAPSHOT, Heartbeat, Job, Outbox

log = logging.getLogger(__name__)
NIGHTLY: list[Callable[[dt.date], object]] = []
"""Called every night with the day, each asking for its own jobs."""
EVERY_FIVE_MINUTES: list[Callable[[], object]] = []
"""Short, repeatable chores."""


@shared_task(name="jobs.relay")
def relay() -> None:
    """Ring Celery for every job that is owed a ring. A ring too many is refused by the claim."""
    Heartbeat.objects.update_or_create(name="worker", defaults={"at": timezone.now()})
    with transaction.atomic():
        owed = Outbox.objects.filter(rung_at=None).select_for_update(skip_locked=True).order_by("pk")[:50]
        for ring in owed:
            run.delay(ring.job_id)
            ring.rung_at = timezone.now()
            ring.save(update_fields=["rung_at"])


@shared_task(name="jobs.run")
def run(job_id: int) -> None:
    """Do one job, in the name of whoever asked for it."""
    job = Job.objects.filter(pk=job_id).select_related("requested_by").first()
    if job is None or job.state in (Job.State.DONE, Job.State.FAILED) or not job.claim():
        return
    try:
        snapshot = job.kind in SNAPSHOT
        with acting(job.requested_by, route=f"job {job.kind}", name="系统", snapshot=snapshot):
            result = HANDLERS[job.kind](job)
    except Exception as error:  # whatever a handler raises is the job's result, not the worker's end
        log.exception("job %s failed", job.pk)
        job.finish(error=f"{type(error).__name__}: {error}")
    else:
        job.finish(result=result or "")


@shared_task(name="jobs.reconcile")
def reconcile() -> None:
    """Ring again for jobs whose worker died or whose ring was lost; give up after three tries."""
    for job in Job.objects.expired():
        if job.attempts >= MAX_ATTEMPTS:
            job.finish(error="任务多次中断，已停止重试")
        else:
            Outbox.objects.get_or_create(job=job, rung_at=None)
    lost = timezone.now() - dt.timedelta(minutes=2)
    for job in Job.objects.filter(state=Job.State.QUEUED, created_at__lt=lost):
        if not job.rings.filter(rung_at__gte=lost).exists():
            Outbox.objects.get_or_create(job=job, rung_at=None)
    Outbox.objects.filter(rung_at__lt=timezone.now() - dt.timedelta(days=7)).delete()


@shared_task(name="jobs.chores")
def chores() -> None:
    for chore in EVERY_FIVE_MINUTES:
        chore()


@shared_task(name="jobs.nightly")
def nightly() -> None:
    for ask in NIGHTLY:
        ask(timezone.localdate())
