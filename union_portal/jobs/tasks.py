"""Thin Celery tasks: ring, run, look again. Any of them may run twice or be killed anywhere."""

import datetime as dt
import logging
import traceback
from collections.abc import Callable
from contextlib import nullcontext

from celery import shared_task
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from union_portal.audit.context import acting
from union_portal.turns import in_turn

from .keeper import kept
from .models import HANDLERS, INTERRUPTED, MAX_ATTEMPTS, Heartbeat, Job, Outbox, Refused

log = logging.getLogger(__name__)
LOST = dt.timedelta(minutes=2)
"""A ring that nobody answered for this long is rung again."""
NIGHTLY: list[Callable[[dt.date], object]] = []
"""Called with each new day, each asking for its own jobs under keys of that day."""
EVERY_FIVE_MINUTES: list[Callable[[], object]] = []
"""Short, repeatable chores."""


@shared_task(name="jobs.relay")
def relay() -> None:
    """Ring Celery for every job that is owed a ring. A ring too many is refused by the claim."""
    Heartbeat.beat("worker")
    owed = Outbox.objects.filter(rung_at=None, due_at__lte=timezone.now()).order_by("pk")
    with transaction.atomic():
        for ring in owed.select_for_update(skip_locked=True, no_key=True)[:50]:
            run.delay(ring.job_id)
            ring.rung_at = timezone.now()
            ring.save(update_fields=["rung_at"])


@shared_task(name="jobs.run")
def run(job_id: int) -> None:
    """Do one job, in the name of whoever asked for it."""
    job = Job.objects.filter(pk=job_id).first()
    if job is None or not job.claim():
        return
    try:
        with kept(job):
            result = _work(job)
    except Refused as refusal:
        job.fail(str(refusal), final=True)
    except Exception as error:  # whatever a handler raises is the job's result, not the worker's end
        job.fail(_incident(job, error))
    else:
        job.finish(result or "")


def _work(job: Job) -> str | None:
    how = HANDLERS[job.kind]
    turn = in_turn(how.turn(job)) if how.turn else nullcontext()
    with turn, acting(job.requested_by, route=f"job {job.kind}", name="系统", snapshot=how.snapshot):
        return how.work(job)


def _incident(job: Job, error: Exception) -> str:
    """The place goes to the log and a number to the asker; the message may quote personal data."""
    incident = f"{job.pk}-{job.attempts}"
    where = "".join(traceback.format_tb(error.__traceback__))
    log.error("job %s (%s): %s\n%s", incident, job.kind, type(error).__name__, where)
    return f"系统出错，没有办成（编号{incident}）"


@shared_task(name="jobs.reconcile")
def reconcile() -> None:
    """Ring again for jobs whose worker died or whose ring was lost; give up after three tries."""
    Job.objects.expired().filter(attempts__gte=MAX_ATTEMPTS).update(
        state=Job.State.FAILED, error=INTERRUPTED, lease_until=None, finished_at=Now()
    )
    Outbox.owe([*Job.objects.expired(), *Job.objects.unheard(since=timezone.now() - LOST)])
    Outbox.objects.filter(rung_at__lt=timezone.now() - dt.timedelta(days=7)).delete()


@shared_task(name="jobs.chores")
def chores() -> None:
    for chore in EVERY_FIVE_MINUTES:
        chore()


@shared_task(name="jobs.nightly")
def nightly() -> None:
    """Runs all day: the day's jobs are asked for once, at night, or as soon as the portal is back."""
    for ask in NIGHTLY:
        ask(timezone.localdate())
