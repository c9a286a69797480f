"""Organisation work in a real Chromium: the tree by its keys, a union's end, duties and ladders by phone."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from enterprises.models import Defiance, DutyDone, GrassrootsUnion
from tests import make, test_browser
from tests.journeys import WIDER
from tests.make import FOUNDED, organising
from tests.test_browser import PHONE
from union_portal import periods
from union_portal.reporting.store import store

chromium, arrive = test_browser.chromium, test_browser.arrive
FOCUSED = "document.activeElement.firstChild.textContent"


@pytest.fixture
def district(committed):
    return make.district()


@pytest.fixture
def joint(yinghai, caiyu):
    """A joint union with two enterprises and a member, in a year that is computed."""
    union = make.union(yinghai, kind="joint", name="团河村联合工会委员会")
    for name in ("甲食品厂", "乙食品厂"):
        firm = make.enterprise(yinghai, name=name)
        make.affiliation(firm, union, since=FOUNDED, mode="joint")
    make.membership(make.member(yinghai), union, employer=firm)
    store(periods.year(2015))
    return union


def test_the_tree_is_walked_by_the_keys_of_a_tree(arrive, district, joint):
    person = arrive("organisation", district)
    person.page.goto("/enterprises/organisations/?period=2015")
    items = person.page.get_by_role("treeitem")
    here = items.filter(has_text="大兴区").first
    here.focus()

    def at(key):
        person.page.keyboard.press(key)
        return person.page.evaluate(FOCUSED)

    assert at("ArrowDown") == "瀛海街道"
    person.page.keyboard.press("ArrowRight")
    expect(items.filter(has_text="团河村联合工会委员会")).to_be_visible()
    assert [at("ArrowRight"), at("End"), at("Home"), at("ArrowDown")] == [
        "团河村联合工会委员会", "采育镇", "大兴区", "瀛海街道",
    ]  # fmt: skip
    person.page.keyboard.press("ArrowLeft")
    expect(items.filter(has_text="团河村联合工会委员会")).to_be_hidden()
    assert at("ArrowLeft") == "大兴区"
    assert items.locator("xpath=self::*[@tabindex='0']").count() == 1
    person.page.keyboard.press("ArrowDown")
    person.press("Enter")
    expect(person.page.get_by_role("main").get_by_role("heading", level=2).first).to_have_text("瀛海街道")


def test_a_union_ends_once_its_people_have_another(arrive, district, yinghai, joint):
    make.union(yinghai, kind="joint", name="瀛海联合工会委员会")
    person = arrive("organisation", district)
    person.page.goto(f"/enterprises/unions/{joint.pk}/")
    person.follow(person.page.get_by_role("link", name="撤销工会"))
    expect(person.page.get_by_text("2家待转接")).to_be_visible()
    person.page.get_by_label("撤销日期").fill("2015-06-01")
    person.page.get_by_label("撤销原因").select_option("merged")
    person.press("Control+Enter")
    expect(person.page.get_by_role("alert")).to_contain_text("仍覆盖2家单位")

    person.page.get_by_label("转入工会").fill("瀛海联合工会委员会")
    person.press("Control+Enter")

    expect(person.page.get_by_role("status").first).to_contain_text("覆盖单位2家转入瀛海联合工会委员会")
    assert GrassrootsUnion.objects.get(pk=joint.pk).state == "dissolved"


PAGES = [
    "/enterprises/organisations/?period=2015",
    "/enterprises/terms/due/?on=2015-12-31",
    "/enterprises/outreach/calendar/?year=2020",
    "/enterprises/outreach/records/?year=2015",
    "/enterprises/outreach/presenters/?year=2015",
    "/enterprises/outreach/attribution/?year=2015",
    "/enterprises/defiances/suggested/?on=2015-12-31",
    "/enterprises/democracy/rates/?period=2015&over=private&system=congress&part=den",
    "/enterprises/duties/kept/?year=2015",
    "/disputes/ladder/",
    "/disputes/supervision/overdue/",
]


@pytest.fixture
def busy(yinghai, joint):
    """Something on every page."""
    firm = make.enterprise(yinghai, name="顽石食品厂")
    organising.unionization_case(firm, state="refused", opened_on=FOUNDED)
    flag = Defiance.objects.create(
        org=yinghai, enterprise=firm, kind="bargaining", since=FOUNDED, evidence="两次拒绝协商要约"
    )
    served = {"delivered_on": FOUNDED, "method": "hand", "receipt": "前台签收"}
    make.paper(yinghai, firm=firm, defiance=flag, **served)
    organising.term(yinghai, union=joint, elected_on=dt.date(2011, 1, 1))
    organising.outreach_meeting(yinghai, held_on=dt.date(2020, 5, 14), contact_day=True)
    organising.presentation(yinghai)
    organising.duty_term(yinghai)
    return flag


def test_every_page_of_organisation_work_fits_a_phone(arrive, yinghai, busy):
    person = arrive("chair", yinghai, **PHONE)
    for address in [*PAGES, f"/disputes/ladder/{busy.pk}/"]:
        person.page.goto(address)
        assert not person.page.evaluate(WIDER), address


def test_a_deed_is_registered_in_one_line_on_a_phone(arrive, yinghai, busy):
    person = arrive("chair", yinghai, **PHONE)
    person.page.goto("/enterprises/duties/kept/?year=2015")
    person.page.get_by_label("日期").fill("2015-02-03")
    person.page.get_by_label("内容").fill("走访园区")
    person.follow(person.page.get_by_role("button", name="登记"))

    expect(person.page.get_by_text("1/1")).to_be_visible()
    assert DutyDone.objects.get().subject == "走访园区"
