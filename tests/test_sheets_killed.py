"""T44: imports whose worker is killed at random instants: all rows or none, done later, nothing twice."""

import random
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import pytest
from django.db import connection
from django.db.models import Sum

from members.models import Member
from tests import make
from tests.rosters import HEADINGS, received, workbook
from tests.workers import end_children, expire, flush, kill, until, worker
from union_portal.audit.models import AuditEntry
from union_portal.jobs.models import Job
from union_portal.sheets import jobs
from union_portal.sheets.models import ImportBatch, ImportChange
from union_portal.sheets.reading import storing

PEOPLE, NEW = 2_000, 800
"""Each roster brings so many people; all but the new ones were in the roster before, with other mobiles."""
DEATHS = 2
"""A job is tried three times: the third must be let live."""
State = ImportBatch.State
KINDS = ("sheets.check", "sheets.save")


def numbers(roster: int) -> range:
    return range(1 + roster * NEW, 1 + roster * NEW + PEOPLE)


def mobile(roster: int, number: int) -> str:
    return f"138{roster:02d}{number:06d}"


def roster_file(roster: int) -> bytes:
    rows = [
        [f"张测试{n}", make.identity_number(n), mobile(roster, n), "瀛海街道", "2015-03-01"]
        for n in numbers(roster)
    ]
    return workbook([HEADINGS, *rows])


@pytest.fixture
def clerk(committed):
    flush()
    jobs.sweep()
    yield make.user("clerk", make.township(make.district(), "001", "瀛海街道总工会"))
    flush()
    for batch in ImportBatch.objects.all():
        storing.forget(batch.stored)


def tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'staging'")
        return {name for (name,) in cursor.fetchall()}


def quiet() -> bool:
    """No session but this one is at work: what the killed had begun is decided."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND state <> 'idle' AND pid <> pg_backend_pid()"
        )
        return cursor.fetchone()[0] == 0


def now(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def standing(batch: ImportBatch) -> tuple[int, int, int, str]:
    """Members, changes kept for undo, rows staged, state."""
    staged = 0
    with connection.cursor() as cursor:
        if batch.staging.removeprefix("staging.") in tables():
            cursor.execute(f"SELECT count(*) FROM {batch.staging}")
            staged = cursor.fetchone()[0]
    changes = ImportChange.objects.filter(batch=batch).count()
    return Member.objects.count(), changes, staged, ImportBatch.objects.get(pk=batch.pk).state


class Killer:
    """A worker that dies now and then: its child, or, for the `whole` share of the kills, all of it.

    `kills` counts the deaths at work.
    """

    def __init__(self, seed: int, wanted: int, whole: float, processes: ExitStack):
        self.chance, self.wanted, self.whole, self.processes = random.Random(seed), wanted, whole, processes
        self.kills, self.spans = 0, dict.fromkeys(KINDS, 0.0)
        self.process = processes.enter_context(worker())

    def see_through(self, job: Job, batch: ImportBatch, after: tuple) -> None:
        """Until the job is done. Whenever its process has died, the batch stands as before or as after."""
        before = standing(batch)
        for attempt in range(1, DEATHS + 2):
            until(lambda: now(job).attempts == attempt, "jobs.reconcile", "jobs.relay")  # noqa: B023
            if self.spans[job.kind] and attempt <= DEATHS and self.kills < self.wanted:
                self.strike(job)
            else:
                began = time.monotonic()
                until(lambda: now(job).state != Job.State.RUNNING)
                self.spans[job.kind] = self.spans[job.kind] or time.monotonic() - began
            assert standing(batch) in (before, after)
            if now(job).state != Job.State.RUNNING:
                break
            self.kills += 1
            expire(job)
        assert (now(job).state, standing(batch)) == (Job.State.DONE, after), now(job).error

    def strike(self, job: Job) -> None:
        """kill -9 at some instant of the time that the work takes when nobody is killed."""
        time.sleep(self.chance.uniform(0, self.spans[job.kind]))
        if self.chance.random() < self.whole:
            kill(self.process)
            until(quiet)
            self.process = self.processes.enter_context(worker())
        else:
            end_children(self.process)
        until(quiet)


def bring_in(roster: int, clerk, folder: Path, killer: Killer) -> ImportBatch:
    batch = received(roster_file(roster), "member", clerk, folder)
    there = Member.objects.count()
    check, save = (
        (there, 0, PEOPLE, State.CHECKED),
        (numbers(roster)[-1], PEOPLE, 0, State.DONE),
    )
    killer.see_through(jobs.ask(batch, "sheets.check"), batch, check)
    killer.see_through(jobs.ask(batch, "sheets.save"), batch, save)
    return batch


def judge(rosters: int, killer: Killer) -> None:
    """Every person is there once, as the last roster has her, changed once by each roster that names her."""
    named = Counter(n for roster in range(rosters) for n in numbers(roster))
    last = {n: roster for roster in range(rosters) for n in numbers(roster)}
    kept = Member.objects.values_list("name", "mobile", "version")
    assert sorted((name, phone and phone.reveal(), version) for name, phone, version in kept) == sorted(
        (f"张测试{n}", mobile(last[n], n), times) for n, times in named.items()
    )
    trail = AuditEntry.objects.filter(table="members_member").order_by("action")
    written = list(trail.values_list("action").annotate(Sum("rows")))
    assert written == [("I", len(named)), ("U", named.total() - len(named))]
    assert set(Job.objects.values_list("state", flat=True)) == {Job.State.DONE}
    assert sum(Job.objects.values_list("attempts", flat=True)) == Job.objects.count() + killer.kills
    assert tables() == set()


def trial(clerk, folder: Path, seed: int, kills: int, whole: float = 0) -> None:
    with ExitStack() as processes:
        killer = Killer(seed, kills, whole, processes)
        rosters = 0
        while killer.kills < kills:
            bring_in(rosters, clerk, folder, killer)
            rosters += 1
        judge(rosters, killer)
    assert killer.kills == kills


def test_imports_killed_four_times_are_whole_or_not_begun_and_end_once(clerk, tmp_path):
    trial(clerk, tmp_path, seed=44, kills=4)


@pytest.mark.battery
def test_imports_killed_a_hundred_times_are_whole_or_not_begun_and_end_once(clerk, tmp_path):
    trial(clerk, tmp_path, seed=4_400, kills=100, whole=0.15)
