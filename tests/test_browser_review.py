"""Six reports reviewed by the keyboard alone in a real Chromium; what is handed back lands on its cell."""

import pytest
from playwright.sync_api import expect

from tests import make, test_browser
from tests.journeys import WIDER
from tests.make import monthly
from tests.test_browser import PHONE
from union_portal.reporting.indicators import REGISTRY
from union_portal.reporting.models import MonthlyReport, Remark

chromium, arrive = test_browser.chromium, test_browser.arrive
VALUES = {"MEM07": 12, "LAW03": 3, "CUL04": 5}
SAID = "与律师名册不符"


@pytest.fixture
def district(committed):
    return make.district()


@pytest.fixture
def six(district):
    """Six townships' March, handed in; of two of them February as well, long approved."""
    towns = [make.township(district, f"{n:03}", f"第{n}镇总工会") for n in range(1, 7)]
    for org in towns[:2]:
        monthly.handed_in(org, month=monthly.AT.date().replace(month=2, day=1), values={"MEM07": 11})
    return [monthly.handed_in(org, approved=False, values=VALUES) for org in towns]


def test_six_reports_are_reviewed_by_keyboard_and_one_is_handed_back_to_its_cell(arrive, district, six):
    person = arrive("statistics", district)
    page, heading = person.page, person.page.get_by_role("heading", level=1)
    page.goto("/reports/review/")
    expect(heading).to_contain_text("第1镇 2015年3月月报")
    person.press("Control+Enter")
    for number in (1, 2):
        expect(heading).to_contain_text(f"第{number}镇")
        person.press("Control+Enter")

    expect(heading).to_contain_text("第3镇")
    page.keyboard.press("ArrowDown")
    person.tab_to(f"意见：{REGISTRY['LAW03'].name}")
    page.keyboard.press("Enter")
    expect(page.locator("[data-remark]:focus")).to_be_visible()
    page.keyboard.type(SAID)
    expect(page.get_by_role("button", name="通过")).to_be_disabled()
    person.press("Control+Enter")
    for number in (4, 5, 6):
        expect(heading).to_contain_text(f"第{number}镇")
        person.press("Control+Enter")
    expect(page.get_by_text("没有待审的月报。").first).to_be_visible()

    states = MonthlyReport.objects.filter(pk__in=[one.pk for one in six]).order_by("org__path")
    assert [one.state for one in states] == ["approved"] * 2 + ["returned"] + ["approved"] * 3
    assert list(Remark.objects.values_list("report", "code", "text")) == [(six[2].pk, "LAW03", SAID)]
    assert person.complaints == []
    lands(arrive("chair", six[2].org))


def lands(chair):
    """The township's chair opens the month: the cell and what was said of it lie open to the eye."""
    chair.page.goto("/reports/")
    chair.follow(chair.page.get_by_role("main").get_by_role("link", name="2015年3月").first)
    cell = chair.page.locator("#c-LAW03")
    expect(cell).to_contain_text(SAID)
    expect(cell).to_be_in_viewport()


@pytest.mark.parametrize(
    "address", ["/reports/review/", "/reports/matrix/2015/?month=3", "/reports/objections/"]
)
def test_a_phone_shows_review_and_table_without_sliding_sideways(arrive, district, six, address):
    person = arrive("statistics", district, **PHONE)

    person.page.goto(address)

    assert person.page.evaluate(WIDER) is False
    assert person.complaints == []


def test_a_phone_shows_the_last_five_months(arrive, district, six):
    person = arrive("statistics", district, **PHONE)

    person.page.goto("/reports/matrix/2015/?month=8")

    heads = person.page.locator(".mx thead th:visible")
    assert heads.all_inner_texts() == ["镇街", "4月", "5月", "6月", "7月", "8月"]
