"""应注销: the cards of those who left for good, why and since when, and cancelled together (MB-54)."""

import datetime as dt

import pytest

from members.cards import leaving
from members.models import Membership
from tests import make
from union_portal.notices.models import Notice

TODAY = dt.date.today()
YESTERDAY = TODAY - dt.timedelta(days=1)


@pytest.fixture
def department(enter, district):
    return enter("organisation", district)


def test_cards_of_those_who_left_are_cancelled_together(department, yinghai):
    gone = make.member(yinghai)
    make.membership(gone, make.union(yinghai), until=YESTERDAY, end="withdrawn")
    card = make.card(gone)

    department.post("/members/cards/road/rows/?place=leavers", {"every": "1", "day": str(TODAY)})

    card.refresh_from_db()
    assert (card.state, card.end, card.ended_on) == ("ended", "cancelled", TODAY)


@pytest.mark.parametrize(
    ("end", "due"),
    [
        ("withdrawn", True),
        ("expelled", True),
        ("deceased", True),
        ("moved", True),
        ("retired", False),
        ("transfer", False),
    ],
)
def test_the_list_of_cards_to_cancel_says_why_and_since_when(department, yinghai, end, due):
    gone, facts = make.member(yinghai), {"decision_no": "工组〔2015〕1号"} if end == "expelled" else {}
    make.membership(gone, make.union(yinghai), until=YESTERDAY, end=end, **facts)
    make.card(gone)

    rows = department.get("/members/cards/road/rows/?place=leavers").context["page"].object_list

    assert [(card.left, card.since, card.days) for card in rows] == [
        (Membership.End(end).label, YESTERDAY, 1)
    ] * due


def test_who_came_back_keeps_the_card(department, yinghai):
    back, union = make.member(yinghai), make.union(yinghai)
    make.membership(back, union, until=YESTERDAY, end="withdrawn")
    make.membership(back, union, since=TODAY)
    make.card(back)

    assert not department.get("/members/cards/road/rows/?place=leavers").context["page"].object_list


def test_keepers_are_told_once_a_month_of_cards_to_cancel(yinghai, caiyu):
    keeper, other = make.user("clerk", yinghai), make.user("clerk", caiyu)
    gone = make.member(yinghai)
    make.membership(gone, make.union(yinghai), until=YESTERDAY, end="withdrawn")
    make.card(gone)

    for day in (dt.date(2015, 6, 1), dt.date(2015, 6, 30), dt.date(2015, 7, 1)):
        assert leaving.tell(day) == 1

    assert sorted(Notice.objects.values_list("user", "key")) == [
        (keeper.pk, f"cards-to-cancel:2015-0{month}:{yinghai.pk}") for month in (6, 7)
    ]
    assert not Notice.objects.filter(user=other).exists()
