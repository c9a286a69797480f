"""The page of an enterprise: its road to a union, and what happened on it."""

import datetime as dt

import pytest

from enterprises.models import UnionizationCase
from tests import make
from tests.make import organising
from tests.registers import page


def day(month, number):
    return dt.date(2015, month, number)


@pytest.fixture
def firm(yinghai):
    return make.enterprise(yinghai, name="新星食品厂", employees=40)


def moved(case, *road):
    for state, on in road:
        UnionizationCase.objects.filter(pk=case.pk).update(state=state, state_since=on)
    return case


def places(client, firm):
    road = client.get(f"/enterprises/{firm.pk}/").context["road"]
    return [(step.stage, step.reached, step.place) for step in road if step.reached or step.place]


def test_the_stepper_shows_what_is_past_and_where_the_case_stands(enter, yinghai, firm):
    moved(organising.unionization_case(firm), ("surveyed", day(3, 9)), ("applied", day(4, 1)))

    assert places(enter("chair", yinghai), firm) == [
        ("new", day(3, 1), "past"),
        ("surveyed", day(3, 9), "past"),
        ("mobilised", None, "past"),
        ("applied", day(4, 1), "here"),
    ]


def test_a_case_that_stopped_stands_nowhere_on_the_road(enter, yinghai, firm):
    moved(organising.unionization_case(firm), ("surveyed", day(3, 9)), ("refused", day(4, 1)))
    client = enter("chair", yinghai)

    assert places(client, firm) == [("new", day(3, 1), "past"), ("surveyed", day(3, 9), "past")]
    assert '<span class="tag a">拒绝建会</span>' in page(client.get(f"/enterprises/{firm.pk}/"))


def test_the_case_s_own_page_shows_the_same_road_and_the_union_it_led_to(enter, yinghai, firm):
    union = make.union(yinghai, name="新星食品厂工会委员会")
    case = organising.unionization_case(firm, state="registered", union=union)
    client = enter("chair", yinghai)

    answer = client.get(f"/enterprises/cases/{case.pk}/")

    assert answer.context["road"] == client.get(f"/enterprises/{firm.pk}/").context["road"]
    assert {step.place for step in answer.context["road"][:-1]} == {"past"}
    assert "建立的工会：" in page(answer) and union.name in page(answer)


def test_what_happened_is_told_newest_first(enter, yinghai, firm):
    case, zhang = organising.unionization_case(firm), make.user("clerk", yinghai)
    organising.claim(case, holder=zhang, since=day(3, 2), until=day(3, 20), end="released", reason="人手不足")
    organising.visit(firm, on=day(3, 9), visitor=zhang, result="老板出差", next_step="周五再来")
    organising.obstacle(firm, reason="turnover", since=day(3, 10), until=day(4, 5))
    organising.outreach_meeting(yinghai, kind="employer", enterprise=firm, held_on=day(4, 1), record="讲政策")

    told = enter("chair", yinghai).get(f"/enterprises/{firm.pk}/").context["timeline"]

    assert [(e.on, e.kind, e.text, e.who, e.after) for e in told] == [
        (day(4, 5), "原因化解", "职工流动大", "", ""),
        (day(4, 1), "企业沟通会", "讲政策", "", ""),
        (day(3, 20), "退回", "人手不足", zhang.name, ""),
        (day(3, 10), "未建会原因", "职工流动大", "", ""),
        (day(3, 9), "实地走访", "老板出差", zhang.name, "周五再来"),
        (day(3, 2), "认领", "", zhang.name, ""),
        (day(3, 1), "阶段", "未接触", "", ""),
    ]


def test_members_are_set_beside_employees(enter, yinghai, firm):
    union = make.union(yinghai)
    for _ in range(3):
        make.membership(make.member(yinghai), union, employer=firm)

    html = page(enter("chair", yinghai).get(f"/enterprises/{firm.pk}/"))

    assert "职工 40 人" in html and "会员 3 人" in html and "入会率 7.5%" in html


def test_an_empty_timeline_offers_the_four_ways_of_a_first_visit(enter, district, yinghai, firm):
    clerk, leader = enter("clerk", yinghai), None
    html = page(clerk.get(f"/enterprises/{firm.pk}/"))
    chosen = clerk.get(f"/enterprises/{firm.pk}/visit/?quick=phone").context["form"]["quick"].value()
    leader = page(enter("leader", district).get(f"/enterprises/{firm.pk}/"))

    links = [
        f'href="/enterprises/{firm.pk}/visit/?quick={kind}"' for kind in ("place", "missed", "phone", "net")
    ]
    assert [link in html for link in links] == [True] * 4
    assert [link in leader for link in links] == [False] * 4
    assert chosen == "phone"
