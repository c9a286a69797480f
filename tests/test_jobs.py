"""A job is a row: asked for once, held by one runner, ended once, shown to its asker alone."""

import datetime as dt
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import timezone

from tests import make, trial_jobs
from union_portal.audit.models import AuditRequest
from union_portal.jobs.models import INTERRUPTED, PAUSES, Job, Outbox
from union_portal.jobs.tasks import nightly, reconcile, run
from union_portal.reporting.models import Period

BACKEND = "union_portal.organization.backends.PostBackend"
State = Job.State


def owed() -> list[int]:
    return list(Outbox.objects.filter(rung_at=None).values_list("job_id", flat=True))


def rung(job) -> None:
    """As after the relay."""
    job.rings.filter(rung_at=None).update(rung_at=timezone.now())


def expire(job) -> None:
    """As when nobody has heard of the worker for a lease."""
    Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - dt.timedelta(seconds=1))


def now(job) -> Job:
    return Job.objects.get(pk=job.pk)


# --- asking


def test_asking_twice_with_one_key_makes_one_job(db):
    first, second = (Job.ask("trial.writes", "一把钥匙", year=year) for year in (2015, 2016))

    assert first == second
    assert second.args == {"year": 2015}
    assert owed() == [first.pk]


def test_asking_at_the_same_moment_makes_one_job(committed):
    def ask(_):
        job = Job.ask("trial.writes", "一把钥匙")
        connection.close()
        return job.pk

    with ThreadPoolExecutor(8) as people:
        assert len(set(people.map(ask, range(16)))) == 1
    assert len(owed()) == 1


def test_asking_again_for_a_job_that_is_done_rings_nobody(db):
    job = Job.ask("trial.writes", "k")
    rung(job)
    run(job.pk)

    assert Job.ask("trial.writes", "k").state == State.DONE
    assert owed() == []


def test_a_job_asked_for_in_an_undone_transaction_was_never_there(db):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Job.ask("trial.writes", "k")
        raise ZeroDivisionError

    assert (Job.objects.count(), owed()) == (0, [])


def test_a_kind_nobody_does_is_refused_by_name(db):
    with pytest.raises(ValueError, match="没有名为“trial.unknown”的任务"):
        Job.ask("trial.unknown", "k")


def test_asking_never_turns_to_the_broker(db, monkeypatch, tmp_path):
    with socket.socket(socket.AF_UNIX) as frozen:
        frozen.bind(str(tmp_path / "s"))
        frozen.listen()
        frozen.setblocking(False)
        monkeypatch.setenv("CELERY_BROKER_URL", f"redis+socket://{tmp_path}/s")

        job = Job.ask("trial.writes", "k")

        with pytest.raises(BlockingIOError):
            frozen.accept()
    assert owed() == [job.pk]


# --- running


def test_a_job_s_changes_bear_its_asker_s_name(db):
    yinghai = make.township(make.district(), "001", "瀛海街道总工会")
    clerk = make.user("clerk", yinghai)
    job = Job.ask("trial.enrols", "k", clerk, org=yinghai.pk)

    run(job.pk)

    assert (now(job).state, now(job).result) == (State.DONE, "登记了1家")
    request = AuditRequest.objects.get(route="job trial.enrols")
    assert (request.user, request.name) == (clerk.pk, clerk.name)


def test_the_second_of_two_runners_exits(db):
    job = Job.ask("trial.writes", "k")
    assert job.claim()

    run(job.pk)

    assert (now(job).state, now(job).attempts) == (State.RUNNING, 1)
    assert not Period.objects.exists()


def test_of_many_runners_at_the_same_moment_one_has_the_job(committed):
    pk = Job.ask("trial.writes", "k").pk

    def claim(_):
        taken = Job.objects.get(pk=pk).claim()
        connection.close()
        return taken

    with ThreadPoolExecutor(8) as runners:
        assert sum(runners.map(claim, range(16))) == 1
    assert Job.objects.get().attempts == 1


def test_what_raises_is_undone_tried_three_times_after_pauses_and_then_failed(db):
    job = Job.ask("trial.raises", "k")
    for attempt, pause in enumerate(PAUSES, 1):
        rung(job)
        run(job.pk)
        ring = job.rings.get(rung_at=None)
        assert (now(job).state, now(job).attempts) == (State.QUEUED, attempt)
        assert pause - dt.timedelta(seconds=2) < ring.due_at - timezone.now() < pause
    rung(job)
    for _ in range(3):
        run(job.pk)

    assert (now(job).state, now(job).attempts) == (State.FAILED, 3)
    assert now(job).finished_at is not None
    assert owed() == []
    assert not Period.objects.exists()


def test_a_failure_is_told_by_number_and_its_words_are_kept_from_page_and_log(db, caplog):
    job = Job.ask("trial.raises", "k")

    run(job.pk)

    assert now(job).error == f"系统出错，没有办成（编号{job.pk}-1）"
    assert f"{job.pk}-1" in caplog.text
    assert "ValueError" in caplog.text and "trial_jobs.py" in caplog.text
    assert not any(part in caplog.text for part in trial_jobs.PERSONAL.split())


def test_a_refusal_is_told_in_its_own_words_and_not_tried_again(db):
    job = Job.ask("trial.refuses", "k")
    rung(job)

    run(job.pk)

    assert (now(job).state, now(job).error) == (State.FAILED, "名册第3行的单位不存在，请改正后重新提交")
    assert owed() == []
    assert not Period.objects.exists()


def test_a_runner_that_lost_its_claim_cannot_end_the_job(db):
    job = Job.ask("trial.writes", "k")
    slow, next_one = now(job), now(job)
    slow.claim()
    expire(job)
    next_one.claim()

    slow.finish("旧的结果")
    slow.fail("旧的错误")
    slow.progress(9, 9)
    slow.renew()
    assert (now(job).state, now(job).done, now(job).error) == (State.RUNNING, 0, "")

    next_one.finish("新的结果")
    slow.fail("旧的错误")
    assert (now(job).state, now(job).result) == (State.DONE, "新的结果")


def test_a_failure_while_a_ring_is_owed_already_leaves_one_ring(db):
    job = Job.ask("trial.raises", "k")

    run(job.pk)

    assert (now(job).state, owed()) == (State.QUEUED, [job.pk])


# --- looking again


def test_a_job_whose_worker_died_is_rung_again_three_times_in_all(db):
    job = Job.ask("trial.writes", "k")
    for attempt in (1, 2, 3):
        rung(job)
        assert now(job).claim()
        reconcile()
        assert owed() == []  # its lease holds
        expire(job)
        reconcile()
        assert owed() == ([job.pk] if attempt < 3 else [])

    assert (now(job).state, now(job).error) == (State.FAILED, INTERRUPTED)
    assert not now(job).claim()


def test_a_ring_that_nobody_answers_is_rung_again(db):
    job = Job.ask("trial.writes", "k")
    rung(job)
    reconcile()
    assert owed() == []

    job.rings.update(rung_at=timezone.now() - dt.timedelta(minutes=3))
    reconcile()
    reconcile()

    assert owed() == [job.pk]


def test_the_night_s_jobs_are_asked_for_once_a_day_however_often_it_runs(district):
    nightly()
    asked = set(Job.objects.values_list("key", flat=True))
    nightly()

    assert set(Job.objects.values_list("key", flat=True)) == asked
    assert f"compute:CAL_YEAR:{timezone.localdate().year}:{timezone.localdate()}" in asked
    assert len(owed()) == len(asked)


def test_without_a_district_the_night_asks_for_nothing(db):
    nightly()

    assert not Job.objects.exists()


# --- the page of a job


@pytest.mark.parametrize(("role", "status"), [("clerk", 404), ("chair", 404), ("officer", 200)])
def test_a_job_s_page_is_for_its_asker_and_the_office(client, district, role, status):
    asker = make.user("clerk", district)
    job = Job.ask("trial.writes", "k", asker)

    client.force_login(asker, BACKEND)
    assert "等待" in client.get(f"/jobs/{job.pk}/").content.decode()
    client.force_login(make.user(role, district), BACKEND)
    assert client.get(f"/jobs/{job.pk}/").status_code == status


def test_a_failed_job_s_page_says_what_was_refused(client, district):
    asker = make.user("clerk", district)
    job = Job.ask("trial.refuses", "k", asker)
    run(job.pk)
    client.force_login(asker, BACKEND)

    assert "名册第3行的单位不存在" in client.get(f"/jobs/{job.pk}/").content.decode()
