"""Journeys in a real Chromium: to a figure's rows, by keyboard alone, into errors and out, on a phone."""

import datetime as dt

import pytest
from django.db import connections
from playwright.sync_api import expect, sync_playwright

from tests import make
from tests.browser import FLAGS, find_chromium
from tests.journeys import WIDER, Person, served
from union_portal import periods
from union_portal.ledgers.declarations import LEDGERS
from union_portal.reporting.store import store

PASSWORD = "correct horse 2015"
PHONE = {"width": 390, "height": 844}
OURS, THEIRS = 53, 4
"""Members of 瀛海 (more than one page of rows) and of 采育."""
WRONG_NUMBER = "11010119900307001X"


@pytest.fixture(scope="module")
def chromium():
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread. Django would refuse to ask the database there, and
        # keeps connections apart that belong to the loop.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=FLAGS)
        yield browser
        browser.close()
        connections.close_all()


@pytest.fixture
def district(committed):
    return make.district()


@pytest.fixture
def arrive(chromium, committed):
    """Opens a window, signed in as a new holder of the role; at the end no page may have complained."""
    people = []
    with served() as address:

        def arrived(role=None, unit=None, **window) -> Person:
            people.append(person := Person(chromium, address, **window))
            if role:
                person.sign_in(make.user(role, unit, password=PASSWORD).username, PASSWORD)
            return person

        yield arrived
        for person in people:
            person.context.close()
    assert [complaint for person in people for complaint in person.complaints] == []


@pytest.fixture
def members(yinghai, caiyu):
    """Enrolled in both townships, and the year computed; the last is of 采育."""
    for township, count in ((yinghai, OURS), (caiyu, THEIRS)):
        union = make.union(township)
        for _ in range(count):
            last = make.member(township, name=f"{township.name[:2]}测试")
            make.membership(last, union)
    make.enterprise(caiyu, unionized_on=dt.date(2015, 3, 1))
    store(periods.year(2015))
    return last


def open_figure(person: Person, name: str) -> int:
    """From the home into a headline figure; the number that was printed."""
    figure = person.page.locator(".kpi li", has_text=name).locator(".v a")
    printed = int(figure.inner_text().replace(",", ""))
    person.follow(figure)
    expect(person.page.get_by_role("heading", level=1)).to_have_text(name)
    return printed


# --- a figure and its rows


def test_a_headline_figure_opens_as_many_rows_as_it_prints(arrive, district, members):
    person = arrive("statistics", district)

    printed = open_figure(person, "实名制采集会员")

    assert printed == OURS + THEIRS
    expect(person.page.locator(".same:visible")).to_have_text(f"明细 {printed} 行 ＝ 本指标 {printed}")
    assert len(person.rows_of_every_page()) == printed


def test_the_parts_of_a_rate_open_their_own_rows(arrive, district, yinghai):
    for signed in (True, True, False):
        firm = make.enterprise(yinghai, unionized_on=dt.date(2012, 3, 1), eligible=["bargain"])
        if signed:
            make.contract(firm)
    store(periods.year(2015))
    person = arrive("statistics", district)
    person.page.goto("/indicators/BAR15/?period=2015")

    counted = {}
    for part in ("分子", "分母", "未覆盖"):
        person.follow(person.page.get_by_label("明细范围").get_by_role("link", name=part))
        counted[part] = len(person.rows_of_every_page())

    assert counted == {"分子": 2, "分母": 3, "未覆盖": 1}
    expect(person.page.locator(".big-n")).to_have_text("66.7%")


def test_a_chair_counts_the_rows_of_her_township_alone(arrive, yinghai, members):
    person = arrive("chair", yinghai)

    printed = open_figure(person, "实名制采集会员")
    rows = person.rows_of_every_page()

    assert (printed, len(rows)) == (OURS, OURS)
    assert {(who, where) for who, where, *_ in rows} == {("瀛海测试", "瀛海街道")}


def test_a_stranger_s_address_opens_a_page_that_says_nothing_of_him(arrive, yinghai, members):
    person = arrive("chair", yinghai)

    answer = person.page.goto(f"/members/{members.pk}/")

    assert answer.status == 404
    expect(person.page.get_by_role("heading", level=1)).to_have_text("没有找到")
    expect(person.page.locator("main")).to_contain_text("不在你的管理范围内")
    assert "采育" not in person.page.content()
    person.follow(person.page.get_by_role("link", name="回到工作台"))
    expect(person.page.locator(".kpi")).to_be_visible()


# --- by keyboard alone


def test_from_sign_in_to_a_row_by_tab_and_enter_with_the_focus_in_sight(arrive, yinghai):
    firm = make.enterprise(yinghai, name="瑞康食品厂")
    user = make.user("chair", yinghai, password=PASSWORD)
    person = arrive()
    person.page.goto("/login/")

    person.page.keyboard.type(user.username)
    person.tab_to("password")
    person.page.keyboard.type(PASSWORD)
    person.tab_to("登录")
    person.press("Enter")
    person.tab_to("企业与工会")
    person.press("Enter")
    person.tab_to("跳到主要内容")
    person.page.keyboard.press("Enter")
    person.tab_to("登记企业")
    person.tab_to("瑞康食品厂")
    person.press("Enter")

    assert person.page.url.endswith(f"/enterprises/{firm.pk}/")
    expect(person.page.get_by_role("heading", level=1)).to_have_text("瑞康食品厂")


def test_arrows_walk_the_rows_and_ctrl_enter_saves_the_form(arrive, yinghai):
    for name in ("甲食品厂", "乙食品厂"):
        make.enterprise(yinghai, name=name)
    person = arrive("chair", yinghai)
    person.page.goto("/enterprises/")
    first, second = person.page.locator("table[data-walk] tbody a").all_inner_texts()

    person.tab_to("跳到主要内容")
    person.page.keyboard.press("Enter")
    person.tab_to(first)
    person.page.keyboard.press("ArrowDown")
    expect(person.page.get_by_role("link", name=second)).to_be_focused()
    person.press("Enter")
    person.tab_to("修改")
    person.press("Enter")
    person.page.get_by_label("经营地址").fill("团结路1号")
    person.press("Control+Enter")

    expect(person.page.get_by_role("status")).to_have_text(f"已保存企业：{second}")
    expect(person.page.locator(".sl")).to_contain_text(["团结路1号"])


# --- into errors and out


def test_a_wrong_password_keeps_the_account_and_says_what_to_do(arrive, district):
    make.user("leader", district, "leader1", PASSWORD)
    person = arrive()

    person.sign_in("leader1", "wrong horse 2015")

    expect(person.page).to_have_title("错误：登录 · 大兴区总工会")
    expect(person.page.get_by_role("alert")).to_have_text(
        "账号或密码不正确，请核对后重试。连续5次不正确将锁定30分钟。"
    )
    expect(person.page.get_by_role("alert")).to_be_focused()
    expect(person.page.get_by_label("账号")).to_have_value("leader1")
    expect(person.page.get_by_label("密码", exact=True)).to_have_value("")
    person.page.get_by_label("密码", exact=True).fill(PASSWORD)
    person.follow(person.page.get_by_role("button", name="登录"))
    expect(person.page.locator(".kpi")).to_be_visible()


def test_a_wrong_identity_number_is_named_and_everything_typed_is_kept(arrive, yinghai):
    person = arrive("chair", yinghai)
    person.page.goto("/members/new/")
    person.page.get_by_label("会员号").fill("M1")
    person.page.get_by_label("姓名").fill("赵测试")
    person.page.get_by_label("证件号码").fill(WRONG_NUMBER)
    person.page.get_by_label("性别").select_option(label="男")
    person.page.get_by_label("出生日期").fill("1990-03-07")
    typed = person.typed()

    person.follow(person.page.get_by_role("button", name="保存会员"))

    assert person.typed() == typed
    assert typed["document"] == WRONG_NUMBER
    expect(person.page.get_by_role("alert").get_by_role("listitem")).to_have_text(
        ["证件号码：身份证号码校验位不正确，请核对"]
    )
    person.page.get_by_role("alert").get_by_role("link").click()
    expect(person.page.get_by_label("证件号码")).to_be_focused()
    person.page.get_by_label("证件号码").fill(make.identity_number(7, dt.date(1990, 3, 6)))
    person.follow(person.page.get_by_role("button", name="保存会员"))
    expect(person.page.get_by_role("status")).to_contain_text("已保存会员：赵测试")


# --- on a phone


def sideways(person: Person, addresses: list[str]) -> list[str]:
    """Those that are wider than the window."""
    wide = []
    for address in addresses:
        person.page.goto(address)
        if person.page.evaluate(WIDER):
            wide.append(address)
    return wide


def test_no_register_is_wider_than_a_phone(arrive, yinghai):
    rows = [make.row(ledger.model, yinghai) for ledger in LEDGERS.values()]
    person = arrive("chair", yinghai, **PHONE)

    addresses = [
        LEDGERS[type(row)].url(view, *shown)
        for row in rows
        for view, *shown in (("list",), ("new",), ("detail", row))
    ]

    assert sideways(person, addresses) == []


FIRST = "/"
PAGES = [FIRST, "/indicators/", "/indicators/BAR15/", "/indicators/DIS05/", "/yearbook/2015/", "/nowhere/"]


@pytest.mark.parametrize("role", ["statistics", "leader"])
def test_no_page_of_the_district_is_wider_than_a_phone(arrive, district, yinghai, role):
    make.enterprise(yinghai, unionized_on=dt.date(2015, 3, 1), eligible=["bargain"])
    make.recovery(make.case(yinghai), agreed=63_197_200)
    store(periods.year(2015))
    person = arrive(role, district, **PHONE)

    assert sideways(person, PAGES) == []


def test_neither_is_the_sign_in_page_nor_the_trail(arrive, district):
    assert sideways(arrive(**PHONE), ["/login/"]) == []
    assert sideways(arrive("auditor", district, **PHONE), [FIRST]) == []
