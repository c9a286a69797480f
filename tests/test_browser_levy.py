"""The hand queue of a tax list in a real Chromium: keys decide, a phone only reads."""

import pytest
from playwright.sync_api import expect

from enterprises.models import Enterprise
from tests import make, test_browser
from tests.journeys import WIDER
from tests.make.organising import levy
from tests.payers import OCTOBER, QUEUE, proposed, said
from tests.test_browser import PHONE

chromium, arrive = test_browser.chromium, test_browser.arrive


@pytest.fixture
def district(committed):
    return make.district()


@pytest.fixture
def payers(yinghai):
    """Three that wait; the first has two candidates."""
    firms = [make.enterprise(yinghai, name=name) for name in ("新星食品厂", "新兴食品厂")]
    first, *rest = (levy(yinghai, month=OCTOBER, payer_name=name) for name in ("甲户", "乙户", "丙户"))
    return [proposed(first, *firms), *rest]


def test_keys_choose_skip_and_set_aside_but_never_while_somebody_types(arrive, district, payers):
    person = arrive("organisation", district)
    person.page.goto(QUEUE)
    heading, keyboard = (
        person.page.get_by_role("main").get_by_role("heading", level=2).first,
        person.page.keyboard,
    )
    for key, name in (("ArrowDown", "乙户"), ("ArrowDown", "丙户"), ("ArrowUp", "乙户"), ("ArrowUp", "甲户")):
        keyboard.press(key)
        expect(heading).to_have_text(name)

    person.page.get_by_label("不一致说明").fill("改名")
    keyboard.type("2x")
    keyboard.press("Enter")
    person.page.get_by_label("不一致说明").blur()
    keyboard.press("2")
    expect(heading).to_have_text("乙户")
    keyboard.press("x")
    expect(heading).to_have_text("丙户")
    keyboard.press("n")
    person.page.get_by_label("经济类型").select_option("21")
    person.page.get_by_label("行业门类").select_option("C")
    person.page.get_by_role("button", name="新建并认定").click()
    expect(person.page.get_by_text("没有待认定的缴费单位")).to_be_visible()

    first, second, third = payers
    assert (said(first)[0], first.enterprise.name, first.remark) == ("matched", "新兴食品厂", "改名2x")
    assert said(second)[0] == "foreign"
    assert (said(third)[0], third.enterprise) == ("created", Enterprise.objects.get(name="丙户"))


def test_a_phone_reads_the_queue_and_decides_nothing(arrive, district, payers):
    person = arrive("organisation", district, **PHONE)
    person.page.goto(QUEUE)

    expect(person.page.get_by_text("手机上只供查看")).to_be_visible()
    expect(person.page.get_by_role("link", name="新星食品厂")).to_be_visible()
    expect(person.page.get_by_role("button", name="同一家")).to_have_count(0)
    person.page.keyboard.press("1")
    assert person.page.evaluate(WIDER) is False
    assert said(payers[0])[0] == ""
