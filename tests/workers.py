"""A real Celery worker beside a test: its own process, the test's database, a broker of its own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connections

from tests import trial_jobs
from union_portal.celery import app

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
