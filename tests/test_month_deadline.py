"""T50: handing in while the office reviews, locks, closes and seals: each wholly before, or refused."""

import contextlib
import datetime as dt
import random
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from threading import Barrier, Event

import pytest
from django.db import connections, transaction
from django.utils import timezone

from tests import make
from tests.make import annual, monthly
from union_portal import periods
from union_portal.reporting.annual import sealing, steps
from union_portal.reporting.annual.verifying import verify
from union_portal.reporting.models import AnnualRecord, FiledCell, MonthlyReport, ReportEvent
from union_portal.reporting.monthly import filing
from union_portal.reporting.monthly.cells import Refused
from union_portal.reporting.monthly.form import MONTHLY
from union_portal.reporting.review import acts, reopening
from union_portal.reporting.review.locking import lock
from union_portal.reporting.sealed import SEALED_MONTH

STEPS = {
    ("open", "submitted"): "submitted",
    ("submitted", "withdrawn"): "open",
    ("submitted", "reviewing"): "review",
    ("submitted", "approved"): "approved",
    ("review", "approved"): "approved",
    ("review", "returned"): "open",
    ("approved", "locked"): "locked",
    ("locked", "reopened"): "open",
    ("open", "lapsed"): "locked",
}
"""What may follow what: nothing is withdrawn from under a reviewer, nothing moves once it is locked."""

OF_STATES = {"returned": "open", "reopened": "open"}
"""States of a report that is to be handed in, by what its events lead to."""


@dataclass(frozen=True)
class Try:
    """A handing-in: when it began, whether it was taken, and what it was refused with."""

    report: int
    began: dt.datetime
    taken: bool
    refused: str


@pytest.fixture
def district(committed):
    return make.district()


@pytest.fixture
def towns(district):
    """Three townships with their chairs."""
    made = [make.township(district, f"{n:03}", f"第{n}镇总工会") for n in range(1, 4)]
    return [(org, make.user("chair", org)) for org in made]


@pytest.fixture
def officers(district):
    return [make.user("statistics", district) for _ in range(2)]


def opened(towns, *months: dt.date):
    """A report of each month and township with all that is typed filled in, and its chair."""
    made = []
    for month in months:
        for org, chair in towns:
            report = monthly.monthly_report(org, month=month)
            for code in MONTHLY.typed:
                monthly.typed(report, code, 0, by=chair)
            made.append((report, chair))
    return made


def reopened(towns, month: dt.date):
    """Handed in, accepted, locked, and reopened for an hour."""
    made = []
    for report, chair in opened(towns, month):
        filing.submit(report, chair)
        acts.approve(report.pk, make.user("statistics", report.org.parent), 1)
        lock(report.org.parent, month, None)
        until = timezone.now() + dt.timedelta(hours=1)
        MonthlyReport.objects.filter(pk=report.pk).update(reopened_until=until, submitted_at=None)
        ReportEvent.objects.create(report=report, org=report.org, kind="reopened", filed=1, note="漏报")
        made.append((report, chair))
    return made


def hand_in(reports, chair, times: int, half: Event) -> list[Try]:
    """Each report in its turn, over and over, sometimes taken back; half-way the others are let loose."""
    tried = []
    for n in range(times):
        for report in reports:
            filed = MonthlyReport.objects.get(pk=report.pk).filed
            began, taken, refused = timezone.now(), False, ""
            try:
                taken = filing.submit(report, chair).filed > filed
            except Refused as error:
                refused = str(error)
            tried.append(Try(report.pk, began, taken, refused))
            if random.random() < 0.7:
                take_back(report, chair)
        if n + 1 >= times / 2:
            half.set()
    return tried


def take_back(report, chair) -> None:
    with contextlib.suppress(Refused):
        filing.withdraw(report, chair)


def review(reports, officer, times: int) -> None:
    for _ in range(times):
        report = MonthlyReport.objects.get(pk=random.choice(reports).pk)
        words = {"LAW03": "请核对"}
        for act, *more in ((acts.begin,), random.choice(((acts.approve,), (acts.give_back, words)))):
            with contextlib.suppress(acts.RefusedError):
                act(report.pk, officer, report.filed, *more)


def after(half: Event, work) -> dt.datetime:
    """Does the office's work once half is handed in; when it was done."""
    half.wait()
    work()
    return timezone.now()


def together(*works) -> list:
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


def race(months, officers, times: int, work) -> tuple[list[Try], dt.datetime]:
    """All that chairs tried while two officers reviewed and, half-way, the office did its work."""
    half, reports = Event(), [report for report, _ in months]
    own = {chair: [one for one, other in months if other == chair] for _, chair in months}
    chairs = [partial(hand_in, mine, chair, times, half) for chair, mine in own.items()]
    others = [partial(review, reports, officer, times) for officer in officers]
    *done, at = together(*chairs, *others, partial(after, half, work))
    return [one for tried in done[: len(chairs)] for one in tried], at


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
    """Each report is where its events lead, and each filing is whole."""
    for report, _ in months:
        now = MonthlyReport.objects.get(pk=report.pk)
        state, filed, accepted = replayed(report)
        assert (now.filed, now.accepted) == (filed, accepted)
        amended = "locked" if state == "approved" and now.locked_at else state
        assert OF_STATES.get(now.state, now.state) == {"review": "submitted"}.get(amended, amended)
        sizes = [FiledCell.objects.filter(report=report, filed=n).count() for n in range(1, filed + 1)]
        assert sizes == [len(MONTHLY.codes)] * filed


def signed(district, period: periods.Period) -> AnnualRecord:
    with transaction.atomic():
        return annual.signed(district, period)


def check_sealed(months, record, tried: list[Try], at: dt.datetime) -> None:
    """What was handed in before the seal is sealed as it stands; after it nothing was."""
    record.refresh_from_db()
    assert record.seal == sealing.seal_of(record, "")
    assert verify().faults == []
    events = ReportEvent.objects.filter(report__in=[report for report, _ in months])
    assert not events.filter(at__gte=record.sealed_at).exists()
    report, chair = months[-1]
    late = [one for one in tried if one.began > at] + hand_in([report], chair, 1, Event())
    assert [(one.taken, one.refused) for one in late] == [(False, SEALED_MONTH)] * len(late)
    filed = sum(MonthlyReport.objects.get(pk=report.pk).filed for report, _ in months)
    assert sum(one.taken for one in tried) == filed


def close(reports) -> None:
    """The time for amending is over."""
    now = timezone.now()
    for report in reports:
        MonthlyReport.objects.filter(pk=report.pk, reopened_until__isnull=False).update(reopened_until=now)
    reopening.lapse(now)


def check_closed(months, tried: list[Try], at: dt.datetime) -> None:
    """What was not handed in when the time was over is locked as it was accepted; handing back gives two
    days more."""
    reopening.lapse(timezone.now())
    returned = {report.pk for report, _ in months if report.events.filter(kind="returned").exists()}
    late = [one for one in tried if one.began > at and one.report not in returned]
    assert [one for one in late if one.taken] == []
    left = MonthlyReport.objects.exclude(pk__in=returned).filter(pk__in=[report.pk for report, _ in months])
    assert set(left.values_list("state", flat=True)) <= {"locked", "submitted"}


# --- a few of each, with every run


def test_handing_in_around_approval_and_lock_is_wholly_before_or_refused(district, towns, officers):
    months = opened(towns, dt.date(2015, 3, 1))

    tried, _ = race(months, officers, 3, partial(lock, district, dt.date(2015, 3, 1), officers[0]))

    assert len(tried) == 9
    check(months)


def test_handing_in_around_the_end_of_an_amendment_is_wholly_before_or_refused(towns, officers):
    months = reopened(towns, dt.date(2015, 3, 1))

    tried, at = race(months, officers, 4, partial(close, [report for report, _ in months]))

    check(months)
    check_closed(months, tried, at)


def test_handing_in_around_the_seal_is_wholly_before_or_refused(district, towns, officers):
    months = opened(towns, dt.date(2015, 3, 1), dt.date(2015, 12, 1))
    record = signed(district, periods.year(2015))

    tried, at = race(months, officers, 3, partial(steps.seal, record))

    check(months)
    check_sealed(months, record, tried, at)


# --- 936 of them, at night


@pytest.mark.battery
@pytest.mark.parametrize("month", range(1, 13))
def test_twelve_months_of_handings_in_around_approval_and_lock(district, towns, officers, month):
    months = opened(towns, dt.date(2015, month, 1))

    tried, _ = race(months, officers, 6, partial(lock, district, dt.date(2015, month, 1), officers[0]))

    assert len(tried) == 18
    check(months)


@pytest.mark.battery
@pytest.mark.parametrize("month", range(1, 13))
def test_twelve_months_of_handings_in_around_the_end_of_an_amendment(towns, officers, month):
    months = reopened(towns, dt.date(2015, month, 1))

    tried, at = race(months, officers, 12, partial(close, [report for report, _ in months]))

    assert len(tried) == 36
    check(months)
    check_closed(months, tried, at)


@pytest.mark.battery
@pytest.mark.parametrize("year", range(2013, 2017))
def test_four_years_of_handings_in_around_the_seal(district, towns, officers, year):
    months = opened(towns, *(dt.date(year, month, 1) for month in range(1, 13)))
    record = signed(district, periods.year(year))

    tried, at = race(months, officers, 2, partial(steps.seal, record))

    assert len(tried) == 72
    check(months)
    check_sealed(months, record, tried, at)
