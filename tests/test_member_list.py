"""The list of members: every page holds its own rows, in order, whatever is sorted and filtered by."""

import pytest

from tests import make
from tests.make import cards

PAGE = 50


def listed(client, **query) -> list[int]:
    """Keys page by page to the last."""
    found, number = [], 1
    while True:
        page = client.get("/members/", query | {"page": number}).context["page"]
        found += [row.pk for row in page]
        if not page.has_next():
            return found
        number += 1


@pytest.mark.parametrize("sort", ["", "number", "-number", "card"])
def test_pages_hold_every_row_once_in_order(enter, yinghai, sort):
    people = cards.applicants(yinghai, 2 * PAGE + 5)
    make.card(people[7])
    client = enter("worker", yinghai)

    found = listed(client, **({"sort": sort} if sort else {}))

    assert sorted(found) == sorted(who.pk for who in people)
    if "number" in sort:
        numbers = {who.pk: who.number for who in people}
        assert [numbers[pk] for pk in found] == sorted(numbers.values(), reverse=sort.startswith("-"))


def test_those_without_a_card_and_those_of_a_state_are_found(enter, yinghai):
    bare, held, waiting = cards.applicant(yinghai), cards.applicant(yinghai), cards.waiting(yinghai).member
    make.card(held)
    client = enter("worker", yinghai)

    assert listed(client, card="none") == [bare.pk]
    assert listed(client, card="issued") == [held.pk]
    assert listed(client, card="applied") == [waiting.pk]


def test_a_page_beyond_the_last_is_the_last(enter, yinghai):
    who = cards.applicant(yinghai)

    page = enter("worker", yinghai).get("/members/?page=99").context["page"]

    assert ([row.pk for row in page], page.number) == ([who.pk], 1)
