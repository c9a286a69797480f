"""Applying by phone without scripts, and the committee's keys, in a real Chromium."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from members.models import Member, MembershipApplication
from tests import make, test_browser
from tests.journeys import WIDER, served
from tests.make import identity_number, joining
from tests.test_browser import PHONE

chromium, arrive = test_browser.chromium, test_browser.arrive


@pytest.fixture
def district(committed):
    return make.district()


@pytest.fixture
def union(yinghai):
    return make.union(yinghai, name="瀛海街道联合工会")


@pytest.fixture
def phone(chromium, committed):
    """A window without scripts."""
    with served() as address:
        context = chromium.new_context(base_url=address, viewport=PHONE, java_script_enabled=False)
        yield context.new_page()
        context.close()


def test_somebody_applies_by_phone_without_scripts(phone, yinghai, union):
    door = joining.door(yinghai, since=dt.date.today())
    door.refresh_from_db()

    phone.goto(f"/join/{door.token}/")

    phone.get_by_label("姓名").fill("周小雨")
    phone.get_by_label("证件号码", exact=True).fill("110115198506019999")
    phone.get_by_label("手机号码").fill("13800138000")
    phone.get_by_label("在岗职工").check()
    phone.get_by_label("同意为办理入会收集").check()
    phone.get_by_label("我单独同意").check()
    phone.get_by_role("button", name="下一步").click()
    expect(phone.get_by_role("alert")).to_contain_text("有 1 处需要改正")
    assert phone.evaluate(WIDER) is False
    phone.get_by_label("证件号码", exact=True).fill(identity_number(1))
    phone.get_by_role("button", name="下一步").click()
    phone.get_by_role("button", name="提交申请").click()

    expect(phone.get_by_role("heading", name="申请已收到")).to_be_visible()
    assert phone.evaluate(WIDER) is False
    assert MembershipApplication.objects.get().name == "周小雨"


def test_the_committee_approves_returns_and_moves_on_by_keys_alone(arrive, yinghai, union):
    for name in ("甲申请", "乙申请", "丙申请"):
        joining.application(yinghai, union=union, name=name)
    person = arrive("chair", yinghai)
    person.page.goto("/members/applications/queue/")
    heading, keyboard = person.page.locator("#h-one"), person.page.keyboard
    expect(heading).to_have_text("甲申请")

    for key, name in (("ArrowDown", "乙申请"), ("ArrowUp", "甲申请"), ("1", "乙申请")):
        keyboard.press(key)
        expect(heading).to_have_text(name)
    keyboard.press("2")
    expect(person.page.locator("#o-reason")).to_be_focused()
    keyboard.type("缺证件照片123")
    keyboard.press("Tab")
    keyboard.press("Enter")
    expect(heading).to_have_text("丙申请")

    states = dict(MembershipApplication.objects.values_list("name", "state"))
    assert states == {"甲申请": "approved", "乙申请": "returned", "丙申请": "submitted"}
    assert Member.objects.get().name == "甲申请"
    assert MembershipApplication.objects.get(name="乙申请").reason == "缺证件照片123"
