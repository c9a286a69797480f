"""The table of townships and months, reminders from it, objections answered, what waits on the first page."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import make
from tests.make import monthly
from union_portal.notices.models import Notice
from union_portal.reporting.models import MonthlyReport, Objection, ReportCell
from union_portal.reporting.review.jobs import every_day
from union_portal.reporting.review.matrix import matrix
from union_portal.reporting.review.reminding import due_today, remind

MARCH = dt.date(2015, 3, 1)
APRIL = dt.date(2015, 4, 20)
DAY = dt.timedelta(days=1)


@pytest.fixture
def towns(district):
    """Nine townships, in administrative order, each with another March."""
    return [make.township(district, f"{n:03}", f"第{n}镇总工会") for n in range(1, 10)]


def set_(report, **dates):
    MonthlyReport.objects.filter(pk=report.pk).update(**dates)


def test_marks_stand_in_administrative_order_and_only_for_what_is_unusual(district, towns):
    done, late, passed, sent, back, begun, blank, absent, reopened = towns
    on_time = dict.fromkeys(("first_submitted_at", "submitted_at"), monthly.AT)
    behind = monthly.AT + 10 * DAY
    for org in (done, late, reopened):
        set_(monthly.handed_in(org), locked_at=monthly.AT, **on_time)
    set_(MonthlyReport.objects.get(org=late), first_submitted_at=behind)
    set_(MonthlyReport.objects.get(org=reopened), reopened_until=behind, submitted_at=None)
    monthly.handed_in(passed)
    monthly.handed_in(sent, approved=False)
    set_(monthly.handed_in(back, approved=False), returned_at=monthly.AT)
    monthly.typed(monthly.monthly_report(begun))
    monthly.monthly_report(blank)

    found = matrix(district, 2015, APRIL)

    assert [(org.pk, squares[2].mark) for org, squares in found.lines] == [
        (done.pk, ""),
        (late.pk, "迟"),
        (passed.pk, "✓"),
        (sent.pk, "审"),
        (back.pk, "退"),
        (begun.pk, "填"),
        (blank.pk, "未"),
        (absent.pk, "未"),
        (reopened.pk, "改"),
    ]
    assert found.months[2].unsent == 4
    assert {squares[4].mark for _, squares in found.lines} == {""}, "五月还没有结束"


def test_the_table_costs_as_many_queries_for_one_report_as_for_many(
    enter, district, towns, django_assert_max_num_queries
):
    client = enter("statistics", district)
    monthly.handed_in(towns[0])
    with django_assert_max_num_queries(40) as few:
        client.get("/reports/matrix/2015/")
    for org in towns[1:]:
        for month in (1, 2, 3):
            monthly.handed_in(org, month=dt.date(2015, month, 1), values={"MEM07": 1})
    with django_assert_max_num_queries(len(few)):
        client.get("/reports/matrix/2015/")


def test_a_township_reads_its_own_line_and_has_no_deeds(enter, yinghai, caiyu):
    monthly.handed_in(yinghai, approved=False)
    monthly.handed_in(caiyu, approved=False)

    page = enter("chair", yinghai).get("/reports/matrix/2015/?month=3")

    assert [org for org, _ in page.context["matrix"].lines] == [yinghai]
    assert "催办未交" not in page.content.decode()
    assert reverse("report", args=[yinghai.code, "2015-03"]) in page.content.decode()


# --- reminders


def test_whoever_has_not_handed_in_is_reminded_politely_once_a_day(enter, district, yinghai, caiyu):
    chair, other = make.user("chair", yinghai), make.user("chair", caiyu)
    monthly.monthly_report(yinghai)
    monthly.handed_in(caiyu, approved=False)
    client = enter("statistics", district)

    for _ in range(2):
        page = client.post("/reports/matrix/2015/urge/", {"month": "3"}, follow=True)

    assert [str(one) for one in page.context["messages"]] == ["已提醒1个镇街：瀛海街道。同一天只提醒一次"]
    assert list(Notice.objects.values_list("user", "title", "body")) == [
        (chair.pk, "2015年3月月报还没有收到", "请在方便时尽早报送；有困难请与区总工会办公室联系。")
    ]
    assert not Notice.objects.filter(user=other).exists()


def test_a_reminder_before_the_day_says_the_day(district, yinghai):
    make.user("clerk", yinghai)
    monthly.monthly_report(yinghai)

    remind(district, MARCH, dt.date(2015, 4, 3))
    remind(district, MARCH, dt.date(2015, 4, 3))
    remind(district, MARCH, dt.date(2015, 4, 7))

    assert (
        list(Notice.objects.order_by("pk").values_list("title", "body"))
        == [
            (
                "2015年3月月报请按时报送",
                "4月7日24:00截止。台账能算的数已经填好，只差本单位填写的几项。已在办理的请忽略。",
            )
        ]
        * 2
    )


@pytest.mark.parametrize(
    ("day", "told"), [(2, False), (3, True), (4, False), (6, False), (7, True), (8, False)]
)
def test_the_portal_reminds_by_itself_on_the_third_and_on_the_last_day(district, yinghai, day, told):
    monthly.monthly_report(yinghai)

    assert list(due_today(dt.date(2015, 4, day))) == [(district, MARCH)] * told


def test_where_all_is_handed_in_nobody_is_reminded(district, yinghai):
    monthly.handed_in(yinghai, approved=False)

    every_day(dt.date(2015, 4, 3))

    assert list(due_today(dt.date(2015, 4, 3))) == []


# --- objections


@pytest.fixture
def objection(yinghai):
    report = monthly.monthly_report(yinghai)
    chair = make.user("chair", yinghai)
    return Objection.objects.create(
        report=report, org=yinghai, code="MEM07", shown=30, text="少5人", raised_by=chair
    )


def answer(client, one, **typed):
    return client.post(f"/reports/objections/{one.pk}/", typed, follow=True)


def test_the_department_answers_and_the_chair_is_told_and_finds_the_trace(
    enter, district, yinghai, objection, client
):
    organisation = enter("organisation", district)
    assert "待答复 1 条" in organisation.get("/reports/objections/").content.decode()

    page = answer(organisation, objection, outcome="mended", answer="已补录5人")

    assert [str(one) for one in page.context["messages"]] == ["已答复瀛海街道：台账已更正"]
    objection.refresh_from_db()
    assert (objection.state, objection.outcome, objection.answer) == ("answered", "mended", "已补录5人")
    told = Notice.objects.get(user=objection.raised_by)
    assert (told.title, told.body) == ("异议已答复：新增会员", "台账已更正：已补录5人")
    client.force_login(objection.raised_by, "union_portal.organization.backends.PostBackend")
    seen = client.get("/reports/objections/").content.decode()
    assert "少5人" in seen and "已补录5人" in seen


def test_an_objection_is_answered_by_its_department_once_and_in_full(enter, district, yinghai, objection):
    assert answer(enter("rights", district), objection, outcome="stands", answer="x").status_code == 403
    assert answer(enter("chair", yinghai), objection, outcome="stands", answer="x").status_code == 403
    client = enter("organisation", district)
    half = answer(client, objection, outcome="stands", answer=" ")
    answer(client, objection, outcome="stands", answer="与名册一致")
    again = answer(client, objection, outcome="mended", answer="改")

    assert [str(one) for one in half.context["messages"]] == [
        "没有答复：应选“台账已更正”或“台账无误”，并写明核对的结果"
    ]
    assert [str(one) for one in again.context["messages"]] == ["这条异议已由他人答复，这次没有改动"]
    objection.refresh_from_db()
    assert (objection.outcome, objection.answer) == ("stands", "与名册一致")


# --- the first page


def test_what_waits_stands_on_the_first_page_of_whoever_it_waits_for(
    enter, district, yinghai, caiyu, objection
):
    today = timezone.localdate()
    running = (today.replace(day=1) - DAY).replace(day=1)
    monthly.monthly_report(caiyu, month=running)
    monthly.handed_in(yinghai, month=running, approved=False)
    label = f"{running.month}月月报未交"

    def todos(role, unit):
        return {label: number for label, number, _ in enter(role, unit).get("/").context["todos"]}

    assert todos("statistics", district) == {"月报待审核": 1, label: 1, "月报异议待答复": 1}
    assert todos("organisation", district) == {"月报待核对": 1, "月报异议待答复": 1}
    assert todos("rights", district) == {"月报待核对": 1}


def test_a_reminder_is_two_clicks_from_the_first_page(enter, district, caiyu):
    today = timezone.localdate()
    running = (today.replace(day=1) - DAY).replace(day=1)
    monthly.monthly_report(caiyu, month=running)
    client = enter("statistics", district)

    [(_, _, page)] = [line for line in client.get("/").context["todos"] if line[0].endswith("未交")]

    assert f'value="{running.month}" data-main>催办未交 1 家' in client.get(page).content.decode()
    assert ReportCell.objects.count() == 0
