"""The whole road in a real Chromium: a payer of the tax list becomes a case, is visited, and has its union.

What is read before and after are the pages of the figures, as people read them.
"""

import datetime as dt

import pytest
from playwright.sync_api import expect

from enterprises.models import GrassrootsUnion, LevyEntry, Obstacle, UnionizationCase, Visit
from tests import make, test_browser, test_browser_cases
from tests.journeys import WIDER, Person
from tests.rosters import workbook
from tests.test_browser import PHONE
from tests.test_browser_wizard import put, work
from union_portal.jobs import tasks
from union_portal.jobs.models import Job

chromium, arrive = test_browser.chromium, test_browser.arrive
TODAY = dt.date.today()
HEADINGS = ["所属月份", "纳税人识别号", "缴费单位名称", "缴费单位地址", "费种", "入库金额"]
FIGURES = ("ORG07", "ORG08", "ORG13", "ORG26")
LARGE, SMALL, RENAMED = "瀛海新星食品厂", "瀛海红旗家具厂", "瀛海红旗家俱厂"


@pytest.fixture
def township(committed):
    return make.township(make.district(), "001", "瀛海街道总工会")


@pytest.fixture
def firms(township):
    """A large and a small one without a union; a third founded its union this month."""
    make.enterprise(township, unionized_on=TODAY.replace(day=1), employees=30)
    large = make.enterprise(township, name=LARGE, employees=120, phone="010-69241234")
    return large, make.enterprise(township, name=SMALL, employees=20)


def tax_list(large) -> bytes:
    """The large firm under its own code; the small one misspelt, under a code that is nobody's."""
    payers = [(large.credit_code, LARGE), (make.code_of_enterprise(), RENAMED)]
    return workbook([HEADINGS, *([TODAY, code, name, "", "工会经费", "2400.00"] for code, name in payers)])


def bring_in(office: Person, content: bytes) -> None:
    """From the menu's empty month through the wizard; what the import asks for is done behind."""
    page = office.page
    page.goto("/enterprises/levy/latest/")
    office.follow(page.get_by_role("link", name="导入"))
    put(office, content, "代收名单.xlsx")
    office.follow(page.get_by_role("button", name="上传"))
    office.follow(page.get_by_role("button", name="检查"))
    work(office, "确认导入")
    office.follow(page.get_by_role("button", name="确认导入"))
    work(office, "已导入")
    for job in Job.objects.filter(kind="levy.match"):
        tasks.run(job.pk)


def open_figure(person: Person, code: str) -> None:
    person.page.goto(f"/indicators/{code}/?period={TODAY:%Y-%m}")


def printed(person: Person) -> dict[str, int]:
    """What the pages of the figures print; each says that its rows come to it."""
    numbers = {}
    for code in FIGURES:
        open_figure(person, code)
        shown = person.page.locator(".big-n").inner_text().removesuffix("家").removesuffix("人").strip()
        numbers[code] = int(shown.replace(",", ""))
        expect(person.page.locator(".same:visible")).to_contain_text("＝ 本指标")
    return numbers


def behind(person: Person, code: str) -> set[str]:
    """The first cells of the rows behind a figure."""
    open_figure(person, code)
    return {first for first, *_ in person.rows_of_every_page()}


def decide(office: Person, firms) -> None:
    """What the matching left to a hand, by the key of the first candidate."""
    office.page.goto("/enterprises/levy/latest/")
    office.follow(office.page.get_by_role("link", name="逐户认定"))
    expect(office.page.get_by_role("main").get_by_role("heading", level=2).first).to_have_text(RENAMED)
    office.page.keyboard.press("1")
    expect(office.page.get_by_text("没有待认定的缴费单位")).to_be_visible()
    decided = LevyEntry.objects.order_by("method").values_list("enterprise", "method")
    assert list(decided) == [(firms[0].pk, "code"), (firms[1].pk, "hand")]


def claim(chair: Person) -> None:
    chair.page.goto("/enterprises/pool/")
    chair.page.get_by_label(f"选中{LARGE}").check()
    chair.follow(chair.page.get_by_role("button", name="认领", exact=True))
    chair.follow(chair.page.get_by_role("link", name="记走访"))


def visit(chair: Person) -> None:
    page = chair.page
    assert page.evaluate(WIDER) is False
    assert page.locator(test_browser_cases.TOUCHED).evaluate_all(test_browser_cases.SMALL) == []
    page.get_by_label("实地走访").check()
    page.get_by_label("情况").fill("已见负责人，同意建会")
    page.get_by_label("未建会原因").select_option(label="新成立")
    page.get_by_label("下一步").fill("送建会申请书")
    chair.follow(page.get_by_role("button", name="保存走访"))
    expect(page.get_by_role("main")).to_contain_text("送建会申请书")
    assert list(Visit.objects.values_list("method", "result")) == [("place", "已见负责人，同意建会")]
    assert list(Obstacle.objects.values_list("reason", "next_step")) == [("new", "送建会申请书")]


def found(chair: Person) -> GrassrootsUnion:
    """With two members of its list of applicants."""
    page = chair.page
    chair.follow(page.get_by_role("link", name="办理"))
    chair.follow(page.get_by_role("link", name="建会登记"))
    assert page.evaluate(WIDER) is False
    page.get_by_label("批复日期").fill(str(TODAY))
    page.get_by_label("批复文号").fill("工组批〔2026〕1号")
    expect(page.get_by_label("批复时职工数")).to_have_value("120")
    applicants = (f"{name} {make.identity_number()} 13800138000" for name in ("赵测试", "钱测试"))
    page.get_by_label("会员名单").fill("\n".join(applicants))
    chair.follow(page.get_by_role("button", name="登记工会"))
    expect(page.get_by_role("status")).to_contain_text("会员2人入会")
    union = GrassrootsUnion.objects.get(cases__enterprise__name=LARGE)
    assert page.url.endswith(f"/enterprises/unions/{union.pk}/")
    return union


def test_a_payer_without_a_union_is_claimed_visited_and_founded_and_every_figure_moves(
    arrive, township, firms
):
    office = arrive("organisation", township.parent)
    bring_in(office, tax_list(firms[0]))
    decide(office, firms)
    before = printed(office)
    assert before == {"ORG07": 1, "ORG08": 0, "ORG13": 30, "ORG26": 2}
    assert behind(office, "ORG26") == {LARGE, SMALL}
    assert list(UnionizationCase.objects.values_list("enterprise", "origin")) == [(firms[0].pk, "large")]

    chair = arrive("chair", township, **PHONE)
    claim(chair)
    visit(chair)
    union = found(chair)

    after = printed(office)
    moved = {code: after[code] - before[code] for code in FIGURES}
    assert moved == {"ORG07": 1, "ORG08": 1, "ORG13": 120, "ORG26": -1}
    assert behind(office, "ORG08") == {union.name}
    assert union.name in behind(office, "ORG07")
    assert behind(office, "ORG26") == {SMALL}
    open_figure(office, "ORG13")
    assert [row for row in office.rows_of_every_page() if LARGE in row and "120" in row] != []
