"""Months locked together, opened again for a reason, amended or lapsed; what has moved since."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from tests import make
from tests.make import monthly
from union_portal.jobs.models import Job
from union_portal.jobs.tasks import run
from union_portal.notices.models import Notice
from union_portal.reporting.models import FiledCell, MonthlyReport, ReportEvent
from union_portal.reporting.review import acts, drift, reopening
from union_portal.reporting.review.acts import RefusedError
from union_portal.reporting.review.locking import lock
from union_portal.reporting.store import store

MARCH = dt.date(2015, 3, 1)
DAY = dt.timedelta(days=1)


def now(report):
    return MonthlyReport.objects.get(pk=report.pk)


def locked(org, **fields):
    report = monthly.handed_in(org, **fields)
    report.locked_at = monthly.AT
    report.save()
    return now(report)


def refused(act, *args) -> str:
    with pytest.raises(RefusedError) as caught:
        act(*args)
    return str(caught.value)


@pytest.fixture
def officer(district):
    return make.user("statistics", district)


@pytest.fixture
def chair(yinghai):
    return make.user("chair", yinghai)


# --- locking


def test_a_month_is_locked_together_and_what_is_open_is_named_in_administrative_order(district, officer):
    names = ("瀛海", "采育", "青云店", "魏善庄")
    ready, open_one, back, _ = (
        make.township(district, f"{n:03}", f"{name}镇总工会") for n, name in enumerate(names)
    )
    done = monthly.handed_in(ready)
    monthly.monthly_report(open_one)
    returned = monthly.handed_in(back, approved=False)
    MonthlyReport.objects.filter(pk=returned.pk).update(returned_at=monthly.AT)

    told = lock(district, MARCH, officer)

    assert str(told) == (
        "锁定1份；还有3份没有锁定：采育镇（填报中）、青云店镇（已退回）、魏善庄镇（没有建立）"
    )
    assert now(done).state == "locked"
    assert ReportEvent.objects.values_list("report", "kind", "by").get() == (done.pk, "locked", officer.pk)


def test_locking_twice_locks_once(district, yinghai, officer):
    monthly.handed_in(yinghai)

    lock(district, MARCH, officer)

    assert str(lock(district, MARCH, officer)) == "锁定0份，各镇街已全部锁定"
    assert ReportEvent.objects.filter(kind="locked").count() == 1


def test_the_office_locks_in_the_background_and_reads_what_was_left(enter, district, yinghai, caiyu):
    monthly.handed_in(yinghai)
    monthly.monthly_report(caiyu)
    client = enter("statistics", district)

    page = client.post("/reports/matrix/2015/lock/", {"month": "3"})
    job = Job.objects.get(kind="reports.lock")
    run(job.pk)

    assert page.headers["Location"] == f"/jobs/{job.pk}/"
    assert (
        "2015年3月：锁定1份；还有1份没有锁定：采育镇（填报中）"
        in client.get(page.headers["Location"]).content.decode()
    )


def test_only_who_decides_locks_or_reminds(enter, district, yinghai):
    report = monthly.handed_in(yinghai)

    for role, unit in (("chair", yinghai), ("organisation", district)):
        client = enter(role, unit)
        assert client.post("/reports/matrix/2015/lock/", {"month": "3"}).status_code == 403
        assert client.post("/reports/matrix/2015/urge/", {"month": "3"}).status_code == 403
    assert (Job.objects.count(), now(report).state) == (0, "approved")


# --- reopening


def test_a_locked_month_is_reopened_for_a_reason_by_another_person_until_a_day(yinghai, chair, officer):
    report = locked(yinghai)
    today = timezone.localdate()

    assert refused(reopening.ask, report.pk, chair, " ") == "没有提交申请：应写明要更正什么、为什么"
    reopening.ask(report.pk, chair, "漏报一名律师")
    assert (
        refused(reopening.ask, report.pk, chair, "再次")
        == "瀛海街道2015年3月月报已经申请过更正，请等区里答复"
    )
    assert refused(reopening.reopen, report.pk, chair, today) == "申请人不能自己同意更正，请由他人办理"
    assert refused(reopening.reopen, report.pk, officer, today + 16 * DAY) == (
        f"更正期限应在{today}至{today + 15 * DAY}之间"
    )
    reopening.reopen(report.pk, officer, today + DAY)

    after, event = now(report), report.events.get(kind="reopened")
    assert (after.state, after.accepted) == ("reopened", 1)
    assert timezone.localtime(after.reopened_until).replace(tzinfo=None) == dt.datetime.combine(
        today + 2 * DAY, dt.time()
    )
    assert (event.by, event.note, event.until) == (officer, "漏报一名律师", after.reopened_until)
    assert Notice.objects.filter(user=chair, title="瀛海街道2015年3月月报可以更正").count() == 1


def test_an_amendment_counts_once_approved_and_is_locked_with_it(yinghai, chair, officer):
    report = locked(yinghai, values={"LAW03": 3})
    reopening.ask(report.pk, chair, "漏报一名律师")
    reopening.reopen(report.pk, officer, timezone.localdate())
    MonthlyReport.objects.filter(pk=report.pk).update(filed=2, submitted_at=timezone.now(), approved_at=None)
    FiledCell.objects.create(report=report, org=yinghai, filed=2, code="LAW03", typed=True, value=4)
    assert (now(report).state, now(report).accepted) == ("submitted", 1)

    acts.approve(report.pk, officer, 2)

    assert (now(report).state, now(report).accepted, now(report).reopened_until) == ("locked", 2, None)


def test_an_amendment_that_is_not_handed_in_in_time_is_locked_as_it_was(yinghai, chair, officer):
    report = locked(yinghai, values={"LAW03": 3})
    for kind, by in (("submitted", report.submitted_by), ("approved", officer)):
        ReportEvent.objects.create(report=report, org=yinghai, kind=kind, by=by, filed=1)
    reopening.ask(report.pk, chair, "漏报一名律师")
    reopening.reopen(report.pk, officer, timezone.localdate())
    until = now(report).reopened_until

    assert reopening.lapse(until - DAY) == 0
    assert reopening.lapse(until) == 1
    assert reopening.lapse(until) == 0

    after = now(report)
    assert (after.state, after.accepted, after.reopened_until) == ("locked", 1, None)
    assert (after.submitted_by, after.approved_by) == (report.submitted_by, officer)
    assert after.submitted_at == report.events.get(kind="submitted").at
    assert report.events.filter(kind="lapsed").count() == 1


def test_a_request_may_be_declined_with_a_reason_and_made_again(yinghai, chair, officer):
    report = locked(yinghai)
    reopening.ask(report.pk, chair, "更正")
    assert refused(reopening.decline, report.pk, officer, "") == "没有答复：不同意更正应写明理由"
    reopening.decline(report.pk, officer, "数据与名册一致")

    assert reopening.plea(now(report)) is None
    assert refused(reopening.reopen, report.pk, officer, timezone.localdate()) == (
        "瀛海街道2015年3月月报没有待答复的更正申请"
    )
    reopening.ask(report.pk, chair, "另有名册")
    assert [one.pk for one in reopening.asked(MonthlyReport.objects.all())] == [report.pk]


def test_an_amendment_handed_back_on_its_last_day_leaves_time_to_mend(yinghai, chair, officer):
    report = locked(yinghai)
    soon = timezone.now() + dt.timedelta(minutes=5)
    MonthlyReport.objects.filter(pk=report.pk).update(reopened_until=soon, filed=2, approved_at=None)

    acts.give_back(report.pk, officer, 2, {"": "请补名册"})

    assert now(report).state == "returned"
    assert now(report).reopened_until > timezone.now() + acts.GRACE - dt.timedelta(minutes=1)


# --- what has moved since


def members(org, number):
    for _ in range(number):
        make.membership(make.member(org), make.union(org), since=dt.date(2015, 3, 5))


def test_figures_the_ledgers_have_otherwise_since_the_lock_are_named_beside_what_was_accepted(yinghai, caiyu):
    members(yinghai, 3)
    members(caiyu, 1)
    report = locked(yinghai, values={"MEM07": 2, "LAW03": 9})
    locked(caiyu, values={"MEM07": 1})
    open_one = monthly.handed_in(yinghai, month=dt.date(2015, 4, 1), values={"MEM07": 7})

    found = drift.now(now(report))

    assert [(one.org, one.indicator.code, one.accepted, one.now, one.change) for one in found] == [
        (yinghai, "MEM07", 2, 3, "+1")
    ]
    assert drift.of_month(MonthlyReport.objects.filter(period=report.period)).keys() == {report.pk}
    assert drift.now(now(open_one)) == []


def test_tables_compare_with_the_figures_kept_last(district, yinghai):
    members(yinghai, 3)
    report = locked(yinghai, values={"MEM07": 2, "ORG07": 0})
    assert drift.counts(MonthlyReport.objects.all()) == {}
    store(report.period.span)

    assert drift.counts(MonthlyReport.objects.all()) == {report.pk: 1}
    assert [(one.accepted, one.now) for one in drift.of_code("MEM07", report.period.span, district)] == [
        (Decimal(2), Decimal(3))
    ]


def test_the_report_the_matrix_and_the_indicator_page_say_how_many_have_moved(enter, district, yinghai):
    members(yinghai, 3)
    report = locked(yinghai, values={"MEM07": 2})
    store(report.period.span)
    client = enter("statistics", district)

    review = client.get(f"/reports/review/{yinghai.code}/2015-03/").content.decode()
    matrix = client.get("/reports/matrix/2015/?month=3").content.decode()
    page = client.get("/indicators/MEM07/?period=2015").content.decode()

    assert "锁定后变动 1 条" in review
    assert "瀛海街道3月：已锁定，锁定后变动1条" in matrix
    assert "锁定后变动 1 条" in page


# --- from the township's own page


def test_a_chair_asks_from_her_report_and_the_office_agrees_from_the_review(enter, district, yinghai):
    report = locked(yinghai, values={"MEM07": 2})
    members(yinghai, 3)
    page, until = f"/reports/{yinghai.code}/2015-03/", timezone.localdate() + DAY
    chair = enter("chair", yinghai)
    assert "锁定后变动 1 条" in chair.get(page).content.decode()

    chair.post(f"{page}amend/", {"why": "漏报3名会员"})
    review = f"/reports/review/{yinghai.code}/2015-03/"
    enter("statistics", district).post(review, {"do": "reopen", "filed": 1, "until": f"{until}"})

    assert now(report).state == "reopened"
