"""A register as people meet it: lists, rows, steps, suggestions, and what a form answers."""

import pytest

from enterprises.models import Enterprise
from members.models import Member
from tests import make
from tests.registers import ADDRESSES, page


@pytest.mark.parametrize("address", ADDRESSES)
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
    row = make.case(yinghai)
    client = enter("chair", yinghai)
    client.post(f"/disputes/cases/{row.pk}/accept/", {"accepted_on": "2015-05-06"})

    html = page(client.get(f"/disputes/cases/{row.pk}/"))

    assert '<span class="tag b">调解中</span>' in html
    assert "挽回损失" in html
    assert "<s>待受理</s> → 调解中" in html


def test_a_step_that_lacks_what_it_needs_is_refused_in_words(enter, yinghai):
    row = make.case(yinghai)

    html = page(enter("chair", yinghai).post(f"/disputes/cases/{row.pk}/accept/", {}), 422)

    assert "受理应填写受理日期" in html


def test_a_step_out_of_turn_names_the_state(enter, yinghai):
    row = make.case(yinghai)

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
