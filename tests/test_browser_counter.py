"""The counter in a real Chromium: a member and a card by keys alone, a draft kept through a lost session."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from members.models import Card, Member, Membership, Registration
from tests import make, test_browser
from tests.journeys import WIDER
from tests.test_browser_cases import SMALL

chromium, arrive = test_browser.chromium, test_browser.arrive
NUMBER, MOBILE = "110115199003079989", "13800138000"
PHONE = {"width": 390, "height": 844}
MOST_KEYS = 55
COUNT = """() => {
  window.heard = {keys: 0, mouse: 0};
  document.addEventListener("keydown", event => { if (!event.repeat) { window.heard.keys += 1; } }, true);
  ["mousedown", "pointerdown", "click", "touchstart"].forEach(kind =>
    document.addEventListener(kind, event => { if (event.detail) { window.heard.mouse += 1; } }, true));
}"""
"""A click that a key made has no detail; one that a mouse made counts its presses."""
TOUCHED = "main form .btn, main form input:not([type=hidden]), main form select, .other summary, .today .btn"


@pytest.fixture
def food(committed):
    township = make.township(make.district(), "001", "瀛海街道总工会")
    make.enterprise(township, name="新城饮品厂", unionized_on=dt.date(2015, 3, 1))
    return make.enterprise(township, name="瑞康食品厂", unionized_on=dt.date(2015, 3, 1))


def by_pinyin(keyboard, letters, words):
    """The keys of an input method: its letters, and the space that takes the first candidate. A headless
    browser has none: as many keys that type nothing are pressed, and the words inserted."""
    for _ in f"{letters} ":
        keyboard.press("F9")
    keyboard.insert_text(words)


def test_a_member_is_registered_with_a_card_by_at_most_55_keys_and_no_mouse(arrive, food):
    worker = arrive("worker", food.org)
    page, keyboard = worker.page, worker.page.keyboard
    page.goto("/members/counter/")
    page.evaluate(COUNT)

    keyboard.press("F4")
    keyboard.type(NUMBER)
    expect(page.locator("#answer")).to_contain_text("可以登记")
    expect(page.locator("#id_name")).to_be_focused()
    by_pinyin(keyboard, "wangfang", "王芳")
    keyboard.press("Enter")
    keyboard.type(MOBILE)
    keyboard.press("Enter")
    keyboard.type("rksp")
    expect(page.locator("[role=option]")).to_have_count(1)
    keyboard.press("Enter")
    expect(page.locator(".find + .hint").first).to_contain_text("已建会单位")
    keyboard.press("Control+Enter")

    expect(page.locator(".slip")).to_contain_text("王芳")
    expect(page.locator("#id_typed")).to_be_focused()
    expect(page.locator("#id_typed")).to_have_value("")
    expect(page.locator("#drafts")).to_be_hidden()
    assert page.evaluate("window.counterDrafts.all()") == []
    heard = page.evaluate("window.heard")
    assert heard["mouse"] == 0
    assert heard["keys"] == 1 + len(NUMBER) + len("wangfang ") + 1 + len(MOBILE) + 1 + len("rksp") + 1 + 2
    assert heard["keys"] <= MOST_KEYS
    who = Member.objects.get()
    assert (who.name, who.document, who.mobile) == ("王芳", NUMBER, MOBILE)
    assert (Membership.objects.get().employer, Card.objects.get().state) == (food, "applied")


def test_the_next_person_s_unit_is_the_last_one_s_by_one_key(arrive, food):
    worker = arrive("worker", food.org)
    page, keyboard = worker.page, worker.page.keyboard
    page.goto("/members/counter/")

    for number in (NUMBER, make.identity_number()):
        keyboard.type(number)
        expect(page.locator("#id_name")).to_be_focused()
        keyboard.insert_text("王芳")
        keyboard.press("Enter")
        keyboard.press("Enter")
        if number == NUMBER:
            keyboard.type("rksp")
        expect(page.locator("[role=option]").first).to_contain_text("瑞康食品厂")
        keyboard.press("Enter")
        with page.expect_response(lambda answer: "done=" in answer.url):
            keyboard.press("Control+Enter")
        expect(page.locator("#id_typed")).to_be_focused()

    assert list(Membership.objects.values_list("employer", flat=True)) == [food.pk, food.pk]
    expect(page.locator("#queue")).to_have_text("2")


def test_the_wrong_digit_is_shown_and_what_was_typed_stays(arrive, food):
    worker = arrive("worker", food.org)
    page = worker.page
    page.goto("/members/counter/")
    page.locator("#id_name").fill("王芳")

    page.locator("#id_typed").press_sequentially("110115199003079980")

    expect(page.locator("#answer .odd").last).to_have_text("第18位09")
    expect(page.locator("#id_typed")).to_be_focused()
    assert page.locator("#id_name").input_value() == "王芳"
    page.locator("#id_typed").fill(NUMBER)
    expect(page.locator("#answer")).to_contain_text("可以登记")
    assert page.locator("#id_name").input_value() == "王芳"


def test_the_last_registration_is_taken_back_by_keys(arrive, food):
    worker = arrive("worker", food.org)
    page = worker.page
    registered(page)

    page.get_by_role("button", name="撤销").focus()
    worker.press("Enter")

    expect(page.locator(".msg.success")).to_contain_text("已撤销王芳的登记")
    assert (Member.objects.count(), Registration.objects.count()) == (0, 0)


def test_at_390_pixels_it_is_one_column_that_a_thumb_can_use(arrive, food):
    worker = arrive("worker", food.org, **PHONE)
    page = worker.page
    registered(page)

    assert page.evaluate(WIDER) is False
    assert page.locator(TOUCHED).evaluate_all(SMALL) == []
    page.evaluate("document.documentElement.classList.add('big')")
    assert page.evaluate(WIDER) is False
    page.locator("#id_typed").fill("110115199003079980")
    expect(page.locator("#answer .odd").last).to_be_visible()
    assert page.evaluate(WIDER) is False


def test_the_receipt_prints_on_one_small_sheet(arrive, food):
    page = arrive("worker", food.org).page
    registered(page)

    for address in (page.url, page.get_by_role("link", name="单独打开").get_attribute("href")):
        page.goto(address)
        sheets = page.pdf(prefer_css_page_size=True)
        assert sheets.count(b"/Type /Page\n") + sheets.count(b"/Type /Page ") == 1


def registered(page):
    page.goto("/members/counter/")
    page.locator("#id_typed").press_sequentially(NUMBER)
    expect(page.locator("#answer")).to_contain_text("可以登记")
    page.locator("#id_name").fill("王芳")
    page.locator("#id_employer").fill("瑞康食品厂")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".slip")).to_contain_text("王芳")
