"""Two records that may be one person, side by side: decided by keys, undone, and no wider than a phone."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from members.life.doubles import find
from members.models import DuplicatePair, Member
from tests import make, test_browser
from tests.journeys import WIDER
from tests.test_browser import PHONE

chromium, arrive = test_browser.chromium, test_browser.arrive
DAY = dt.date(2015, 6, 1)


@pytest.fixture
def district(committed):
    return make.district()


@pytest.fixture
def pairs(yinghai):
    """Three pairs found by name and birth date."""
    for n, name in enumerate(("甲会员", "乙会员", "丙会员"), 1):
        born = dt.date(1980 + n, 6, 1)
        for place in (10 * n, 10 * n + 1):
            make.member(yinghai, name=name, document=make.identity_number(place, born=born))
    find(DAY)
    return list(DuplicatePair.objects.order_by("pk"))


def states():
    return list(DuplicatePair.objects.order_by("pk").values_list("state", flat=True))


def test_pairs_are_decided_by_keys_and_taken_back(arrive, yinghai, pairs):
    person = arrive("organisation", yinghai.parent)
    person.page.goto("/members/duplicates/queue/")
    left, keyboard = person.page.locator(".ph .sub"), person.page.keyboard
    expect(left).to_contain_text("待判断 3 对")

    keyboard.press("ArrowDown")
    expect(person.page.get_by_role("link", name="↑ 上一对")).to_be_visible()
    keyboard.press("ArrowUp")
    expect(person.page.get_by_role("link", name="↑ 上一对")).to_have_count(0)
    keyboard.press("1")
    expect(left).to_contain_text("待判断 2 对")
    keyboard.press("3")
    expect(left).to_contain_text("待判断 1 对")
    assert states().count("same") == states().count("different") == 1
    assert Member.objects.exclude(merged_into=None).count() == 1

    person.page.get_by_role("button", name="撤销").click()
    expect(left).to_contain_text("待判断 2 对")
    assert states().count("different") == 0


def test_the_pair_is_no_wider_than_a_phone(arrive, yinghai, pairs):
    person = arrive("organisation", yinghai.parent)
    person.page.set_viewport_size(PHONE)

    person.page.goto("/members/duplicates/queue/")

    assert person.page.evaluate(WIDER) is False
    expect(person.page.get_by_role("button", name="同一人，保留左边")).to_be_visible()
