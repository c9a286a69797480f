"""The import wizard in a real Chromium, by keyboard alone: from the list to the register and back."""

import pytest
from playwright.sync_api import FilePayload, expect

from members.models import Member
from tests import make, test_browser
from tests.journeys import WIDER, Person
from tests.rosters import HEADINGS, workbook
from tests.test_browser import PHONE
from tests.uploading import WRONG, batch, people, spoiled
from union_portal.jobs import tasks

chromium, arrive = test_browser.chromium, test_browser.arrive
OTHER_WORDS = [*HEADINGS[:-1], "采集"]


@pytest.fixture
def clerk(arrive, committed) -> Person:
    unit = make.township(make.district(), "001", "瀛海街道总工会")
    return arrive("chair", unit)


def put(person: Person, content: bytes, name="名册.xlsx") -> None:
    """The one thing a keyboard does in a window of the system's own: the file is picked."""
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    person.page.get_by_label("要导入的文件").set_input_files(
        FilePayload(name=name, mimeType=sheet, buffer=content)
    )


def work(person: Person, heading: str) -> None:
    """The worker comes while the page waits; the page goes on by itself."""
    expect(person.page.get_by_role("progressbar")).to_be_visible()
    tasks.run(batch().job_id)
    expect(person.page.get_by_role("heading", level=1)).to_have_text(heading)


def tab_to_field(person: Person, field: str) -> None:
    target = person.page.locator(f"[name={field}]")
    for _ in range(60):
        person.page.keyboard.press("Tab")
        if target.evaluate("field => field === document.activeElement"):
            return
    raise AssertionError(f"60 tabs do not reach {field}")


def arrow_to_option(person: Person, value: str) -> None:
    """Down the list of choices that has the focus."""
    for _ in range(60):
        if person.page.evaluate("document.activeElement.value") == value:
            return
        person.page.keyboard.press("ArrowDown")
    raise AssertionError(f"60 arrows do not reach {value}")


def focused(person: Person) -> str:
    return person.page.evaluate("document.activeElement.name")


def mend_the_phones(clerk: Person) -> None:
    """Tab goes from wrong cell to wrong cell, then to the button."""
    keyboard = clerk.page.keyboard
    assert focused(clerk) == "cell-2-mobile"
    keyboard.press("Control+A")
    keyboard.type("13900139001")
    keyboard.press("Tab")
    assert focused(clerk) == "cell-4-mobile"
    keyboard.press("Control+A")
    keyboard.type("13900139003")
    keyboard.press("Tab")
    expect(clerk.page.get_by_role("button", name="保存并重新检查")).to_be_focused()
    clerk.press("Control+Enter")
    work(clerk, "检查")


def mend_the_number(clerk: Person) -> None:
    """What is typed wrong again is told, and stays."""
    keyboard = clerk.page.keyboard
    assert focused(clerk) == "cell-3-document"
    keyboard.type("1101")
    clerk.press("Control+Enter")
    expect(clerk.page.get_by_role("alert")).to_be_focused()
    expect(clerk.page.get_by_label("第3行 证件号码")).to_have_value("1101")
    clerk.tab_to(clerk.page.get_by_role("alert").get_by_role("link").inner_text())
    keyboard.press("Enter")
    assert focused(clerk) == "cell-3-document"
    keyboard.press("Control+A")
    keyboard.type(make.identity_number(2))
    clerk.press("Control+Enter")
    work(clerk, "确认导入")


def test_a_roster_goes_in_and_out_again_by_keyboard_alone(clerk):
    rows = spoiled(4)
    rows[0][2] = rows[2][2] = "12345"

    clerk.page.goto("/members/")
    clerk.tab_to("导入")
    clerk.press("Enter")
    put(clerk, workbook([OTHER_WORDS, *rows]))
    clerk.press("Control+Enter")

    expect(clerk.page.get_by_text("不导入的列：采集")).to_be_visible()
    tab_to_field(clerk, "column-4")
    arrow_to_option(clerk, "collected_on")
    clerk.press("Control+Enter")
    work(clerk, "检查")

    mend_the_phones(clerk)
    mend_the_number(clerk)

    expect(clerk.page.get_by_label("结果").locator(".v")).to_have_text(["4", "0", "0", "0"])
    assert Member.objects.count() == 0
    clerk.press("Control+Enter")
    work(clerk, "已导入")
    found = {member.name: member.mobile.reveal() for member in Member.objects.all()}
    assert found == {
        "张测试1": "13900139001",
        "张测试2": "13800130002",
        "张测试3": "13900139003",
        "张测试4": "13800130004",
    }
    assert {str(member.collected_on) for member in Member.objects.all()} == {"2015-03-01"}

    clerk.tab_to("撤销本次导入")
    clerk.press("Enter")
    expect(clerk.page.get_by_role("heading", level=1)).to_have_text("已撤销")
    assert Member.objects.count() == 0


def test_the_tab_may_be_closed_and_the_import_found_again(clerk):
    clerk.page.goto("/members/import/member/")
    put(clerk, workbook([HEADINGS, *people(2)]))
    clerk.press("Control+Enter")
    clerk.press("Control+Enter")
    expect(clerk.page.get_by_role("progressbar")).to_be_visible()
    clerk.page.goto("/")
    tasks.run(batch().job_id)

    clerk.page.goto("/members/import/member/")
    clerk.tab_to("我的导入（1）")
    clerk.press("Enter")
    clerk.tab_to("名册.xlsx")
    clerk.press("Enter")

    expect(clerk.page.get_by_role("heading", level=1)).to_have_text("确认导入")


def test_a_file_too_large_is_told_before_it_is_sent(clerk):
    clerk.page.goto("/members/import/member/")
    put(clerk, b"x" * (20 * 1024 * 1024 + 1))

    expect(clerk.page.get_by_text("文件超过20MB，请删去图片和多余的工作表")).to_be_visible()
    expect(clerk.page.get_by_role("button", name="上传")).to_be_disabled()

    put(clerk, workbook([HEADINGS, *people(1)]))
    expect(clerk.page.get_by_role("button", name="上传")).to_be_enabled()


def test_no_step_is_wider_than_a_phone(clerk):
    clerk.page.set_viewport_size(PHONE)
    wide = []

    def look(heading: str) -> None:
        expect(clerk.page.get_by_role("heading", level=1)).to_have_text(heading)
        if clerk.page.evaluate(WIDER):
            wide.append(heading)

    clerk.page.goto("/members/import/member/")
    look("导入会员")
    put(clerk, workbook([HEADINGS, *spoiled()]))
    clerk.follow(clerk.page.get_by_role("button", name="上传"))
    look("对列")
    clerk.follow(clerk.page.get_by_role("button", name="检查"))
    look("正在检查")
    work(clerk, "检查")
    look("检查")
    clerk.page.goto(clerk.page.url.replace("check", "rows/3"))
    look("改一行")
    clerk.page.go_back()
    clerk.follow(clerk.page.get_by_role("button", name="先导入没有问题的 2 行"))
    look("确认导入")
    clerk.follow(clerk.page.get_by_role("button", name="确认导入"))
    work(clerk, "已导入")
    look("已导入")
    clerk.page.goto("/imports/")
    look("我的导入")

    assert wide == []
    assert WRONG not in clerk.page.content()
