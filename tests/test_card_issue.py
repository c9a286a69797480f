"""Cards handed over at the counter: one box, the next one, the last ones taken back."""

import datetime as dt

import pytest

from members.models import Card
from tests import make
from tests.make import cards

TODAY = dt.date.today()
LONG_AGO, YESTERDAY = TODAY - dt.timedelta(days=100), TODAY - dt.timedelta(days=1)
ARRIVED = {"sent_on": YESTERDAY, "produced_on": YESTERDAY, "delivered_on": YESTERDAY}


def ready(org):
    return cards.waiting(org, applied_on=YESTERDAY, **ARRIVED)


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


@pytest.mark.parametrize("typed", ["number", "document", "mobile", "name"])
def test_a_card_is_handed_over_by_whatever_names_its_holder(enter, yinghai, typed):
    who = cards.applicant(yinghai, name="欧阳静", mobile="13812345678")
    card = make.card(who, issued_on=None, applied_on=YESTERDAY, **ARRIVED)
    value = getattr(who, typed)

    enter("worker", yinghai).post("/members/cards/issue/", {"q": getattr(value, "reveal", lambda: value)()})

    card.refresh_from_db()
    assert (card.state, card.issued_on) == ("issued", TODAY)


def test_of_two_with_one_name_somebody_chooses(enter, yinghai):
    first, second = ready(yinghai), ready(yinghai)
    worker = enter("worker", yinghai)

    asked = worker.post("/members/cards/issue/", {"q": "张测试"})
    worker.post("/members/cards/issue/", {"card": second.pk})

    assert {card.pk for card in asked.context["choose"]} == {first.pk, second.pk}
    assert dict(Card.objects.values_list("pk", "state")) == {first.pk: "delivered", second.pk: "issued"}


def test_a_card_that_is_not_ready_is_told_where_it_is(enter, yinghai):
    card = cards.waiting(yinghai, applied_on=YESTERDAY, sent_on=YESTERDAY)

    answer = enter("worker", yinghai).post("/members/cards/issue/", {"q": card.member.number})

    assert messages(answer) == [f"张测试的京卡银行还在制卡（{YESTERDAY}），不能发放"]


def test_a_stranger_s_card_is_not_handed_over(enter, yinghai, caiyu):
    card = ready(caiyu)
    worker = enter("worker", yinghai)

    assert worker.post("/members/cards/issue/", {"q": card.member.number}).status_code == 422
    assert worker.post("/members/cards/issue/", {"card": card.pk}).status_code == 422
    assert worker.post(f"/members/cards/{card.pk}/undo/").status_code == 404
    card.refresh_from_db()
    assert card.state == "delivered"


def test_a_card_just_handed_over_is_taken_back(enter, yinghai):
    card = ready(yinghai)
    worker = enter("worker", yinghai)
    worker.post("/members/cards/issue/", {"q": card.member.number})
    assert [c.pk for c in worker.get("/members/cards/issue/").context["done"]] == [card.pk]

    worker.post(f"/members/cards/{card.pk}/undo/", {"back": "issue"})

    card.refresh_from_db()
    assert (card.state, worker.get("/members/cards/issue/").context["done"]) == ("delivered", [])


def test_the_page_of_a_card_shows_its_road(enter, yinghai):
    card = ready(yinghai)

    context = enter("worker", yinghai).get(f"/members/cards/{card.pk}/").context

    assert context["steps_of"] == [
        ("申请", YESTERDAY, "past"),
        ("送行", YESTERDAY, "past"),
        ("制卡完成", YESTERDAY, "past"),
        ("到站", YESTERDAY, "here"),
        ("发放", None, ""),
    ]
