"""What each role meets first: its own figures, in its own unit, and what to do next."""

import datetime as dt
import re

import pytest

from tests import make
from tests.make.monthly import handed_in, monthly_report
from tests.registers import page
from union_portal import periods
from union_portal.audit.context import acting
from union_portal.reporting.charts import round_top, spark
from union_portal.reporting.models import Target
from union_portal.reporting.review.matrix import matrix
from union_portal.reporting.store import store

BACKEND = "union_portal.organization.backends.PostBackend"
DISTRICT_ROLES = ("organisation", "rights", "service", "statistics", "officer", "leader")


@pytest.mark.parametrize("role", DISTRICT_ROLES)
def test_a_district_role_meets_the_figures_of_the_district(enter, district, food, role):
    html = page(enter(role, district).get("/?period=2015"))

    assert "建会单位数" in html
    assert re.search(r'href="/indicators/ORG02/\?period=2015[^"]*org=110115"[^>]*>1</a><small>家', html)


@pytest.mark.parametrize("role", ["chair", "clerk", "worker"])
def test_a_township_role_meets_the_figures_of_the_township(enter, yinghai, caiyu, food, role):
    make.enterprise(caiyu, unionized_on=dt.date(2015, 3, 1))

    html = page(enter(role, yinghai).get("/?period=2015"))

    assert "瀛海街道2015年全年工作情况" in html
    assert re.search(r'org=110115001"[^>]*>1</a><small>家', html)


def test_the_chair_sees_only_her_own_township_among_the_bars(enter, yinghai, caiyu):
    response = enter("chair", yinghai).get("/")

    assert [bar.unit for bar in response.context["bars"]] == [yinghai]
    assert "采育" not in page(response)


def test_townships_stand_in_administrative_order_whatever_their_figures(enter, district, yinghai, caiyu):
    make.enterprise(caiyu, unionized_on=dt.date(2015, 3, 1), eligible=["bargain"])

    response = enter("statistics", district).get("/?period=2015")

    assert [bar.unit for bar in response.context["bars"]] == [yinghai, caiyu]


def test_townships_below_the_target_are_named_to_the_leader(enter, district, yinghai):
    make.enterprise(yinghai, unionized_on=dt.date(2015, 3, 1), eligible=["bargain"])
    Target.objects.create(org=district, code="BAR15", by=dt.date(2015, 12, 31), value=90)

    html = page(enter("leader", district).get("/?period=2015"))

    assert "有 1 个镇街未到 90% 目标：瀛海街道。" in html


def test_the_auditor_meets_the_latest_operations_and_no_figures(enter, district):
    with acting(name="王静", route="POST /members/new/", reason="补录"):
        make.township(district, "003", "亦庄镇总工会")

    html = page(enter("auditor", district).get("/"))

    assert "POST /members/new/" in html and "补录" in html
    assert "建会单位数" not in html


def test_without_a_live_post_the_home_says_whom_to_ask(client, district):
    user = make.user("leader", district)
    user.posts.update(until=dt.date(2012, 1, 1))
    client.force_login(user, BACKEND)

    assert "请联系区总工会办公室" in page(client.get("/"), 403)


def test_the_home_carries_the_sheet_to_sign(enter, district):
    html = page(enter("leader", district).get("/?period=2015"))

    assert "2015年度主要工作指标一览表" in html and "单位负责人：" in html


def test_new_members_by_month_are_drawn_only_from_kept_figures(enter, district, yinghai):
    who = make.member(yinghai)
    make.membership(who, make.union(yinghai), since=dt.date(2015, 3, 9))
    client = enter("statistics", district)
    assert "新增会员按月" not in page(client.get("/?period=2015"))

    store(periods.month(2015, 3))

    march = client.get("/?period=2015").context["admissions"].pillars[2]
    assert (march.label, march.now, march.before) == ("3月", 1, None)


@pytest.mark.parametrize(("value", "top"), [(1, 2), (3, 4), (98, 100), (402, 600), (3588, 4000)])
def test_a_chart_ends_at_a_round_number(value, top):
    assert round_top(value) == top


def test_a_flat_line_is_not_drawn():
    assert spark([5, 5, 5]) == ""


# --- the months of the year


@pytest.mark.parametrize("role", ["statistics", "leader"])
def test_whoever_decides_on_reports_sees_how_far_every_month_is(enter, district, yinghai, caiyu, role):
    handed_in(yinghai)
    handed_in(caiyu, month=dt.date(2015, 12, 1), approved=False)

    response = enter(role, district).get("/?period=2015")

    html = page(response)
    assert [line.org for line in response.context["reports"]["matrix"].lines] == [yinghai, caiyu]
    assert "2015年12月：待审核 1，未填 1" in html
    assert 'href="/reports/110115001/2015-03/"' in html
    assert 'href="/reports/review/110115002/2015-12/"' in html
    assert 'action="/reports/matrix/2015/urge/"' in html


@pytest.mark.parametrize("role", ["organisation", "rights", "service"])
def test_a_department_has_no_table_of_months_on_its_first_page(enter, district, yinghai, role):
    handed_in(yinghai)

    assert "月报完成情况</a></h2>" not in page(enter(role, district).get("/?period=2015"))


def test_a_township_s_months_in_time_are_counted_over_those_owed(enter, district, yinghai):
    handed_in(yinghai, month=dt.date(2015, 3, 1))
    for month in (1, 2):
        handed_in(yinghai, month=dt.date(2015, month, 1), due_on=dt.date(2015, 4, 2))
    monthly_report(yinghai, month=dt.date(2015, 4, 1))

    (line,) = matrix(district, 2015, dt.date(2015, 5, 4)).lines

    assert (line.in_time, line.owed) == (1, 3)


def test_the_table_of_months_costs_the_first_page_the_same_for_many_reports(
    enter, district, yinghai, caiyu, django_assert_max_num_queries
):
    client = enter("leader", district)
    handed_in(yinghai)
    with django_assert_max_num_queries(90) as few:
        client.get("/?period=2015")
    for org in (yinghai, caiyu):
        for month in (1, 2, 4, 5):
            handed_in(org, month=dt.date(2015, month, 1), values={"MEM07": 1})
    with django_assert_max_num_queries(len(few)):
        client.get("/?period=2015")
