"""A real Celery worker beside a test: its own process, the test's database, a broker of its own."""

import datetime as dt
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from tests import trial_jobs
from union_portal.celery import app
from union_portal.jobs.models import Job

PATIENCE = 30  # seconds
VALKEY_DATABASE = 9
"""Never the one that a running portal uses."""


def broker_url() -> str:
    if settings.REDIS_URL.startswith("redis+socket"):
        return f"{settings.REDIS_URL}?virtual_host={VALKEY_DATABASE}"
    return urlsplit(settings.REDIS_URL)._replace(path=f"/{VALKEY_DATABASE}").geturl()


def tick(*names: str, queue: str = "celery") -> None:
    """What beat does when its time has come, without waiting for it."""
    with app.connection_for_write(broker_url()) as broker:
        for name in names:
            app.send_task(name, connection=broker, queue=queue, expires=5)


def flush() -> None:
    """The broker forgets everything."""
    with app.connection_for_write(broker_url()) as broker:
        broker.default_channel.client.flushdb()


@contextmanager
def worker(*options: str) -> Iterator[subprocess.Popen]:
    """Killed at the end, as power cuts do."""
    quick = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "CRITICAL")
    command = ("celery", "-A", "union_portal", "worker", "--include", trial_jobs.__name__)
    process = subprocess.Popen(
        [sys.executable, "-m", *command, *quick, *(options or ("--concurrency", "1"))],
        env=os.environ | _addresses(),
        cwd=settings.BASE_DIR,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen) -> None:
    """kill -9 for the worker and its children at once."""
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def expire(job: Job) -> None:
    """A lease passes without a word from the job's worker."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - dt.timedelta(seconds=1))


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def end_children(process: subprocess.Popen) -> None:
    """kill -9 for all that work for this worker; the worker itself lives."""
    for child in children(process.pid):
        os.kill(child, signal.SIGKILL)


def until(condition: Callable[[], object], *ticks: str, queue: str = "celery") -> None:
    """Waits, sending `ticks` every second as beat does: one may be lost with a killed process."""
    started, sent = time.monotonic(), 0
    while not condition():
        passed = time.monotonic() - started
        assert passed < PATIENCE, "it did not happen in time"
        if ticks and passed >= sent:
            tick(*ticks, queue=queue)
            sent += 1
        time.sleep(0.05)


@contextmanager
def locked(table: str) -> Iterator[None]:
    """Whoever works stops halfway, where he first needs the rows of this table."""
    owner = connections["owner"]
    owner.ensure_connection()
    owner.set_autocommit(False)
    try:
        with owner.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
        yield
    finally:
        owner.rollback()
        owner.set_autocommit(True)


def waiting() -> int:
    """How many sessions of the application wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return cursor.fetchone()[0]


def _addresses() -> dict[str, str]:
    """The settings of this process, with the test's database and broker instead."""
    name = connections["default"].settings_dict["NAME"]

    def of_test(url: str) -> str:
        return urlsplit(url)._replace(path=f"/{name}").geturl()

    return {
        "PORTAL_PROFILE": settings.PROFILE,
        "PORTAL_DATA": str(settings.DATA_DIR),
        "DATABASE_URL": of_test(settings.DATABASE_URL),
        "DATABASE_OWNER_URL": of_test(settings.DATABASE_OWNER_URL),
        "REDIS_URL": broker_url(),
    }
