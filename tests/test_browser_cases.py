"""From the pool to a founded union in a real Chromium: on a phone by touch, at a desk by keys."""

import datetime as dt

import pytest

from enterprises.models import Claim, Obstacle, UnionizationCase, Visit
from tests import make, test_browser
from tests.journeys import WIDER
from tests.make import organising

chromium, arrive = test_browser.chromium, test_browser.arrive
PHONE = {"width": 390, "height": 844}
TOUCHED = (
    "main form .btn, main form input:not([type=hidden]), main form select, main form textarea, .quick label"
)
SMALL = """nodes => nodes.filter(node => {
  const touched = ["radio", "checkbox"].includes(node.type) ? node.closest("label") : node;
  const box = touched.getBoundingClientRect();
  return box.width && (box.height < 44 || box.width < 44);
}).map(node => node.outerHTML)"""
"""What a thumb would miss: a tick box counts with its label."""


@pytest.fixture
def case(committed):
    township = make.township(make.district(), "001", "瀛海街道总工会")
    firm = make.enterprise(township, name="新星食品厂", employees=120, phone="010-69241234")
    return organising.unionization_case(firm)


def test_a_firm_is_claimed_and_visited_from_a_phone_and_its_union_founded(arrive, case):
    chair = arrive("chair", case.org, **PHONE)
    page, today = chair.page, dt.date.today()

    page.goto("/enterprises/pool/")
    page.get_by_label("选中新星食品厂").check()
    chair.follow(page.get_by_role("button", name="认领", exact=True))
    chair.follow(page.get_by_role("link", name="记走访"))
    assert page.evaluate(WIDER) is False
    assert page.locator(TOUCHED).evaluate_all(SMALL) == []
    assert page.get_by_role("link", name="打电话 010-69241234").get_attribute("href") == "tel:010-69241234"

    page.get_by_label("电话沟通").check()
    page.get_by_label("情况").fill("人事主管愿意了解")
    page.get_by_label("未建会原因").select_option(label="职工流动大")
    chair.follow(page.get_by_role("button", name="保存走访"))
    chair.follow(page.get_by_role("link", name="办理"))
    chair.follow(page.get_by_role("link", name="建会登记"))
    assert page.evaluate(WIDER) is False
    assert page.locator(TOUCHED).evaluate_all(SMALL) == []

    page.get_by_label("批复日期").fill(str(today))
    page.get_by_label("批复文号").fill("工组批〔2026〕1号")
    chair.follow(page.get_by_role("button", name="登记工会"))

    assert page.get_by_role("heading", level=1).inner_text().startswith("新星食品厂工会委员会")
    found = UnionizationCase.objects.get()
    assert (found.state, found.state_since, found.union.approved_on) == ("founded", today, today)
    assert list(Visit.objects.values_list("method", "result")) == [("phone", "人事主管愿意了解")]
    assert list(Claim.objects.values_list("until", "end")) == [(today, "done")]
    assert list(Obstacle.objects.values_list("reason", "until")) == [("turnover", today)]


def test_a_visit_is_written_by_keys_alone(arrive, case):
    clerk = arrive("clerk", case.org)
    page, keyboard = clerk.page, clerk.page.keyboard
    page.goto(f"/enterprises/{case.enterprise_id}/visit/")

    clerk.tab_to("quick")
    keyboard.press("ArrowDown")
    keyboard.press("ArrowDown")
    clerk.tab_to("result")
    keyboard.type("周五再联系")
    keyboard.press("Tab")
    keyboard.press("End")
    clerk.press("Control+Enter")

    assert list(Visit.objects.values_list("method", "result")) == [("phone", "周五再联系")]
    assert Obstacle.objects.get().reason == "other"
    assert page.get_by_role("status").inner_text().strip() == "已记走访：新星食品厂"
