"""A card's whole road in a real Chromium: applied for, to the bank and back, handed over by keys."""

import datetime as dt

import pytest

from members.models import Card, CardBatch
from tests import make, test_browser
from tests.bank import sheet_of
from tests.journeys import WIDER
from tests.make import cards

chromium, arrive = test_browser.chromium, test_browser.arrive
TODAY = dt.date.today()


@pytest.fixture
def people(committed):
    """Two of one township: collected, enrolled, without a card."""
    township = make.township(make.district(), "001", "瀛海街道总工会")
    return cards.applicants(township, 2)


def states() -> list[str]:
    return list(Card.objects.order_by("pk").values_list("state", flat=True))


def to_the_bank_and_back(department, first, second, back) -> None:
    """A wrong answer writes nothing; the right one makes the first card and refuses the second."""
    page = department.page

    page.goto("/members/cards/apply/")
    page.get_by_label("符合条件的 2 名全部").check()
    department.press("Control+Enter")
    page.goto("/members/cards/road/")
    assert page.evaluate(WIDER) is False
    department.follow(page.get_by_role("button", name="组成批次"))
    page.get_by_label("用途").fill("制卡送行")
    with page.expect_download() as taken:
        page.get_by_role("button", name="生成送行文件").click()
    batch = CardBatch.objects.get()
    assert taken.value.suggested_filename == f"京卡送行{batch.number}.xlsx"

    back.write_bytes(sheet_of((first.number, "成功", None), (second.number, "好", None)))
    page.goto(f"/members/card-batches/{batch.pk}/")
    page.get_by_label("银行回盘文件").set_input_files(back)
    department.follow(page.get_by_role("button", name="上传回盘"))
    assert "第 3 行" in page.get_by_role("alert").inner_text()
    assert states() == ["sent", "sent"]

    back.write_bytes(sheet_of((first.number, "成功", None), (second.number, "退回", "照片不清")))
    page.get_by_label("银行回盘文件").set_input_files(back)
    department.follow(page.get_by_role("button", name="上传回盘"))


def test_a_card_goes_from_application_to_its_holder(arrive, people, tmp_path):
    township, (first, second) = people[0].org, people
    to_the_bank_and_back(arrive("organisation", township.parent), first, second, tmp_path / "back.xlsx")
    assert states() == ["produced", "refused"]

    worker = arrive("worker", township)
    page, keyboard = worker.page, worker.page.keyboard
    page.goto("/members/cards/road/rows/?place=produced")
    worker.tab_to("card")
    keyboard.press("Space")
    worker.press("Control+Enter")
    page.goto("/members/cards/issue/")
    assert page.evaluate("document.activeElement.name") == "q"
    keyboard.type(first.number)
    worker.press("Enter")
    assert page.evaluate("document.activeElement.name") == "q"
    assert states() == ["issued", "refused"]
    page.goto(f"/members/{first.pk}/")


@pytest.mark.parametrize("width", [390, 1366])
def test_no_card_page_is_wider_than_the_window(arrive, people, width):
    township, yesterday = people[0].org, TODAY - dt.timedelta(days=1)
    arrived = dict.fromkeys(("sent_on", "produced_on", "delivered_on"), yesterday)
    card = cards.waiting(township, applied_on=yesterday, **arrived)
    page = arrive("worker", township, width=width, height=844).page

    for address in ("road/", "road/rows/?place=delivered", "apply/", "issue/", f"{card.pk}/"):
        page.goto(f"/members/cards/{address}")
        assert (address, page.evaluate(WIDER)) == (address, False)
    page.goto(f"/members/{card.member_id}/")
    assert page.evaluate(WIDER) is False
