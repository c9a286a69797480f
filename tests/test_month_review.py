"""What happens to a report after it was handed in: reviewed, handed back, approved, vouched for in parts."""

import datetime as dt

import pytest
from django.urls import reverse

from tests import make
from tests.make import monthly
from union_portal.notices.models import Notice
from union_portal.reporting.models import FiledCell, MonthlyReport, Remark, ReportEvent, SectionCheck
from union_portal.reporting.monthly.form import MONTHLY
from union_portal.reporting.review import acts
from union_portal.reporting.review.differences import most_changed, rows

QUEUE = "/reports/review/"


def place(report):
    return reverse("report-review-one", args=[report.org.code, f"{report.period.start:%Y-%m}"])


def now(report):
    return MonthlyReport.objects.get(pk=report.pk)


def events(report):
    return list(report.events.values_list("kind", "note"))


def said(response):
    return [str(message) for message in response.context["messages"]]


@pytest.fixture
def waits(yinghai):
    return monthly.handed_in(yinghai, approved=False, values={"MEM07": 30, "LAW03": 3})


@pytest.fixture
def office(client, district):
    """The statistics office, signed in."""
    user = make.user("statistics", district)
    client.force_login(user, "union_portal.organization.backends.PostBackend")
    client.user = user
    return client


def send(client, report, do, **typed):
    return client.post(place(report), {"do": do, "filed": report.filed, **typed}, follow=True)


# --- the acts


def test_opening_for_review_is_recorded_once_and_reading_changes_nothing(office, waits):
    office.get(place(waits))
    assert now(waits).review_began_at is None

    send(office, waits, "begin")
    first = now(waits).review_began_at
    send(office, waits, "begin")

    assert now(waits).review_began_at == first
    assert events(waits) == [("reviewing", "")]


def test_approving_accepts_this_filing_names_the_sections_not_vouched_for_and_tells_the_township(
    office, waits
):
    chair = waits.submitted_by
    page = send(office, waits, "approve")

    report = now(waits)
    assert (report.state, report.accepted, report.approved_by) == ("approved", 1, office.user)
    assert events(waits) == [
        (
            "approved",
            "未经部门分项核对：组织建设、会员与京卡、集体协商、劳动争议、困难帮扶、服务站与活动",
        )
    ]
    assert said(page) == ["瀛海街道2015年3月月报已通过"]
    assert Notice.objects.filter(user=chair).values_list("title", flat=True).get() == (
        "瀛海街道2015年3月月报已通过"
    )


def test_the_next_one_opens_already_in_review(office, waits, caiyu):
    following = monthly.handed_in(caiyu, approved=False)

    page = send(office, waits, "approve")

    assert page.redirect_chain == [(place(following), 302)]
    assert now(following).review_began_at is not None


def test_a_report_withdrawn_meanwhile_is_said_to_be_and_the_next_one_opens(office, waits, caiyu):
    following = monthly.handed_in(caiyu, approved=False)
    MonthlyReport.objects.filter(pk=waits.pk).update(submitted_at=None)

    page = send(office, waits, "approve")

    assert said(page) == ["瀛海街道2015年3月月报已由镇街撤回，这次没有审核"]
    assert page.redirect_chain == [(place(following), 302)]
    assert (now(waits).state, now(waits).accepted) == ("open", None)


def test_what_was_read_is_what_is_approved_not_a_later_filing(office, waits):
    MonthlyReport.objects.filter(pk=waits.pk).update(filed=2)

    page = office.post(place(waits), {"do": "approve", "filed": 1}, follow=True)

    assert said(page) == ["瀛海街道2015年3月月报已撤回并重新报送，请看过新报的数再审"]
    assert now(waits).state == "submitted"


def test_handing_back_needs_words_and_takes_the_chair_to_the_first_cell(office, waits):
    page = send(office, waits, "return")
    assert page.status_code == 422
    assert said(page) == ["没有退回：应写明要改哪一格、为什么，或写一句总的意见"]

    send(office, waits, "return", **{"r-LAW03": "与名册不符", "r-MEM07": "请核对"})

    assert now(waits).state == "returned"
    assert sorted(waits.remarks.values_list("code", "text")) == [("LAW03", "与名册不符"), ("MEM07", "请核对")]
    assert events(waits) == [("returned", "2处需要核对")]
    told = Notice.objects.get(user=waits.submitted_by)
    assert (told.title, told.url) == (
        "瀛海街道2015年3月月报退回核对",
        reverse("report", args=[waits.org.code, "2015-03"]) + "?cell=MEM07#c-MEM07",
    )


def test_who_wrote_a_remark_cannot_approve_by_mistake_and_keeps_her_words(office, waits):
    page = send(office, waits, "approve", **{"r-MEM07": "请核对"})

    assert page.status_code == 422
    assert said(page) == ["没有通过：已写了意见。要退回请按“退回”，确实没有问题请先清空意见"]
    assert 'name="r-MEM07" value="请核对"' in page.content.decode()
    assert (now(waits).state, Remark.objects.count()) == ("submitted", 0)


def test_nobody_approves_what_he_handed_in(district, waits, client):
    both = make.user("statistics", district)
    MonthlyReport.objects.filter(pk=waits.pk).update(submitted_by=both)
    client.force_login(both, "union_portal.organization.backends.PostBackend")

    page = send(client, waits, "approve")

    assert said(page) == ["报送人和审核人不能是同一人，请由他人审核"]
    assert now(waits).state == "submitted"


# --- sections


def test_departments_vouch_for_their_sections_and_the_last_one_approves(enter, district, waits):
    for role, mine in (
        ("organisation", ["enterprises", "members"]),
        ("rights", ["bargaining", "disputes"]),
        ("service", ["assistance", "stations"]),
    ):
        client = enter(role, district)
        for app in mine:
            send(client, waits, f"check:{app}")

    assert SectionCheck.objects.filter(report=waits, filed=1).count() == len(MONTHLY.sections)
    assert (now(waits).state, now(waits).accepted) == ("approved", 1)
    assert [note for kind, note in events(waits) if kind == "approved"] == ["各部分均已由部门核对"]


def test_a_department_neither_approves_nor_vouches_for_anothers_section(enter, district, waits):
    client = enter("rights", district)

    assert send(client, waits, "approve").status_code == 403
    assert send(client, waits, "check:members").status_code == 403
    assert (SectionCheck.objects.count(), now(waits).state) == (0, "submitted")


def test_a_departments_remark_goes_back_with_the_report(enter, district, waits):
    send(enter("rights", district), waits, "save", **{"r-LAW03": "少报一名律师"})
    send(enter("statistics", district), waits, "return", **{"r-LAW03": "少报一名律师", "whole": "请补"})

    assert sorted(waits.remarks.values_list("code", "text")) == [("", "请补"), ("LAW03", "少报一名律师")]
    assert Remark.objects.get(code="LAW03").by.main_post.role == "statistics"


def test_a_township_reviews_nothing_and_a_strange_district_finds_nothing(enter, yinghai, waits):
    assert enter("chair", yinghai).get(QUEUE).status_code == 403
    other = make.district("110116", "怀柔区总工会")
    make.township(other, "001", "泉河街道总工会")
    assert enter("statistics", other).get(place(waits)).status_code == 404


# --- what the reviewer reads


def test_a_report_stands_beside_last_month_and_last_year_what_changed_most_first(yinghai):
    monthly.handed_in(yinghai, month=dt.date(2015, 2, 1), values={"MEM07": 28, "LAW03": 3, "ORG07": 1})
    monthly.handed_in(yinghai, month=dt.date(2014, 3, 1), values={"MEM07": 10})
    report = monthly.handed_in(yinghai, approved=False, values={"MEM07": 30, "LAW03": 3, "ORG07": 4})

    found = [
        (row.code, row.text, row.month.text, row.month.change, row.year.text, row.year.change)
        for row in most_changed(rows(report))
    ]

    assert found == [
        ("ORG07", "4", "1", "+3", "—", "—"),
        ("MEM07", "30", "28", "+2", "10", "+20"),
        ("LAW03", "3", "3", "持平", "—", "—"),
    ]


def test_what_differs_from_the_filing_before_is_named_with_what_was_said_of_it(yinghai, office):
    report = monthly.handed_in(yinghai, approved=False, values={"LAW03": 3, "CUL04": 5})
    acts.give_back(report.pk, office.user, 1, {"LAW03": "与名册不符"})
    MonthlyReport.objects.filter(pk=report.pk).update(filed=2, returned_at=None)
    FiledCell.objects.bulk_create(
        FiledCell(report=report, org=yinghai, filed=2, code=code, typed=True, value=value)
        for code, value in {"LAW03": 4, "CUL04": 5}.items()
    )

    page = office.get(place(report))

    assert [(row.code, row.last.text, row.text, row.said) for row in page.context["amended"]] == [
        ("LAW03", "3", "4", "与名册不符")
    ]


def test_the_queue_asks_no_more_of_the_database_for_more_reports(
    office, district, yinghai, caiyu, django_assert_max_num_queries
):
    first = monthly.handed_in(yinghai, approved=False, values={"MEM07": 1})
    with django_assert_max_num_queries(40) as few:
        office.get(place(first))
    for number in range(3, 9):
        unit = make.township(district, f"{number:03}", f"第{number}镇总工会")
        monthly.handed_in(unit, approved=False, values=dict.fromkeys(MONTHLY.codes, 1))
    with django_assert_max_num_queries(len(few)):
        office.get(place(first))


def test_events_of_a_report_are_in_the_order_they_happened(office, waits):
    acts.begin(waits.pk, office.user, 1)
    acts.approve(waits.pk, office.user, 1)

    assert list(ReportEvent.objects.filter(report=waits).values_list("kind", "filed")) == [
        ("reviewing", 1),
        ("approved", 1),
    ]
