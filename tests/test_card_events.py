"""Whatever happens to cards in whatever order: one lives, and first cards are counted once and for good."""

import datetime as dt

import pytest
from django.db import transaction
from django.db.models import Count
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from members.cards import answers, applying, batches, life, moving
from members.models import Card
from tests import make
from tests.bank import answered, sheet_of
from tests.make import cards
from union_portal import periods
from union_portal.reporting.compute import compute

START, PEOPLE = dt.date(2015, 1, 1), 4
ENDS = ("lose", "damage", "expire", "cancel")
DEEDS = ("apply", "send", "answer", "deliver", "issue", *ENDS, "withdraw", "unanswer", "night")
EVENTS = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.integers(0, 40), st.sets(st.integers(0, PEOPLE - 1), min_size=1)),
    min_size=15,
    max_size=45,
)
EXAMPLES = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Office:
    """Does one event after another, by the very functions of the pages."""

    def __init__(self, unit, user, people):
        self.unit, self.user, self.people, self.day = unit, user, people, START
        self.first: dict[int, dt.date] = {}

    def take(self, deed: str, days: int, chosen: set[int]) -> None:
        who = [self.people[place].pk for place in chosen]
        if deed == "night":
            self.day += dt.timedelta(days=days)
        elif deed in ENDS:
            self.end(deed, who)
        elif deed in ("deliver", "issue"):
            place = Card.State.PRODUCED if deed == "deliver" else Card.State.DELIVERED
            moving.do(self.user, place, Card.objects.filter(state=place, member__in=who), self.day)
        else:
            getattr(self, deed)(who)
        for card in Card.objects.exclude(issued_on=None):
            assert card.issued_on
            self.first[card.member_id] = min(card.issued_on, self.first.get(card.member_id, card.issued_on))

    def apply(self, who) -> None:
        applying.apply(self.user, who, self.day)

    def send(self, who) -> None:
        if batches.waiting(self.user).exists():
            batches.gather(self.user, self.unit, self.day)

    def batch(self):
        card = Card.objects.filter(state="sent", batch__isnull=False).order_by("pk").first()
        return card and card.batch

    def answer(self, who) -> None:
        if batch := self.batch():
            sent = batch.cards.filter(state="sent").values_list("member", "member__number").order_by("pk")
            rows = [(n, "成功", None) if pk in who else (n, "退回", "照片不清") for pk, n in sent]
            answers.write(batch, answered(batch, sheet_of(*rows)), self.day)

    def withdraw(self, who) -> None:
        if (batch := self.batch()) and batches.counts(batch).keys() == {"sent"}:
            batches.withdraw(batch, self.day)

    def unanswer(self, who) -> None:
        answered_ones = Card.objects.filter(state__in=("produced", "refused"), batch__isnull=False)
        card = answered_ones.order_by("-pk").first()
        batch = card and card.batch
        if batch and not batches.counts(batch).keys() - {"sent", "produced", "refused"}:
            again = Card.objects.filter(member__cards__batch=batch, ended_on=None)
            if not again.exclude(batch=batch).exists():
                answers.take_back(batch)

    def end(self, deed, who) -> None:
        for card in Card.objects.filter(member__in=who, ended_on=None):
            if card.state in life.CardLife.steps[deed].origins:
                life.CardLife.take(deed, card, self.user, ended_on=self.day)


@pytest.fixture
def office(district, yinghai):
    user, people = make.user("organisation", district), cards.applicants(yinghai, PEOPLE)
    return lambda: Office(yinghai, user, people)


def figure(code, first, last) -> int:
    value = compute(periods.custom(first, last), [code])["/110115/"][code].value
    assert value is not None
    return int(value)


@EXAMPLES
@given(events=EVENTS)
def test_one_live_card_a_member_and_first_cards_never_fall(office, events):
    with transaction.atomic():
        there = office()
        for event in events:
            there.take(*event)
            live = Card.objects.filter(ended_on=None).values_list("member").annotate(Count("pk"))
            assert all(count == 1 for _, count in live)

        days = sorted({START, *there.first.values(), there.day})
        ever = [figure("MEM22", START, day) for day in days]
        new = [
            figure("MEM23", before + dt.timedelta(days=1), day)
            for before, day in zip([START - dt.timedelta(days=1), *days], days, strict=False)
        ]
        assert ever == [sum(issued <= day for issued in there.first.values()) for day in days]
        assert ever == sorted(ever)
        assert [sum(new[: place + 1]) for place in range(len(days))] == ever
        transaction.set_rollback(True)
