"""Whoever sees to a contract is told at 90, 60 and 30 days, and once after it expired."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bargaining.reminding import remind
from tests import make
from union_portal.jobs.models import Job
from union_portal.jobs.tasks import nightly, run
from union_portal.notices.models import Notice

DAY = dt.timedelta(1)
LAST = dt.date(2024, 9, 30)


@pytest.fixture
def chair(yinghai):
    return make.user("chair", yinghai)


def expiring(org, last=LAST, **fields):
    return make.contract(make.enterprise(org), signed_on=last - 900 * DAY, expires_on=last, **fields)


def titles(user):
    return list(Notice.objects.filter(user=user).order_by("pk").values_list("title", flat=True))


def test_each_step_is_told_once(yinghai, chair):
    expiring(yinghai)

    told = {left: remind(LAST - left * DAY) for left in (91, 90, 89, 60, 59, 30, 29, 0, -1, -2)}

    assert told == {91: 0, 90: 1, 89: 0, 60: 1, 59: 0, 30: 1, 29: 0, 0: 0, -1: 1, -2: 0}
    assert titles(chair) == [
        "1份集体合同将在90天内到期",
        "1份集体合同将在60天内到期",
        "1份集体合同将在30天内到期",
        "1份集体合同已过期未续",
    ]


def test_many_contracts_are_one_message(yinghai, chair):
    first = expiring(yinghai, LAST - DAY)
    expiring(yinghai)

    remind(LAST - 60 * DAY)

    notice = Notice.objects.get()
    assert (notice.user, notice.title, notice.body, notice.url, notice.due_on) == (
        chair,
        "2份集体合同将在60天内到期",
        f"{first}等，最早2024-09-29到期；请发起续签协商，或登记续签的合同",
        "/bargaining/contracts/expiry/?band=within-60",
        first.expires_on,
    )


def test_the_officer_alone_is_told_of_what_is_in_hand(yinghai, chair):
    officer = make.user("clerk", yinghai)
    expiring(yinghai, officer=officer), expiring(yinghai)

    remind(LAST - 90 * DAY)

    told = [(notice.user, notice.url.partition("?")[2]) for notice in Notice.objects.order_by("pk")]
    assert sorted(told, key=lambda one: (one[0].pk, one[1])) == [
        (chair, "band=within-90"),
        (officer, "band=within-90"),
        (officer, "band=within-90&mine=1"),
    ]


def test_of_a_contract_whose_officer_left_the_township_is_told(yinghai, chair):
    officer = make.user("clerk", yinghai)
    officer.posts.update(until=dt.date(2024, 1, 1))
    expiring(yinghai, officer=officer)

    remind(LAST)

    assert list(Notice.objects.values_list("user", flat=True)) == [chair.pk]


def test_a_renewed_or_ended_contract_wants_nobody(yinghai, chair):
    old = expiring(yinghai)
    make.contract(old.enterprise, signed_on=LAST - 100 * DAY, renews=old)
    expiring(yinghai, terminated_on=LAST - 100 * DAY)

    assert [remind(LAST), remind(LAST + DAY)] == [0, 0]


def test_what_expired_long_ago_is_no_news(yinghai, chair):
    expiring(yinghai)

    assert [remind(LAST + 31 * DAY), remind(LAST + 30 * DAY)] == [0, 1]


def test_the_night_s_job_run_twice_tells_once(yinghai, chair):
    expiring(yinghai, dt.date.today() + 30 * DAY)
    nightly(), nightly()
    job = Job.objects.get(kind="contracts.remind")

    run(job.pk)
    Job.objects.filter(pk=job.pk).update(state="queued")
    run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.result, titles(chair)) == (
        "done",
        "提醒到期合同0份",
        ["1份集体合同将在30天内到期"],
    )


def test_thirty_contracts_are_told_of_with_the_queries_of_one(yinghai, chair):
    remind(LAST - DAY)

    def queries(count, last):
        for _ in range(count):
            expiring(yinghai, last)
        with CaptureQueriesContext(connection) as asked:
            told = remind(last)
        return told, len(asked)

    (few, first), (many, second) = queries(1, LAST), queries(30, LAST + 200 * DAY)

    assert (few, many, first) == (1, 30, second)
