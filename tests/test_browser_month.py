"""A chair's month in a real Chromium: few keys, nothing lost on a bad line, nothing won unseen."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from tests import make, test_browser
from tests.journeys import WIDER
from tests.make import monthly
from tests.test_browser_cases import SMALL
from tests.test_browser_counter import COUNT, PHONE
from union_portal.reporting.models import MonthlyReport, ReportCell
from union_portal.reporting.monthly.cells import type_in
from union_portal.reporting.monthly.form import MONTHLY

chromium, arrive = test_browser.chromium, test_browser.arrive
MOST_STEPS = 25
USUAL = {"LAW03": "9", "AST10": "0", "SVC11": "60", "SVC15": "4", "SKL04": "1", "CUL04": "2"}
HEARD = "window.heard.keys + window.heard.mouse"


@pytest.fixture
def township(committed):
    """Seven months behind it, a firm under a union, a member; July open."""
    place = make.township(make.district(), "001", "瀛海街道总工会")
    firm = make.enterprise(place, unionized_on=dt.date(2015, 7, 2))
    make.membership(make.member(place), make.union(place))
    for month in range(1, 7):
        monthly.handed_in(place, month=dt.date(2015, month, 1), values=USUAL)
    monthly.monthly_report(place, month=dt.date(2015, 7, 1))
    return firm.org


@pytest.fixture
def chair(arrive, township):
    return arrive("chair", township)


def address(township):
    return f"/reports/{township.code}/2015-07/"


def clicks_counted(page):
    """A press and its release are one click."""
    page.evaluate(COUNT)
    page.evaluate("() => { window.heard.mouse = 0; }")


def typed():
    return {code: str(int(value)) for code, value in ReportCell.objects.values_list("code", "value")}


def test_from_home_to_the_receipt_in_at_most_25_clicks_and_keys(chair, township):
    page, keyboard, steps = chair.page, chair.page.keyboard, 0
    page.goto("/")

    chair.follow(page.get_by_role("link", name="填报2015年7月月报"))
    steps += 1
    clicks_counted(page)
    expect(page.locator("#v-LAW03")).to_be_focused()
    fields = page.locator(".ft input[data-code]").evaluate_all("all => all.map(one => one.name)")
    assert sorted(fields) == sorted(MONTHLY.typed)
    for value in USUAL.values():
        keyboard.type(value)
        keyboard.press("Enter")
    expect(page.locator("#go")).to_be_focused()
    expect(page.locator("#left")).to_contain_text("可以报送")
    steps += page.evaluate(HEARD)
    chair.press("Enter")
    steps += 1
    clicks_counted(page)
    chair.press("Control+Enter")
    steps += 2

    expect(page.locator("h1")).to_contain_text("月报已报送")
    expect(page.locator(".receipt")).to_contain_text(f"YB-{township.code}-201507-1")
    assert typed() == USUAL
    report = MonthlyReport.objects.get(state="submitted", period__start=dt.date(2015, 7, 1))
    assert report.figures.count() == len(MONTHLY.codes)
    assert steps == 1 + sum(map(len, USUAL.values())) + len(USUAL) + 1 + 2
    assert steps <= MOST_STEPS


def test_an_odd_value_is_explained_by_one_tap(chair, township):
    page = chair.page
    page.goto(address(township))
    page.locator("#v-LAW03").fill("40")
    page.locator("#v-LAW03").press("Control+Enter")

    expect(page.locator("#w-LAW03")).to_have_text("是近6个月均值9的4.4倍，请说明")
    expect(page.locator("#why-text")).to_be_focused()
    page.get_by_role("button", name="集中开展活动").click()

    expect(page.locator("#l-LAW03")).to_contain_text("说明：集中开展活动")
    expect(page.locator("#w-LAW03")).to_be_hidden()
    assert ReportCell.objects.values_list("value", "reason").get() == (40, "集中开展活动")


def test_what_is_no_number_is_said_at_once_and_not_sent(chair, township):
    page = chair.page
    page.goto(address(township))
    page.locator("#v-LAW03").fill("九")
    page.locator("#v-LAW03").press("Enter")

    expect(page.locator("#w-LAW03")).to_contain_text("应填0或正整数，现为“九”")
    expect(page.locator("#v-AST10")).to_be_focused()
    page.keyboard.press("ArrowUp")
    expect(page.locator("#v-LAW03")).to_be_focused()
    assert ReportCell.objects.count() == 0


def test_a_value_typed_without_a_line_is_sent_when_the_line_is_back(chair, township):
    page = chair.page
    page.goto(address(township))
    chair.context.set_offline(True)
    page.locator("#v-LAW03").fill("12")
    page.locator("#v-LAW03").press("Enter")

    expect(page.locator("#live")).to_contain_text("网络中断，所填留在本机")
    expect(page.locator("#v-LAW03").locator("..")).to_have_class("cell off")
    chair.context.set_offline(False)

    expect(page.locator("#v-LAW03").locator("..")).to_have_class("cell ok", timeout=15_000)
    assert typed() == {"LAW03": "12"}


def test_a_value_typed_before_a_crash_is_there_again(chair, township):
    page = chair.page
    page.goto(address(township))
    page.locator("#v-SVC15").focus()
    page.keyboard.type("14")
    again = chair.context.new_page()
    page.close(run_before_unload=False)

    again.goto(address(township))

    expect(again.locator("#v-SVC15")).to_have_value("14")
    expect(again.locator("#live")).to_contain_text("已自动保存")
    assert typed() == {"SVC15": "14"}
    assert again.evaluate("Object.keys(localStorage)") == []


def test_a_lost_race_shows_both_and_keeps_the_typing(chair, township):
    page = chair.page
    page.goto(address(township))
    report = MonthlyReport.objects.get(period__start=dt.date(2015, 7, 1))
    type_in(report, make.user("clerk", township), "LAW03", "8", 0)

    page.locator("#v-LAW03").fill("11")
    page.locator("#v-LAW03").press("Enter")

    expect(page.locator("#w-LAW03")).to_contain_text("你填 11；")
    expect(page.locator("#w-LAW03")).to_contain_text("已存 8")
    expect(page.locator("#v-LAW03")).to_have_value("11")
    assert typed() == {"LAW03": "8"}
    page.get_by_role("button", name="用我填的").click()
    expect(page.locator("#v-LAW03").locator("..")).to_have_class("cell ok")
    assert typed() == {"LAW03": "11"}
    assert [one[:3] for one in chair.complaints] == ["409"]
    chair.complaints.clear()


def test_a_register_that_moves_while_the_page_is_open_shows_old_and_new(chair, township):
    page = chair.page
    page.goto(address(township))
    page.locator("#v-LAW03").fill("5")
    make.enterprise(township, unionized_on=dt.date(2015, 7, 9))

    page.get_by_role("button", name="重新计算").click()

    expect(page.locator("#c-ORG02 .auto")).to_have_text("1 → 2")
    expect(page.locator("#v-LAW03")).to_have_value("5")


def test_a_phone_shows_only_what_is_to_be_typed(arrive, township):
    page = arrive("chair", township, **PHONE).page
    page.goto(address(township))

    assert page.locator(".ft tr[data-code]:visible").count() == len(MONTHLY.typed)
    assert page.evaluate(WIDER) is False
    assert page.locator(".ft input:not([type=hidden]), .month .btn:visible").evaluate_all(SMALL) == []
    page.get_by_text("显示自动算好的").click()
    assert page.locator(".ft tr[data-code]:visible").count() == len(MONTHLY.codes)
    page.evaluate("document.documentElement.classList.add('big')")
    assert page.evaluate(WIDER) is False
