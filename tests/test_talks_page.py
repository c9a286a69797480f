"""The page of one negotiation: what it says is missing, which act leads on, who may read and do what."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bargaining.models import Contract, TalksPaper, TalksStep
from bargaining.process.acts import ACTS
from bargaining.process.cards import cards
from bargaining.process.leading import leading
from bargaining.workflow import TalksRoad

from . import make
from .make import bargaining as works
from .test_talks_process import PASSED, SIGNED, day, ready, sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(yinghai):
    return make.enterprise(yinghai, name="瀛海食品厂")


def test_every_step_says_what_is_missing_until_nothing_is(firm):
    talks = works.talks(firm, offered_on=None)
    assert [(card.place, bool(card.lacks)) for card in cards(talks)] == [("here", True)] + [
        ("ahead", True)
    ] * 4

    done = ready(firm, labour_signed_on=day("2015-04-15"), employer_signed_on=day("2015-04-16"))
    assert [(card.place, card.lacks) for card in cards(done)] == [("past", [])] * 5


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"offered_on": None}, "offer"),
        ({"offered_on": day("2015-03-02")}, "defy"),
        (PASSED | {"passed_on": None}, "passing"),
        (PASSED, "sign"),
    ],
)
def test_one_act_leads_on(firm, fields, name):
    talks = works.represented(works.talks(firm, **fields))
    talks.refresh_from_db()

    assert leading(talks, [name, "lapse", "represent"]) == name


def test_the_page_asks_the_database_no_more_for_many_than_for_few(enter, firm, yinghai):
    client, talks = enter("chair", yinghai), ready(firm)

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/bargaining/talks/{talks.pk}/").status_code == 200
        return len(asked)

    queries()
    few = queries()
    for _ in range(7):
        works.representative(talks)
        works.paper(talks, 4, "会议记录")
    assert queries() == few


def test_a_reader_sees_the_steps_and_no_form(enter, firm, yinghai):
    talks = ready(firm)

    answer = enter("leader", yinghai.parent).get(f"/bargaining/talks/{talks.pk}/")

    assert (answer.status_code, answer.context["form"], answer.context["acts"]) == (200, None, [])
    refused = answer.client.post(f"/bargaining/talks/{talks.pk}/sign/", SIGNED)
    assert (refused.status_code, Contract.objects.count()) == (403, 0)


def test_papers_are_kept_and_read_within_the_township_alone(enter, firm, yinghai, caiyu):
    talks = works.talks(firm)
    sent = {"note": "要约书", "on": "2015-03-02", "file": works.scan("要约书.pdf")}

    assert (
        enter("chair", yinghai).post(f"/bargaining/talks/{talks.pk}/steps/2/upload/", sent).status_code == 302
    )
    kept = TalksPaper.objects.get()
    address = f"/bargaining/talks/{talks.pk}/files/{kept.pk}/"
    answer = enter("chair", yinghai).get(address)
    assert b"".join(answer.streaming_content) == works.SCAN

    stranger = enter("chair", caiyu)
    assert stranger.get(address).status_code == 404
    again = sent | {"file": works.scan()}
    assert stranger.post(f"/bargaining/talks/{talks.pk}/steps/2/upload/", again).status_code == 404
    assert stranger.get(f"/bargaining/talks/{talks.pk}/papers/offer/").status_code == 404


def test_what_is_no_scan_is_not_kept(enter, firm, yinghai):
    talks = works.talks(firm)
    sent = {"note": "要约书", "on": "2015-03-02", "file": works.scan("要约书.pdf", b"<html>")}

    answer = enter("chair", yinghai).post(f"/bargaining/talks/{talks.pk}/steps/2/upload/", sent)

    assert (answer.status_code, TalksPaper.objects.count()) == (422, 0)
    assert "应为PDF、JPG或PNG文件" in answer.content.decode()


def test_talks_open_from_the_enterprise_with_its_own_union(enter, firm, yinghai):
    union = make.union(yinghai)
    make.affiliation(firm, union, since=make.FOUNDED)

    form = enter("chair", yinghai).get(f"/bargaining/firms/{firm.pk}/talks/").context["form"]

    assert (form.initial["enterprise"], form.initial["union"]) == (firm.pk, union.pk)


def test_an_identity_number_is_masked_on_the_paper(enter, firm, yinghai):
    number = make.identity_number()
    talks = ready(firm)
    works.representative(talks, name="李代表", document=number)
    sign(enter("chair", yinghai), talks)

    text = enter("chair", yinghai).get(f"/bargaining/talks/{talks.pk}/papers/filing/").content.decode()

    assert ("李代表" in text, number in text) == (True, False)


def test_every_step_of_the_road_stands_on_the_page():
    assert {act.step for act in ACTS.values() if act.step} == set(TalksRoad.steps)


def test_the_officers_name_the_steps_and_their_papers(enter, yinghai):
    step = TalksStep.objects.get(place=4)
    typed = {name: getattr(step, name) for name in ("place", "name", "hint", "opens_by", "done_by")}
    address = f"/admin/bargaining/talksstep/{step.pk}/change/"

    answer = enter("officer", yinghai.parent).post(address, typed | {"evidence": "会议纪要、签到表"})
    assert (answer.status_code, TalksStep.objects.get(place=4).materials) == (302, ["会议纪要", "签到表"])

    enter("rights", yinghai.parent).post(address, typed | {"evidence": ""})
    assert TalksStep.objects.get(place=4).evidence == "会议纪要、签到表"
