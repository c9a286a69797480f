"""The pages as people meet them: what each role sees, what a form answers, and what no page may contain."""

import datetime as dt
import re

import pytest
from django.test import RequestFactory

from disputes.models import Case
from enterprises.models import Enterprise
from members.models import Member
from tests import make
from union_portal import periods, views
from union_portal.audit.context import acting
from union_portal.jobs.models import Job
from union_portal.reporting.charts import round_top, spark
from union_portal.reporting.models import Figure, Target
from union_portal.reporting.store import store

BACKEND = "union_portal.organization.backends.PostBackend"
PASSWORD = "correct horse 2015"
DISTRICT_ROLES = ("organisation", "rights", "service", "statistics", "officer", "leader")
STRUCK = re.compile(r"<style|<script(?![^>]* src=)|\sstyle=|\son[a-z]+=|javascript:", re.I)
"""What a strict content security policy would refuse."""
FORBIDDEN = re.compile("排名|排行|名次|积分|打卡")


@pytest.fixture
def enter(client):
    """Signs a new holder of the role in and hands back the client."""

    def signed_in(role, unit):
        client.force_login(make.user(role, unit), BACKEND)
        return client

    return signed_in


@pytest.fixture
def food(yinghai):
    return make.enterprise(yinghai, unionized_on=dt.date(2015, 3, 1), employees=30, name="瑞康食品厂")


def page(response, status=200):
    assert response.status_code == status
    return response.content.decode()


def case(org, **fields):
    fields = {"source": "visit", "claim": "wages", "applicant": "赵测试", "respondent": "赵记"} | fields
    return Case.objects.create(org=org, number="调字〔2015〕1号", received_on=dt.date(2015, 5, 4), **fields)


# --- home


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


# --- one figure opened


def test_a_figure_says_that_its_rows_come_to_it(enter, district, food):
    html = page(enter("statistics", district).get("/indicators/ORG02/?period=2015"))

    assert "明细 1 行 ＝ 本指标 1" in html
    assert "瑞康食品厂" in html


def test_a_figure_that_disagrees_with_its_rows_says_by_how_much(enter, district, food):
    store(periods.year(2015))
    Figure.objects.filter(code="ORG02", org=district).update(value=3)

    html = page(enter("statistics", district).get("/indicators/ORG02/?period=2015"))

    assert "明细 1 行 ≠ 本指标 3，相差 -2" in html


def test_a_rate_shows_its_parts_and_what_is_left_over(enter, district, yinghai):
    make.enterprise(yinghai, unionized_on=dt.date(2015, 3, 1), eligible=["bargain"], name="金穗建材")

    html = page(enter("statistics", district).get("/indicators/BAR15/?period=2015&part=rest"))

    assert "明细 1 行 ＝ 未覆盖 1" in html
    assert "金穗建材" in html


def test_a_rate_without_a_base_is_not_applicable(enter, district, yinghai):
    assert "不适用" in page(enter("statistics", district).get("/indicators/BAR15/?period=2015"))


def test_another_township_s_figure_is_not_found(enter, yinghai, caiyu):
    response = enter("chair", yinghai).get(f"/indicators/ORG02/?period=2015&org={caiyu.code}")

    assert "没有找到" in page(response, 404)


# --- registers


REGISTERS = (
    "/enterprises/", "/enterprises/unions/", "/members/", "/members/cards/", "/bargaining/contracts/",
    "/disputes/cases/", "/assistance/households/", "/stations/", "/stations/activities/",
)  # fmt: skip


@pytest.mark.parametrize("address", REGISTERS)
def test_an_empty_register_says_how_to_begin(enter, yinghai, address):
    client = enter("chair", yinghai)

    assert "登记第一条" in page(client.get(address))
    assert "Ctrl Enter" in page(client.get(f"{address}new/"))


def test_a_list_links_each_row_and_its_sibling_registers(enter, yinghai, food):
    html = page(enter("chair", yinghai).get("/enterprises/"))

    assert f'<a href="{food.pk}/">瑞康食品厂</a>' in html
    assert '<a href="/enterprises/unions/">基层工会</a>' in html


def test_an_active_filter_is_a_chip_that_can_be_taken_away(enter, yinghai, food):
    html = page(enter("chair", yinghai).get(f"/enterprises/?q=瑞康&industry=C&org={yinghai.pk}"))

    assert "关键词：瑞康" in html and "所属镇街：瀛海街道" in html
    assert f'href="?q=%E7%91%9E%E5%BA%B7&amp;org={yinghai.pk}" aria-label="去掉条件：行业门类' in html


def test_a_list_filtered_to_nothing_offers_to_drop_the_filter(enter, yinghai, food):
    assert "不限关键词" in page(enter("chair", yinghai).get("/enterprises/?q=没有"))


def test_the_columns_of_a_list_are_counted_only_where_they_are_numbers(enter, yinghai, food):
    columns = {c.path: c.numeric for c in enter("chair", yinghai).get("/enterprises/").context["columns"]}

    assert columns["employees"] and not columns["union_name"]


def test_a_row_shows_its_state_its_panels_and_who_changed_what(enter, yinghai, food):
    row = case(yinghai)
    client = enter("chair", yinghai)
    client.post(f"/disputes/cases/{row.pk}/accept/", {"accepted_on": "2015-05-06"})

    html = page(client.get(f"/disputes/cases/{row.pk}/"))

    assert '<span class="tag b">调解中</span>' in html
    assert "挽回损失" in html
    assert "<s>待受理</s> → 调解中" in html


def test_a_step_that_lacks_what_it_needs_is_refused_in_words(enter, yinghai):
    row = case(yinghai)

    html = page(enter("chair", yinghai).post(f"/disputes/cases/{row.pk}/accept/", {}), 422)

    assert "受理应填写受理日期" in html


def test_a_step_out_of_turn_names_the_state(enter, yinghai):
    row = case(yinghai)

    response = enter("chair", yinghai).post(f"/disputes/cases/{row.pk}/settle/", {"closed_on": "2015-05-09"})

    assert "现为“待受理”，不能调解成功" in page(response, 422)


def test_a_stranger_s_row_is_not_found(enter, yinghai, caiyu):
    stranger = make.enterprise(caiyu, name="采育面粉厂")

    html = page(enter("chair", yinghai).get(f"/enterprises/{stranger.pk}/"), 404)

    assert "采育面粉厂" not in html


def test_a_register_of_another_department_cannot_be_written(enter, district):
    assert "没有登记会员的权限" in page(enter("rights", district).get("/members/new/"), 403)


def test_suggestions_bring_the_key_that_the_field_asks_for(enter, yinghai, food):
    answer = enter("chair", yinghai).get("/lookup/enterprise/?by=credit_code&q=瑞康").json()

    assert answer == {"rows": [{"key": food.credit_code, "text": "瑞康食品厂"}]}


def test_suggestions_never_bring_another_column(enter, yinghai, food):
    answer = enter("chair", yinghai).get("/lookup/enterprise/?by=address&q=瑞康").json()

    assert answer == {"rows": [{"key": "瑞康食品厂", "text": "瑞康食品厂"}]}


# --- forms


def of_member(org, **typed):
    return {
        "org": org.pk,
        "number": "M1",
        "name": "赵测试",
        "document_type": "RIC",
        "document": make.identity_number(7),
        "sex": "M",
        "born_on": "1985-06-02",
        "category": "staff",
        "household": "unified",
    } | typed


def test_a_wrong_identity_number_is_answered_in_chinese_and_kept(enter, yinghai):
    typed = of_member(yinghai, document="11010119900307001X")

    html = page(enter("chair", yinghai).post("/members/new/", typed), 422)

    assert "<title>错误：登记会员" in html
    assert '<a href="#id_document">证件号码：身份证号码校验位不正确，请核对</a>' in html
    assert 'value="11010119900307001X"' in html and 'value="赵测试"' in html


def test_a_blank_that_must_be_filled_says_so(enter, yinghai):
    assert "姓名：应填写，不能为空" in page(enter("chair", yinghai).post("/members/new/", {}), 422)


def test_a_form_sent_twice_saves_once(enter, yinghai):
    client = enter("chair", yinghai)
    key = client.get("/members/new/").context["form"]["form_key"].value()

    first, second = (client.post("/members/new/", of_member(yinghai, form_key=key)) for _ in range(2))

    assert first.url == second.url
    assert Member.objects.count() == 1


def test_a_stale_version_shows_both_and_keeps_what_was_typed(enter, yinghai, food):
    client = enter("chair", yinghai)
    form = client.get(f"/enterprises/{food.pk}/edit/").context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"address": "团结路1号"}
    Enterprise.objects.filter(pk=food.pk).update(address="兴业路9号")

    html = page(client.post(f"/enterprises/{food.pk}/edit/", typed), 409)

    assert "他人已先保存" in html
    assert "<b>团结路1号</b>" in html and "兴业路9号" in html
    assert 'name="address" value="团结路1号"' in html


def test_after_the_warning_the_same_form_saves(enter, yinghai, food):
    client = enter("chair", yinghai)
    form = client.get(f"/enterprises/{food.pk}/edit/").context["form"]
    typed = {name: form[name].value() or "" for name in form.fields} | {"address": "团结路1号"}
    Enterprise.objects.filter(pk=food.pk).update(address="兴业路9号")
    warned = client.post(f"/enterprises/{food.pk}/edit/", typed)

    seen = {"version": warned.context["form"]["version"].value()}
    client.post(f"/enterprises/{food.pk}/edit/", typed | seen)

    food.refresh_from_db()
    assert food.address == "团结路1号"


def test_an_identity_number_never_reaches_the_address(enter, yinghai):
    who = make.member(yinghai, name="钱测试", document=make.identity_number(42))
    client = enter("chair", yinghai)

    response = client.post("/members/", {"q": make.identity_number(42)})

    assert make.identity_number(42) not in response.url
    html = page(client.get(f"/members/{response.url}"))
    assert f'<a href="{who.pk}/">钱测试</a>' in html
    assert "证件/手机号精确查找" in html


def test_the_search_of_a_register_with_personal_data_is_posted(enter, yinghai):
    client = enter("chair", yinghai)

    assert 'role="search" method="post"' in page(client.get("/members/"))
    assert 'role="search" method="get"' in page(client.get("/enterprises/"))


# --- signing in, type size, refusals


def test_a_wrong_password_is_one_sentence_that_names_no_account(client, district):
    user = make.user("leader", district, "leader1")
    user.set_password(PASSWORD)
    user.save()

    for name in ("leader1", "nobody"):
        html = page(client.post("/login/", {"username": name, "password": "x"}), 422)
        assert "账号或密码不正确，请核对后重试。" in html


def test_the_right_password_opens_the_home(client, district):
    user = make.user("leader", district, "leader1")
    user.set_password(PASSWORD)
    user.save()

    response = client.post("/login/", {"username": "leader1", "password": PASSWORD}, follow=True)

    assert response.redirect_chain == [("/", 302)]


def test_big_type_is_kept_with_the_account(enter, district):
    client = enter("leader", district)

    response = client.post("/big-type/", {"next": "/indicators/"}, follow=True)

    assert response.redirect_chain == [("/indicators/", 302)]
    assert '<html lang="zh-CN" class="big">' in page(response)


@pytest.mark.parametrize("status", [500, 503])
def test_a_breakdown_is_explained_without_the_database(status):
    html = page(views.problem(RequestFactory().get("/members/"), status), status)

    assert "没有保存" in html and "编号" in html


@pytest.mark.parametrize(
    ("state", "words"),
    [("queued", "排队等待"), ("running", "1 / 4"), ("done", "已算完"), ("failed", "没有写入任何数据")],
)
def test_a_job_says_how_far_it_is(enter, district, state, words):
    fields = {"running": {"done": 1, "total": 4}, "done": {"result": "已算完"}}.get(state, {})
    job = Job.objects.create(key="compute:1", kind="compute", state=state, **fields)

    assert words in page(enter("officer", district).get(f"/jobs/{job.pk}/"))


def test_another_person_s_job_is_not_found(enter, district):
    job = Job.objects.create(key="compute:1", kind="compute", requested_by=make.user("leader", district))

    assert "没有找到" in page(enter("rights", district).get(f"/jobs/{job.pk}/"), 404)


# --- what no page may contain


ADDRESSES = (
    "/", "/indicators/", "/indicators/BAR15/", "/indicators/DIS05/", "/yearbook/", "/nowhere/",
    "/enterprises/new/", *REGISTERS,
)  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("role", ["organisation", "leader"])
def test_no_page_has_inline_style_or_script_and_none_ranks(enter, district, food, role, address):
    html = enter(role, district).get(address, follow=True).content.decode()

    assert not STRUCK.search(html)
    assert not FORBIDDEN.search(html)


def test_neither_has_a_row_or_its_form(enter, yinghai, food):
    client = enter("chair", yinghai)

    for address in (f"/enterprises/{food.pk}/", f"/enterprises/{food.pk}/edit/"):
        assert not STRUCK.search(page(client.get(address)))


def test_neither_has_the_sign_in_page(client, district):
    assert not STRUCK.search(page(client.get("/login/")))
