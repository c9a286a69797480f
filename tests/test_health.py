"""What the portal says of itself to whoever watches over it."""

import datetime as dt

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from union_portal.jobs.models import Heartbeat


def test_the_process_answers_without_anything_else(client):
    assert client.get("/healthz").content == b"ok"


def ready(client) -> tuple[int, list[str]]:
    """The status, and the parts said to be missing."""
    answer = client.get("/readyz")
    return answer.status_code, [name for name, well in answer.json().items() if not well]


def test_ready_with_all_parts(client, db):
    Heartbeat.beat("worker")

    assert ready(client) == (200, [])


def test_not_ready_names_a_worker_silent_for_two_minutes(client, db):
    assert ready(client) == (503, ["worker"])

    Heartbeat.objects.create(name="worker", at=timezone.now() - dt.timedelta(seconds=121))
    assert ready(client) == (503, ["worker"])


def test_not_ready_names_a_dead_broker(client, db, monkeypatch, tmp_path):
    Heartbeat.beat("worker")
    monkeypatch.setenv("CELERY_BROKER_URL", f"redis+socket://{tmp_path}/nobody")

    assert ready(client) == (503, ["broker"])


def test_not_ready_names_a_schema_behind_the_code(client, committed):
    Heartbeat.beat("worker")
    with connections["owner"].cursor() as owner:
        owner.execute("DELETE FROM django_migrations WHERE app = 'jobs' AND name LIKE '0002%' RETURNING *")
        _, *row = owner.fetchone()
        try:
            assert ready(client) == (503, ["migrations"])
        finally:
            owner.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", row)


def test_not_ready_names_a_lost_database(client, committed, monkeypatch):
    connection.close()
    monkeypatch.setitem(settings.DATABASES["default"], "NAME", "no_such_database")

    status, missing = ready(client)

    assert (status, missing) == (503, ["database", "migrations", "worker"])
