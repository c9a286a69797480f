"""A contract in a real Chromium: its checklist and its scan on a phone, its list and its clocks at a desk."""

import datetime as dt

import pytest

from bargaining.models import ContractCoverage
from tests import make, test_browser
from tests.journeys import WIDER
from tests.rosters import workbook
from tests.test_browser_cases import PHONE, SMALL, TOUCHED

chromium, arrive = test_browser.chromium, test_browser.arrive
YESTERDAY = dt.date.today() - dt.timedelta(1)
PDF = b"%PDF-1.4\n"


@pytest.fixture
def regional(committed):
    township = make.township(make.district(), "001", "瀛海街道总工会")
    return make.contract(
        org=township,
        scope="regional",
        area="瀛海工业区",
        number="工资〔2026〕1号",
        signed_on=YESTERDAY - dt.timedelta(300),
        minimum_wage=3000,
        women="chapter",
        remark="三年一签",
    )


def test_the_checklist_and_the_scan_are_filled_on_a_phone(arrive, regional):
    chair = arrive("chair", regional.org, **PHONE)
    page = chair.page

    page.goto(f"/bargaining/contracts/{regional.pk}/")
    assert page.evaluate(WIDER) is False
    chair.follow(page.get_by_role("link", name="登记条款"))
    assert page.evaluate(WIDER) is False
    assert page.locator(TOUCHED).evaluate_all(SMALL) == []
    page.get_by_label("安全生产", exact=True).check()
    page.get_by_label("带薪休假的约定").fill("每年不少于五天")
    chair.follow(page.get_by_role("button", name="保存条款"))
    assert page.get_by_text("已约定 2/6").is_visible()

    chair.follow(page.get_by_role("link", name="上传"))
    assert page.evaluate(WIDER) is False
    file = {"name": "合同文本.pdf", "mimeType": "application/pdf", "buffer": PDF}
    page.get_by_label("文件").set_input_files(file)
    chair.follow(page.get_by_role("button", name="上传"))

    assert page.get_by_role("link", name="合同文本.pdf").is_visible()
    assert chair.complaints == []


def test_a_list_is_held_against_the_coverage_and_confirmed_at_a_desk(arrive, regional):
    stays, goes, comes = (
        make.enterprise(regional.org, name=name) for name in ("甲食品厂", "乙食品厂", "丙食品厂")
    )
    for firm in (stays, goes):
        make.coverage(regional, firm, since=regional.signed_on)
    chair = arrive("chair", regional.org)
    page = chair.page

    page.goto("/bargaining/contracts/")
    chair.follow(page.get_by_role("link", name="工资〔2026〕1号"))
    chair.follow(page.get_by_role("link", name="核对覆盖名单"))
    rows = workbook([["统一社会信用代码"], [stays.credit_code], [comes.credit_code], ["91110115MA00000000"]])
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    page.get_by_label("要导入的文件").set_input_files({"name": "名单.xlsx", "mimeType": kind, "buffer": rows})
    chair.follow(page.get_by_role("button", name="核对"))
    assert page.evaluate(WIDER) is False
    assert page.get_by_text("第4行").is_visible()
    chair.follow(page.get_by_role("button", name="确认：新增 1 家，截止 1 家"))

    today = dt.date.today()
    held = ContractCoverage.objects.order_by("pk").values_list("enterprise", "since", "until")
    first = regional.signed_on
    assert list(held) == [(stays.pk, first, None), (goes.pk, first, today), (comes.pk, today, None)]
    chair.follow(page.get_by_role("link", name="集体合同").first)
    chair.follow(page.get_by_role("link", name="协商期限"))
    assert page.get_by_role("heading", level=1).inner_text() == "协商期限"
    assert chair.complaints == []
