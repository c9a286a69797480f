"""A month opens, is typed into, handed in and taken back."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from tests import make
from tests.make import monthly
from tests.test_monthly_rules import sealed
from union_portal import periods
from union_portal.jobs.models import Job
from union_portal.jobs.tasks import nightly, run
from union_portal.reporting.models import FiledCell, MonthlyReport, ReportCell, ReportEvent, ReportReason
from union_portal.reporting.monthly.cells import Clash, Refused, explain, type_in, type_nothing
from union_portal.reporting.monthly.filing import submit, withdraw
from union_portal.reporting.monthly.form import MONTHLY
from union_portal.reporting.monthly.opening import due_on, open_month

NOW = monthly.AT
MARCH = periods.month(2015, 3)
CLOSED = "月报已报送，不能修改；要改请先撤回，已锁定的请申请更正"


@pytest.fixture
def report(yinghai):
    return monthly.monthly_report(yinghai)


@pytest.fixture
def chair(yinghai):
    return make.user("chair", yinghai)


def fill(report, chair, value="3"):
    for code in MONTHLY.typed:
        type_in(report, chair, code, value, 0)


def test_a_month_opens_once_for_every_township(district, yinghai, caiyu):
    assert (open_month(MARCH), open_month(MARCH)) == (2, 0)

    opened = MonthlyReport.objects.values_list("org__code", "period__label", "state", "due_on")
    due = dt.date(2015, 4, 7)
    assert list(opened) == [(unit.code, "2015年3月", "open", due) for unit in (yinghai, caiyu)]


@pytest.mark.parametrize(
    ("month", "day"),
    [(1, "2026-02-05"), (3, "2026-04-07"), (4, "2026-05-06"), (9, "2026-10-08"), (12, "2027-01-05")],
)
def test_a_due_day_that_rests_gives_way_to_the_next_working_day(db, month, day):
    assert due_on(periods.month(2026, month)) == dt.date.fromisoformat(day)


def test_every_night_opens_the_month_before_and_harms_nothing_twice(yinghai):
    today = timezone.localdate()
    for _ in range(2):
        nightly()
        for job in Job.objects.filter(kind="months.open"):
            run(job.pk)

    month = periods.month(today.year, today.month).previous
    assert [str(one.period) for one in MonthlyReport.objects.all()] == [month.label]


def test_a_blank_report_is_not_handed_in_and_each_gap_is_named(report, chair):
    with pytest.raises(Refused) as refused:
        submit(report, chair)

    assert [(one.code, one.level) for one in refused.value.findings] == [
        (code, "blank") for code in MONTHLY.typed
    ]
    assert ReportEvent.objects.count() == FiledCell.objects.count() == 0


def test_handing_in_writes_every_figure_as_it_is(food, report, chair):
    fill(report, chair)
    type_in(report, chair, "SVC15", "不适用", 1)

    handed = submit(report, chair)

    assert (handed.state, handed.filed, handed.submitted_by) == ("submitted", 1, chair)
    assert handed.first_submitted_at == handed.submitted_at
    filed = {one.code: one for one in FiledCell.objects.all()}
    assert list(filed) == sorted(MONTHLY.codes)
    assert {code for code, one in filed.items() if one.typed} == set(MONTHLY.typed)
    assert (filed["ORG02"].value, filed["LAW03"].value) == (1, 3)
    assert (filed["SVC15"].value, filed["SVC15"].absent) == (None, True)
    assert list(ReportEvent.objects.values_list("kind", "by", "filed")) == [("submitted", chair.pk, 1)]
    assert handed.reference == f"YB-{report.org.code}-201503-1"


def test_a_second_click_hands_nothing_in_again(report, chair):
    fill(report, chair)

    first, second = submit(report, chair), submit(report, chair)

    assert (first.submitted_at, first.filed) == (second.submitted_at, second.filed)
    assert ReportEvent.objects.count() == 1


def test_it_is_taken_back_until_review_begins(report, chair):
    fill(report, chair)
    submit(report, chair)

    assert withdraw(report, chair).state == "open"
    assert withdraw(report, chair).state == "open"
    type_in(report, chair, "LAW03", "4", 1)
    again = submit(report, chair)
    MonthlyReport.objects.update(review_began_at=timezone.now())
    with pytest.raises(Refused, match="已开始审核，不能撤回"):
        withdraw(report, chair)

    assert (again.filed, again.reference[-2:]) == (2, "-2")
    assert list(FiledCell.objects.filter(code="LAW03").values_list("filed", "value")) == [(1, 3), (2, 4)]
    assert list(ReportEvent.objects.values_list("kind", flat=True)) == ["submitted", "withdrawn", "submitted"]
    assert again.first_submitted_at < again.submitted_at


def test_what_was_returned_is_handed_in_anew(report, chair):
    fill(report, chair)
    submit(report, chair)
    MonthlyReport.objects.update(returned_at=timezone.now(), review_began_at=timezone.now())

    again = submit(report, chair)

    assert (again.state, again.filed, again.review_began_at) == ("submitted", 2, None)


def test_an_amendment_waits_for_review_while_the_accepted_figures_stand(report, chair):
    fill(report, chair)
    submit(report, chair)
    later = timezone.now() + dt.timedelta(days=1)
    MonthlyReport.objects.update(
        accepted=1, locked_at=NOW, approved_at=NOW, reopened_until=later, submitted_at=None
    )
    type_in(report, chair, "LAW03", "5", 1)

    again = submit(report, chair)

    assert (again.state, again.accepted, again.filed) == ("submitted", 1, 2)


def test_a_figure_that_jumps_is_handed_in_with_its_reason_alone(yinghai, chair):
    for month in range(1, 7):
        monthly.handed_in(yinghai, month=dt.date(2015, month, 1), values={"LAW03": 10})
    july = monthly.monthly_report(yinghai, month=dt.date(2015, 7, 1))
    fill(july, chair, "31")
    with pytest.raises(Refused) as refused:
        submit(july, chair)
    explain(july, chair, "LAW03", "法律宣传月", 1)

    assert [one.text for one in refused.value.findings] == ["是近6个月均值10的3.1倍，请说明"]
    assert submit(july, chair).figures.get(code="LAW03").reason == "法律宣传月"


def test_zero_report_fills_what_is_blank_and_says_why(report, chair):
    type_in(report, chair, "LAW03", "2", 0)

    assert (type_nothing(report, chair), type_nothing(report, chair)) == (len(MONTHLY.typed) - 1, 0)

    assert ReportCell.objects.get(code="LAW03").value == 2
    zeros = ReportCell.objects.exclude(code="LAW03")
    assert set(zeros.values_list("value", "reason")) == {(Decimal(0), "确认零报：本月没有发生")}
    assert submit(report, chair).state == "submitted"


def test_a_cell_goes_back_to_blank_and_its_version_goes_on(report, chair):
    versions = [type_in(report, chair, "LAW03", *step).version for step in (("5", 0), ("", 1), ("0", 2))]

    assert versions == [1, 2, 3]
    with pytest.raises(Clash):
        type_in(report, chair, "LAW03", "9", 1)
    assert ReportCell.objects.get().value == 0


def test_the_same_value_sent_again_changes_nothing(report, chair):
    first = type_in(report, chair, "LAW03", "1,205", 0)
    again = type_in(report, chair, "LAW03", "１２０５", 0)

    assert (first.pk, again.pk, again.version) == (first.pk, first.pk, 1)


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("十二", "应填0或正整数，现为“十二”；没有这项业务填“不适用”"),
        ("-3", "应填0或正整数，现为“-3”；没有这项业务填“不适用”"),
        ("2.5", "应填0或正整数，现为“2.5”；没有这项业务填“不适用”"),
        ("1000000", "应不超过999999次，现为1000000"),
    ],
)
def test_what_is_no_count_is_refused_where_it_stands(report, chair, typed, told):
    with pytest.raises(Refused) as refused:
        type_in(report, chair, "LAW03", typed, 0)

    assert [(one.code, one.text) for one in refused.value.findings] == [("LAW03", told)]
    assert ReportCell.objects.count() == 0


@pytest.mark.parametrize("code", MONTHLY.automatic)
def test_no_figure_of_a_register_can_be_typed(report, chair, code):
    with pytest.raises(Refused, match="由台账算出，不能填写"):
        type_in(report, chair, code, "3", 0)

    assert ReportCell.objects.count() == 0


def test_nothing_is_typed_after_handing_in(report, chair):
    fill(report, chair)
    submit(report, chair)

    for act in (
        lambda: type_in(report, chair, "LAW03", "9", 1),
        lambda: explain(report, chair, "ORG02", "因", 0),
    ):
        with pytest.raises(Refused, match=CLOSED):
            act()


def test_a_sealed_year_says_so_whatever_is_tried(report, chair, district):
    fill(report, chair)
    sealed(district)

    for act in (
        lambda: type_in(report, chair, "LAW03", "9", 1),
        lambda: explain(report, chair, "ORG02", "因", 0),
        lambda: submit(report, chair),
    ):
        with pytest.raises(Refused, match="年报已封存，这一年的月报不能再改"):
            act()
    assert (ReportCell.objects.get(code="LAW03").value, FiledCell.objects.count()) == (3, 0)


def test_a_reason_is_changed_or_taken_away_by_who_saw_it(report, chair):
    explain(report, chair, "ORG02", "新园区", 0)
    explain(report, chair, "ORG02", "新园区投产", 1)
    with pytest.raises(Clash):
        explain(report, chair, "ORG02", "别的", 1)
    assert ReportReason.objects.get().text == "新园区投产"

    explain(report, chair, "ORG02", "", 2)

    assert ReportReason.objects.count() == 0
