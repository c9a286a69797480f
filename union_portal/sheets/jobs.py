"""Checking, saving and tidying of imports, as jobs: the tab may be closed, the worker may be killed."""

import datetime as dt

from django.db import connection, transaction
from django.utils import timezone

from union_portal.jobs.models import Job, Refused, handler
from union_portal.jobs.tasks import NIGHTLY

from .exporting import delivery
from .importing import checking, saving, uploads
from .models import ImportBatch
from .reading import storing
from .reading.source import Unreadable

State = ImportBatch.State
KEEP = dt.timedelta(days=30)
"""Uploaded files are kept for questions, then deleted (D32); unconfirmed ones go with their rows."""
STRAY = """
    SELECT format('staging.%%I', t.tablename) FROM pg_tables t WHERE t.schemaname = 'staging' AND NOT EXISTS
        (SELECT FROM sheets_importbatch b WHERE t.tablename = 'batch_' || b.id AND b.state = ANY (%s))
"""


def ask(batch: ImportBatch, kind: str) -> Job:
    """Queue the check or the saving of a batch; asked twice while it waits or runs, it is one job."""
    with transaction.atomic():
        batch = ImportBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
        job = batch.job
        if job and job.state in (Job.State.QUEUED, Job.State.RUNNING):
            return job
        if kind == "sheets.save":
            saving.ask_first(batch)
        turn = (batch.job_id or 0) + 1
        job = batch.job = Job.ask(kind, f"{kind}:{batch.pk}:{turn}", batch.user, batch=batch.pk)
        batch.state = State.CHECKING if kind == "sheets.check" else State.SAVING
        batch.save(update_fields=["job", "state"])
    return job


def batch_of(job: Job) -> ImportBatch:
    return ImportBatch.objects.get(pk=job.args["batch"])


@handler("sheets.check", turn=lambda job: f"sheets:{job.args['batch']}")
def check(job: Job) -> str:
    """args: batch."""
    batch = batch_of(job)
    try:
        uploads.allow(batch.user, uploads.ledger_of(batch))
        checking.check(batch, job.progress)
    except (Unreadable, uploads.Stopped) as refusal:
        raise Refused(str(refusal)) from None
    return f"已检查{batch.read}行"


@handler("sheets.save", turn=lambda job: f"sheets:{job.args['batch']}")
def save(job: Job) -> str:
    """args: batch."""
    batch = batch_of(job)
    try:
        uploads.allow(batch.user, uploads.ledger_of(batch))
        saving.confirm(batch)
    except (Unreadable, uploads.Stopped) as refusal:
        raise Refused(str(refusal)) from None
    batch.refresh_from_db()
    return f"新增{batch.created}条，更新{batch.updated}条"


def tidy(today: dt.date) -> None:
    """Files past their time, and batches that nobody confirmed."""
    old = ImportBatch.objects.filter(uploaded_at__lt=timezone.now() - KEEP).exclude(stored="")
    for batch in old:
        if batch.state == State.SAVING:
            batch.state = State.FAILED
        if batch.state in uploads.OPEN:
            uploads.discard(batch)
        else:
            storing.forget(batch.stored)
            batch.stored = ""
            batch.save(update_fields=["stored"])
    sweep()


def sweep() -> None:
    """Files and staging tables that no import owns any more."""
    storing.sweep(set(ImportBatch.objects.exclude(stored="").values_list("stored", flat=True)))
    with connection.cursor() as cursor:
        cursor.execute(STRAY, [[*uploads.OPEN, State.SAVING]])
        for (table,) in cursor.fetchall():
            cursor.execute(f"DROP TABLE IF EXISTS {table}")


NIGHTLY.extend([tidy, delivery.tidy])
