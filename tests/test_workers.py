"""A real worker, killed and misled: every job ends once, and figures are whole or as before."""

import datetime as dt
from functools import partial
from pathlib import Path

import pytest
from django.db import connections
from django.utils import timezone

from tests import make
from tests.workers import expire, flush, kill, locked, until, waiting, worker
from union_portal import periods
from union_portal.jobs.keeper import BEAT
from union_portal.jobs.models import INTERRUPTED, Heartbeat, Job
from union_portal.organization.models import OrgUnit
from union_portal.reporting import jobs
from union_portal.reporting.compute import compute
from union_portal.reporting.models import Figure
from union_portal.reporting.store import store, stored

YEAR = periods.year(2015)
State = Job.State


@pytest.fixture(autouse=True)
def empty_broker(committed):
    flush()
    yield
    flush()


@pytest.fixture
def yinghai(committed):
    """A township with one unionized enterprise."""
    unit = make.township(make.district(), "001", "瀛海街道总工会")
    make.enterprise(unit, unionized_on=dt.date(2015, 3, 1), employees=30)
    return unit


def kept_figures() -> dict:
    """Everything stored for the year, by path."""
    units = list(OrgUnit.objects.all())
    return {unit.path: values for unit, values in zip(units, stored(YEAR, *units).values(), strict=True)}


def now(job) -> Job:
    return Job.objects.get(pk=job.pk)


def done(*wanted: Job):
    return lambda: all(now(job).state == State.DONE for job in wanted)


def started(log: Path, times: int) -> bool:
    return log.exists() and log.read_text() == "始\n" * times


def test_the_relay_rings_and_the_worker_computes_as_often_as_asked_with_the_same_result(yinghai):
    first = jobs.ask_for(YEAR, "1")

    with worker():
        until(done(first), "jobs.relay")
        assert kept_figures() == compute(YEAR)
        second = jobs.ask_for(YEAR, "2")
        until(done(second), "jobs.relay")

    assert now(first).result == "2015年全年各级统计数已算完"
    assert compute(YEAR)[yinghai.path]["ORG02"].value == 1
    assert kept_figures() == compute(YEAR)
    assert Figure.objects.count() == sum(map(len, compute(YEAR).values()))
    assert Heartbeat.objects.get(name="worker").at > timezone.now() - dt.timedelta(seconds=30)


def test_two_computations_at_once_take_turns(yinghai):
    first, second = jobs.ask_for(YEAR, "1"), jobs.ask_for(YEAR, "2")

    with worker("--concurrency", "2"), locked("stations_gridunit"):
        until(lambda: waiting() == 2, "jobs.relay")
        make.enterprise(yinghai, unionized_on=dt.date(2015, 6, 1))
        connections["owner"].rollback()
        until(done(first, second))

    assert [now(job).attempts for job in (first, second)] == [1, 1]
    assert kept_figures() == compute(YEAR)
    assert compute(YEAR)[yinghai.path]["ORG02"].value == 2


def test_figures_stand_when_the_worker_is_killed_and_the_job_is_done_later(yinghai):
    store(YEAR)
    old = kept_figures()
    make.enterprise(yinghai, unionized_on=dt.date(2015, 6, 1))
    job = jobs.ask_for(YEAR, "1")

    with worker() as first, locked("stations_gridunit"):
        until(lambda: waiting() == 1, "jobs.relay")
        kill(first)
        assert kept_figures() == old
    until(lambda: waiting() == 0)
    assert kept_figures() == old
    assert (now(job).state, now(job).attempts) == (State.RUNNING, 1)

    with worker():
        expire(job)
        until(done(job), "jobs.reconcile", "jobs.relay")

    assert now(job).attempts == 2
    assert kept_figures() == compute(YEAR) != old


def test_a_ring_lost_with_the_broker_is_rung_again(committed):
    job = Job.ask("trial.writes", "k")
    with worker("--concurrency", "1", "--queues", "ticks"):
        until(job.rings.filter(rung_at__isnull=False).exists, "jobs.relay", queue="ticks")
    flush()

    with worker():
        job.rings.update(rung_at=timezone.now() - dt.timedelta(minutes=3))
        until(done(job), "jobs.reconcile", "jobs.relay")

    assert (now(job).attempts, job.rings.count()) == (1, 2)


def test_work_that_kills_its_process_is_started_three_times_and_harms_no_other(committed, tmp_path):
    log = tmp_path / "starts"
    poison = Job.ask("trial.kills", "毒", log=str(log))

    with worker("--concurrency", "2"):
        for starts in (1, 2, 3):
            other = Job.ask("trial.writes", f"别的{starts}")
            until(done(other), "jobs.relay")
            until(partial(started, log, starts), "jobs.reconcile", "jobs.relay")
            expire(poison)
        until(lambda: now(poison).state == State.FAILED, "jobs.reconcile")

    assert started(log, 3)
    assert (now(poison).attempts, now(poison).error) == (3, INTERRUPTED)


def test_long_work_keeps_its_lease_and_shows_how_far_it_is(committed, tmp_path):
    job = Job.ask("trial.waits", "k", until=str(tmp_path / "over"))

    with worker():
        until(lambda: now(job).state == State.RUNNING, "jobs.relay")
        Job.objects.update(lease_until=timezone.now() + dt.timedelta(seconds=BEAT))
        Heartbeat.objects.all().delete()
        until(lambda: now(job).done == 3)
        assert now(job).lease_until > timezone.now() + dt.timedelta(seconds=2 * BEAT)
        until(Heartbeat.objects.exists)
        Path(tmp_path / "over").touch()
        until(done(job))

    assert (now(job).done, now(job).total) == (3, 10)
