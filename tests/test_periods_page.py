"""期间: what everybody sees of a year's months and days off, and what two roles may set for later months."""

import datetime as dt

import pytest
from django.utils import timezone

from tests import make
from tests.make import monthly
from tests.registers import page
from tests.test_meanings import taken
from union_portal import periods
from union_portal.audit.models import AuditEntry
from union_portal.parameters.models import RuleParameter, WorkCalendar
from union_portal.reporting.models import MonthlyReport
from union_portal.reporting.monthly.opening import due_on, open_month
from union_portal.reporting.rulebook.months import days_off, months_of, rules_of_due, still_to_open
from union_portal.reporting.rulebook.setting import DUE, edition_of_due

TODAY = timezone.localdate()
NEXT, AFTER = still_to_open(TODAY)[1:3]
APRIL = dt.date(2015, 4, 20)
READERS = [("leader", "district"), ("rights", "district"), ("organisation", "district"), ("chair", "yinghai")]


@pytest.fixture
def office(enter, district):
    return enter("statistics", district)


def set_due(client, **typed):
    sent = {"do": "due", "month": NEXT.code, "day": "8", "until": "", "source": "区总工会通知"}
    return client.post(f"/periods/{TODAY.year}/", sent | {"seen": edition_of_due()} | typed)


def set_day(client, **typed):
    day = TODAY + dt.timedelta(7 - TODAY.weekday())  # a Monday
    sent = {"do": "day", "on": f"{day}", "kind": "off", "name": "春节", "source": "国办发明电〔2026〕1号"}
    return client.post(f"/periods/{TODAY.year}/", sent | typed)


# --- what is seen


def test_a_month_says_when_it_opens_is_due_and_how_far_it_is(district, yinghai, caiyu):
    monthly.handed_in(yinghai)
    monthly.monthly_report(caiyu)
    MonthlyReport.objects.filter(org=yinghai).update(locked_at=monthly.AT)

    march = months_of(district, 2015)[2]

    assert (march.opens_on, march.first_due, march.last_due) == (
        dt.date(2015, 4, 1),
        dt.date(2015, 4, 7),
        dt.date(2015, 4, 7),
    )
    assert (march.filed, march.approved, march.locked, march.townships) == (1, 1, 1, 2)
    assert (march.put_off, march.state(APRIL)) == (True, ("已截止", "a"))
    assert march.state(dt.date(2015, 4, 7)) == ("填报中", "b")


def test_a_month_is_locked_once_all_its_townships_are(district, yinghai):
    MonthlyReport.objects.filter(pk=monthly.handed_in(yinghai).pk).update(locked_at=monthly.AT)

    assert months_of(district, 2015)[2].state(APRIL) == ("已锁定", "g")


def test_a_month_to_come_shows_the_day_of_the_rules_and_one_nobody_opened_says_so(district, yinghai):
    months = months_of(district, 2015)

    assert [month.state(APRIL)[0] for month in months[2:4]] == ["没有月报", "未开放"]
    assert months[3].first_due == dt.date(2015, 5, 5)


def test_a_township_sees_its_own_reports_alone(yinghai, caiyu):
    monthly.handed_in(caiyu)

    march = months_of(yinghai, 2015)[2]

    assert (march.townships, march.opened) == (1, False)


def test_the_number_of_queries_does_not_grow_with_townships(district, yinghai, django_assert_max_num_queries):
    for number in range(3, 12):
        monthly.monthly_report(make.township(district, f"{number:03}", f"第{number}镇总工会"))

    with django_assert_max_num_queries(4):
        months_of(district, 2015)


def test_days_off_are_told_as_the_notice_tells_them(db):
    told = [(str(one.first), str(one.last), one.worked, one.name, one.source) for one in days_off(2015)]

    notice = "国办发明电〔2014〕28号"
    assert told[:5] == [
        ("2015-01-01", "2015-01-03", False, "元旦", notice),
        ("2015-01-04", "2015-01-04", True, "元旦调休上班", notice),
        ("2015-02-15", "2015-02-15", True, "春节调休上班", notice),
        ("2015-02-18", "2015-02-24", False, "春节", notice),
        ("2015-02-28", "2015-02-28", True, "春节调休上班", notice),
    ]
    assert ("2015-10-01", "2015-10-07", False, "国庆节", notice) in told


@pytest.mark.parametrize(("role", "at"), READERS)
def test_who_only_reads_is_offered_nothing_to_set(request, enter, district, yinghai, role, at):
    client = enter(role, request.getfixturevalue(at))

    html = page(client.get("/periods/2015/"))

    assert ("保存截止日" in html, "保存节假日" in html, "国办发明电〔2014〕28号" in html) == (
        False,
        False,
        True,
    )
    page(set_due(client), 403)
    page(set_day(client), 403)
    assert edition_of_due() == RuleParameter.objects.get(code=DUE).pk


def test_nobody_without_a_post_in_statistics_sees_anything(enter, district):
    page(enter("auditor", district).get("/periods/2015/"), 403)


@pytest.mark.parametrize("year", [0, 1949, 2101, 999999])
def test_a_year_nobody_reports_on_is_not_found(office, year):
    page(office.get(f"/periods/{year}/"), 404)


# --- setting a due day


@pytest.mark.parametrize("role", ["statistics", "officer"])
def test_a_due_day_is_set_from_a_month_on(enter, district, yinghai, role):
    assert set_due(enter(role, district)).status_code == 302

    due = [month.first_due.day for month in months_of(district, NEXT.start.year) if month.period == NEXT]
    assert due == [due_on(NEXT, yinghai.division).day]
    assert [(row.value, row.source, first) for row, first, _ in rules_of_due(district)][0] == (
        8,
        "区总工会通知",
        NEXT,
    )
    open_month(NEXT)
    assert MonthlyReport.objects.get().due_on == due_on(NEXT, yinghai.division)
    assert MonthlyReport.objects.get().due_on.day >= 8


def test_one_month_alone_may_have_another_day(office, district):
    set_due(office, until="month")

    assert [(row.value, first, last) for row, first, last in rules_of_due(district)] == [
        (8, NEXT, NEXT),
        (5, None, None),
    ]


def test_months_that_have_opened_are_not_offered_and_not_taken(office, district, yinghai):
    past = periods.month(TODAY.year, TODAY.month).previous
    open_month(past)
    before = list(MonthlyReport.objects.values_list("due_on"))

    for month in (past.code, "2015-03", "1900-01", "x", ""):
        assert "从哪个月的月报改起" in page(set_due(office, month=month), 422)

    assert list(MonthlyReport.objects.values_list("due_on")) == before


@pytest.mark.parametrize("day", ["0", "29", "31", "-1", "5.5", "五", "", "1e1", "999999999999999999999"])
def test_a_day_that_not_every_month_has_is_refused_where_it_was_typed(office, day):
    html = page(set_due(office, day=day), 422)

    assert 'id="id_day_error"' in html
    assert edition_of_due() == RuleParameter.objects.get(code=DUE).pk


def test_full_width_digits_are_digits(office, district):
    set_due(office, day=" １０ ")

    assert rules_of_due(district)[0][0].value == 10


def test_a_reason_is_asked_for(office):
    assert 'id="id_source_error"' in page(set_due(office, source="  "), 422)


def test_a_reason_is_text_and_nothing_else(office):
    set_due(office, source="<script>alert(1)</script>")

    assert "<script>alert(1)" not in page(office.get(f"/periods/{NEXT.start.year}/"))


def test_what_somebody_set_meanwhile_is_shown_and_what_was_typed_is_kept(office, district):
    seen = edition_of_due()
    set_due(office, day="9", source="先到的")

    html = page(set_due(office, day="10", source="后到的", seen=seen), 409)

    assert "刚才有人改过截止日" in html
    assert ("先到的" in html, 'value="后到的"' in html) == (True, True)
    assert rules_of_due(district)[0][0].value == 9
    assert set_due(office, day="10", source="后到的").status_code == 302


def test_a_month_opened_between_the_page_and_the_click_is_refused_by_the_database(office, district, yinghai):
    open_month(AFTER)

    html = page(set_due(office), 409)

    assert f"已开放的月份（{AFTER}）截止日不能再改" in html


def test_an_unknown_deed_is_refused(office):
    assert office.post("/periods/2015/", {"do": "everything"}).status_code == 400


# --- days off


def test_the_officer_enters_a_day_off_with_its_notice_and_takes_it_back(enter, district):
    client = enter("officer", district)

    assert set_day(client).status_code == 302
    row = WorkCalendar.objects.get(day__gt=TODAY, note="春节（国办发明电〔2026〕1号）")
    assert (row.day.weekday(), row.is_workday) == (0, False)
    assert set_day(client, name="元宵节").status_code == 302

    assert set_day(client, kind="usual", name="", source="").status_code == 302
    assert not WorkCalendar.objects.filter(day=row.day).exists()
    trail = AuditEntry.objects.filter(table="parameters_workcalendar").order_by("pk")
    assert [
        (one.action, one.before and one.before["note"][:2], one.after and one.after["note"][:2])
        for one in trail
    ] == [("I", None, "春节"), ("U", "春节", "元宵"), ("D", "元宵", None)]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"on": f"{TODAY}"}, "过去的安排不能改"),
        ({"on": "2015-10-01"}, "过去的安排不能改"),
        ({"on": "9999-12-31"}, "三年以内的日期"),
        ({"on": "春节"}, "日期应写作2027-01-01"),
        ({"on": f"{TODAY + dt.timedelta(5 - TODAY.weekday() + 7)}"}, "是周末，本来就不上班"),
        ({"kind": "work"}, "不是周末，本来就上班"),
        ({"kind": "party"}, "安排"),
        ({"name": ""}, "页面上要说明依据"),
        ({"source": ""}, "页面上要说明依据"),
    ],
)
def test_a_day_that_cannot_be_is_refused_where_it_was_typed(enter, district, typed, words):
    before = WorkCalendar.objects.count()

    assert words in page(set_day(enter("officer", district), **typed), 422)

    assert WorkCalendar.objects.count() == before


def test_the_office_of_a_district_does_not_enter_days_off_of_all_districts(office):
    page(set_day(office), 403)


# --- definitions


def test_every_indicator_is_listed_with_its_version(office):
    html = page(office.get("/periods/definitions/"))

    assert "百人以上企业的职工人数（含本数）" in html
    assert "/periods/definitions/MEM07/" in html


def test_versions_stand_side_by_side_and_what_differs_is_marked(office, district):
    taken(district, dt.date(2015, 1, 5), "旧的说法")
    taken(district, dt.date(2016, 1, 5))

    html = page(office.get("/periods/definitions/MEM07/"))

    assert ("自2015-01-05的快照起" in html, "自2016-01-05的快照起" in html) == (True, True)
    assert ("旧的说法" in html, html.count("<mark>")) == (True, 1)


def test_a_code_that_is_no_indicator_has_no_page(office):
    for code in ("ZZZ99", "mem07", "MEM07'--"):
        page(office.get(f"/periods/definitions/{code}/"), 404)
