"""A job's lease, renewed for as long as the process that does it lives."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, connection

from .models import Heartbeat, Job

log = logging.getLogger(__name__)
BEAT = 5  # seconds


@contextmanager
def kept(job: Job) -> Iterator[None]:
    """Renews from a thread with a connection of its own: what the work's transaction writes, nobody sees
    before it ends. A worker busy with long jobs thereby also counts as alive.
    """
    over = threading.Event()
    thread = threading.Thread(target=_renew, args=[job, over], daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _renew(job: Job, over: threading.Event) -> None:
    while not over.wait(BEAT):
        connection.close_if_unusable_or_obsolete()
        try:
            job.renew()
            Heartbeat.beat("worker")
        except Error as error:  # the next beat tries again; the lease outlives several
            log.warning("job %s: lease not renewed (%s)", job.pk, type(error).__name__)
    connection.close()
