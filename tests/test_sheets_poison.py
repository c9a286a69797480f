"""T47: an import that ends its worker, or whose parser dies, is set aside and told; others go on."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from members.models import Member
from tests import make
from tests.registers import page
from tests.rosters import HEADINGS, received, workbook
from tests.uploading import people, sent
from tests.workers import children, end_children, expire, flush, locked, until, waiting, worker
from union_portal.jobs.models import INTERRUPTED, MAX_ATTEMPTS, Job
from union_portal.sheets import jobs
from union_portal.sheets.models import ImportBatch
from union_portal.sheets.reading import storing
from union_portal.sheets.reading.precheck import UNREADABLE
from union_portal.sheets.wizard.pages import address

BACKEND = "union_portal.organization.backends.PostBackend"
State = ImportBatch.State


@pytest.fixture
def clerk(committed):
    flush()
    yield make.user("chair", make.township(make.district(), "001", "瀛海街道总工会"))
    flush()
    for batch in ImportBatch.objects.all():
        storing.forget(batch.stored)


def now(job: Job) -> Job:
    return Job.objects.get(pk=job.pk)


def ended(job: Job):
    return lambda: now(job).state in (Job.State.DONE, Job.State.FAILED)


def firms(clerk, folder, name: str) -> ImportBatch:
    return received(workbook([["单位名称", "所属镇街"], [name, "瀛海街道"]]), "enterprise", clerk, folder)


def test_an_import_that_ends_its_worker_is_tried_three_times_and_told_while_others_go_on(
    clerk, client, tmp_path
):
    poison = received(workbook([HEADINGS, *people(2)]), "member", clerk, tmp_path)
    job = jobs.ask(poison, "sheets.check")
    client.force_login(clerk, BACKEND)

    with worker("--concurrency", "2") as process:
        for attempt in range(1, MAX_ATTEMPTS + 1):
            with locked(Member._meta.db_table):
                until(lambda: waiting() == 1, "jobs.reconcile", "jobs.relay")
                other = jobs.ask(firms(clerk, tmp_path, f"食品厂{attempt}"), "sheets.check")
                until(ended(other), "jobs.relay")
                assert (now(other).state, now(job).attempts) == (Job.State.DONE, attempt)
                end_children(process)
            expire(job)
        until(ended(job), "jobs.reconcile", "jobs.relay")
        assert (now(job).state, now(job).attempts, now(job).error) == (Job.State.FAILED, 3, INTERRUPTED)

        shown = page(client.get(address(poison)))
        for words in (INTERRUPTED, "没有写入任何数据", f"任务编号 {job.pk} 告诉管理员", "重新检查"):
            assert words in shown
        client.post(address(poison))
        again = ImportBatch.objects.get(pk=poison.pk).job
        until(ended(again), "jobs.relay")

    assert (now(again).state, now(again).attempts) == (Job.State.DONE, 1)
    assert ImportBatch.objects.get(pk=poison.pk).state == State.CHECKED


def end_parser() -> None:
    """kill -9 for the first parser that this process starts."""
    parsers: list[int] = []
    while not parsers:
        parsers = [
            pid
            for pid in children(os.getpid())
            if "sheets/reading/child" in Path(f"/proc/{pid}/cmdline").read_text()
        ]
        time.sleep(0.001)
    os.kill(parsers[0], signal.SIGKILL)


def test_a_file_whose_parser_dies_is_refused_with_what_to_do_and_may_be_sent_again(clerk, client):
    client.force_login(clerk, BACKEND)
    with ThreadPoolExecutor(1) as executioner:
        executioner.submit(end_parser)
        answer = sent(client, people(2))

    assert answer.status_code == 422
    assert f"“名册.xlsx”没有收下：{UNREADABLE}" in answer.content.decode()
    assert ImportBatch.objects.count() == 0
    assert sent(client, people(2)).url == address(ImportBatch.objects.get(), "columns")
