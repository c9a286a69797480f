"""T50: handing in and taking back while the office reviews and locks: each wholly before, or refused."""

import datetime as dt
import random
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connections

from tests import make
from tests.make import monthly
from union_portal.reporting.models import FiledCell, MonthlyReport
from union_portal.reporting.monthly import filing
from union_portal.reporting.monthly.cells import Refused
from union_portal.reporting.monthly.form import MONTHLY
from union_portal.reporting.review import acts
from union_portal.reporting.review.locking import lock

STEPS = {
    ("open", "submitted"): "submitted",
    ("submitted", "withdrawn"): "open",
    ("submitted", "reviewing"): "review",
    ("submitted", "approved"): "approved",
    ("review", "approved"): "approved",
    ("review", "returned"): "open",
    ("approved", "locked"): "locked",
}
"""What may follow what: nothing is withdrawn from under a reviewer, nothing moves once it is locked."""


@pytest.fixture
def district(committed):
    return make.district()


@pytest.fixture
def towns(district):
    """Three townships with their chairs."""
    made = [make.township(district, f"{n:03}", f"第{n}镇总工会") for n in range(1, 4)]
    return [(org, make.user("chair", org)) for org in made]


def opened(towns, month: int):
    """A report of each township with all that is typed filled in, and its chair."""
    made = []
    for org, chair in towns:
        report = monthly.monthly_report(org, month=dt.date(2015, month, 1))
        for code in MONTHLY.typed:
            monthly.typed(report, code, 0, by=chair)
        made.append((report, chair))
    return made


def hand_in_and_take_back(report, chair, times: int) -> int:
    """How often it was let."""
    done = 0
    for _ in range(times):
        for act in (filing.submit, filing.withdraw):
            if random.random() < 0.7:
                try:
                    act(report, chair)
                    done += 1
                except Refused:
                    pass
    return done


def review(reports, officer, times: int) -> int:
    done = 0
    for _ in range(times):
        report = MonthlyReport.objects.get(pk=random.choice(reports).pk)
        words = {"LAW03": "请核对"}
        for act, *more in ((acts.begin,), random.choice(((acts.approve,), (acts.give_back, words)))):
            try:
                act(report.pk, officer, report.filed, *more)
                done += 1
            except acts.RefusedError:
                pass
    return done


def together(*works):
    """All at once, each in a thread with a connection of its own; what each returned."""
    start = Barrier(len(works))

    def one(work):
        try:
            start.wait()
            return work()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def race(district, months, times: int) -> int:
    """How many handings-in and takings-back were let while two officers reviewed and the month was locked."""
    officers = [make.user("statistics", district) for _ in range(2)]
    reports = [report for report, _ in months]
    chairs = [partial(hand_in_and_take_back, report, chair, times) for report, chair in months]
    others = [partial(review, reports, officer, times) for officer in officers]
    locking = [partial(lock, district, reports[0].period.start, officers[0])]
    return sum(together(*chairs, *others, *locking)[: len(months)])


def replayed(report) -> tuple[str, int, int | None]:
    """Where its events lead, one by one; the last number filed, and the one accepted."""
    state, filed, accepted = "open", 0, None
    for kind, number in report.events.order_by("pk").values_list("kind", "filed"):
        state = STEPS[state, kind]
        assert number == (filed + 1 if kind == "submitted" else filed)
        filed = number
        accepted = filed if kind == "approved" else accepted
    return state, filed, accepted


def check(months) -> None:
    for report, _ in months:
        now = MonthlyReport.objects.get(pk=report.pk)
        state, filed, accepted = replayed(report)
        assert (now.filed, now.accepted) == (filed, accepted)
        assert now.state == {"review": "submitted", "open": now.state}.get(state, state)
        assert state != "open" or now.state in ("open", "returned")
        sizes = [FiledCell.objects.filter(report=report, filed=n).count() for n in range(1, filed + 1)]
        assert sizes == [len(MONTHLY.codes)] * filed


def test_handing_in_around_approval_and_lock_is_wholly_before_or_refused(district, towns):
    months = opened(towns, 3)

    assert race(district, months, 3) >= len(months)

    check(months)


@pytest.mark.battery
@pytest.mark.parametrize("month", range(1, 13))
def test_twelve_months_of_handings_in_around_approval_and_lock(district, towns, month):
    months = opened(towns, month)
    for _ in range(3):
        race(district, months, 6)

    check(months)
