"""The papers of talks in a real Chromium: printed on a sheet of their own, photographed by a phone."""

import pytest
from playwright.sync_api import expect

from bargaining.models import Talks, TalksPaper
from tests import make, test_browser, test_browser_talks
from tests.journeys import WIDER
from tests.make import bargaining as works
from tests.test_browser import PHONE
from tests.test_browser_talks import BEGAN, PHOTO, after, fill

chromium, arrive = test_browser.chromium, test_browser.arrive
township, firm, chair = test_browser_talks.township, test_browser_talks.firm, test_browser_talks.chair


@pytest.mark.parametrize("which", ["offer", "answer", "minutes", "filing"])
def test_a_paper_is_one_sheet_of_its_own_with_what_is_known(chair, firm, which):
    talks = works.represented(works.talks(firm, topics="工资水平", received_on=works.SPRING))
    contract = make.contract(firm)
    Talks.objects.filter(pk=talks.pk).update(contract=contract)
    chair.page.goto(f"/bargaining/talks/{talks.pk}/")

    chair.page.goto(f"/bargaining/talks/{talks.pk}/papers/{which}/")

    chair.page.emulate_media(media="print")
    sheet = chair.page.locator("article.official")
    expect(sheet).to_contain_text("瀛海食品厂")
    for name in talks.representatives.values_list("name", flat=True):
        assert which in ("offer", "answer") or name in sheet.inner_text()
    assert chair.page.locator(".ph").is_visible() is False


def test_a_phone_photographs_the_minutes_and_nothing_is_wider_than_it(arrive, township, firm):
    talks = works.represented(
        works.talks(firm, offered_on=BEGAN, received_on=BEGAN, answered_on=BEGAN, answer="agreed")
    )
    Talks.objects.filter(pk=talks.pk).update(started_on=BEGAN)
    person = arrive("chair", township, **PHONE)
    person.page.goto(f"/bargaining/talks/{talks.pk}/")
    assert person.page.evaluate(WIDER) is False
    photo = person.page.get_by_label("会议记录，拍照")
    assert (photo.get_attribute("accept"), photo.get_attribute("capture")) == ("image/*", "environment")

    fill(person, drafted_on=after(1), photo_0=PHOTO)
    person.follow(person.page.locator("#here").get_by_role("button", name="形成草案"))

    kept = TalksPaper.objects.select_related("attachment").get()
    assert (kept.note, kept.attachment.name) == ("会议记录", "IMG_0001.jpg")
    with person.page.expect_download() as download:
        person.page.get_by_role("link", name="会议记录", exact=True).click()
    assert download.value.suggested_filename == "IMG_0001.jpg"
