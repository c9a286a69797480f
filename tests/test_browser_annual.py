"""A year's end in a real Chromium: departments confirm, three sign, a seal is printed and corrected."""

import datetime as dt
import zipfile

import pytest
from django.core.management import call_command
from django.db import transaction
from playwright.sync_api import expect

from tests import make, test_browser
from tests.journeys import WIDER
from tests.make import annual
from tests.test_browser import PHONE
from union_portal.jobs.models import Job
from union_portal.organization.models import User
from union_portal.reporting.annual import steps
from union_portal.reporting.annual.sections import sections
from union_portal.reporting.annual.working import freeze_year
from union_portal.reporting.models import AnnualRecord

chromium, arrive = test_browser.chromium, test_browser.arrive
YEAR, ARTICLE = "/annual/2015/", "/annual/2015/article/"
DEPARTMENTS = ("organisation", "rights", "service", "statistics")
MAY = dt.date(2015, 5, 6)


@pytest.fixture
def district(committed):
    """One township with a firm of three members, joined in May."""
    root = make.district()
    township = make.township(root, "001", "瀛海街道总工会")
    firm = make.enterprise(township, unionized_on=MAY, employees=30)
    for _ in range(3):
        make.membership(make.member(township), firm.affiliations.get().union, since=MAY)
    return root


@pytest.fixture
def people(arrive, district):
    """One window each."""
    roles = ("statistics", "organisation", "rights", "service", "leader")
    return {role: arrive(role, district) for role in roles}


def holder(role: str) -> User:
    return User.objects.get(posts__role=role)


def sealed() -> str:
    return AnnualRecord.objects.get().seal


def press(person, name: str) -> None:
    person.follow(person.page.get_by_role("button", name=name, exact=True).first)


def freeze(person) -> None:
    """The page waits for the background work, and goes on by itself."""
    person.page.goto(YEAR)
    press(person, "取数")
    expect(person.page.locator("[data-poll]")).to_be_visible()
    job = Job.objects.get(kind="annual.freeze")
    assert job.claim()
    with transaction.atomic():
        told = freeze_year(job)
    job.finish(told or "")
    expect(person.page.get_by_role("button", name="填报完毕，提交审核")).to_be_visible()


def confirm(person, user) -> int:
    """Every section that waits for this department, the last of them by its button; how many they were."""
    record = AnnualRecord.objects.get()
    mine = [one for one in sections() if one.confirmed_by(user, record)]
    for section in mine[:-1]:
        steps.confirm(record, section, user)
    page = person.page
    page.goto(YEAR)
    waiting = page.get_by_role("button", name="确认这一部分")
    expect(waiting).to_have_count(1)
    expect(page.locator(".tasks").get_by_text("待你确认")).to_have_count(1)
    person.follow(waiting)
    expect(waiting).to_have_count(0)
    return len(mine)


def write(person, text: str) -> None:
    """By keyboard: the field has the focus."""
    page = person.page
    page.goto(f"{ARTICLE}?edit=members")
    expect(page.locator("#id_body")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type(text)
    person.press("Control+Enter")


def signed_and_sealed(people) -> None:
    for role, name in (("statistics", "填报完毕，提交审核"), ("rights", "审核通过"), ("leader", "签署")):
        people[role].page.goto(YEAR)
        press(people[role], name)
    leader = people["leader"]
    leader.page.keyboard.press("Control+Enter")
    expect(leader.page.get_by_text("不能再改，也不能撤销")).to_be_visible()
    press(leader, "确认封存")


def printed(page, tmp_path) -> None:
    """The digest stands on the page, on the sheet as it prints, and in the file."""
    expect(page.locator(".digest")).to_contain_text(sealed())
    page.goto(ARTICLE)
    page.emulate_media(media="print")
    expect(page.locator(".seal-line")).to_contain_text(sealed())
    expect(page.locator("article.a4")).to_contain_text("本期新增会员3人")
    assert page.locator("nav:visible, .btn:visible, .outline:visible").count() == 0
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    page.emulate_media(media="screen")
    with page.expect_download() as told:
        page.get_by_role("link", name="导出 Word").click()
    told.value.save_as(paper := tmp_path / "article.docx")
    assert sealed() in zipfile.ZipFile(paper).read("word/document.xml").decode()


def put_right(person, leader) -> None:
    """A correction is refused, keeps what was typed, is mended, and approved by another."""
    page = person.page
    page.goto(YEAR)
    person.follow(page.locator("#i-ORG02").get_by_role("link", name="更正"))
    expect(page.locator("#c-code")).to_have_value("ORG02")
    page.locator("#c-unit").select_option("瀛海街道")
    for field, text in (("after", "两家"), ("reason", "漏报一家"), ("effect", "建会单位数加一")):
        page.locator(f"#c-{field}").fill(text)
    press(person, "登记更正")
    expect(page.locator(".msg.error")).to_contain_text("更正后的数应是数字，现在是“两家”")
    expect(page.locator("#c-reason")).to_have_value("漏报一家")
    page.locator("#c-after").fill("2")
    press(person, "登记更正")
    leader.page.goto("/")
    leader.follow(leader.page.get_by_role("link", name="年报更正待批准"))
    press(leader, "批准")


def test_a_year_goes_from_its_sections_to_a_printed_seal_that_verifies_and_is_put_right(people, tmp_path):
    freeze(people["statistics"])
    done = [confirm(people[role], holder(role)) for role in DEPARTMENTS]
    assert sum(done) == len(sections()) and min(done) > 0
    signed_and_sealed(people)
    leader = people["leader"]
    printed(leader.page, tmp_path)
    call_command("verify_seals", anchor=[sealed()])

    put_right(people["statistics"], leader)

    leader.page.goto("/indicators/ORG02/?period=2015")
    note = leader.page.locator("#rows .note").last
    expect(note).to_contain_text("更正第1号：瀛海街道建会单位数由1家更正为2家。漏报一家。")
    expect(leader.page.locator("#rows .same").last).to_contain_text("明细 1 行 ＝ 封存数 1")
    call_command("verify_seals", anchor=[sealed()])


def test_a_wrong_number_is_marked_where_it_stands_and_holds_the_year_back(arrive, district):
    with transaction.atomic():
        annual.confirmed(district)
    person = arrive("statistics", district)
    page = person.page

    write(person, "本期新增会员4人。")

    expect(page.locator("#id_body")).to_have_value("本期新增会员4人。")
    expect(page.locator("#h-found")).to_contain_text("与台账不符：新增会员（MEM07）为3人")
    expect(page.locator("article.a4 mark")).to_have_text("4人")
    page.goto(YEAR)
    press(person, "填报完毕，提交审核")
    expect(page.locator(".msg.error")).to_contain_text("文章有1处数字要改")
    write(person, "本期新增会员[[MEM07]]。")
    expect(page.locator("article.a4 mark")).to_have_count(0)
    page.goto(YEAR)
    press(person, "填报完毕，提交审核")
    expect(page.locator("h1")).to_contain_text("待审核")


def test_a_phone_shows_the_sealed_year_and_its_article_without_sliding_sideways(arrive, district):
    with transaction.atomic():
        annual.sealed(district)
    reader = arrive("leader", district, **PHONE)

    for address in (YEAR, ARTICLE, "/annual/2015/drift/", "/indicators/ORG02/?period=2015"):
        reader.page.goto(address)
        assert reader.page.evaluate(WIDER) is False
