"""建会进度: how many stood where on a day, how long it took, and the rows behind each number."""

import datetime as dt

import pytest

from enterprises.models import UnionizationCase
from tests import make
from tests.make import organising
from tests.registers import page

FUNNEL, ROWS = "/enterprises/cases/funnel/", "/enterprises/cases/funnel/rows/"


def moved(org, *road, opened_on=dt.date(2015, 3, 1)):
    """A case that reached each stage on its day of 2015."""
    case = organising.unionization_case(make.enterprise(org), opened_on=opened_on)
    for state, month, day in road:
        UnionizationCase.objects.filter(pk=case.pk).update(state=state, state_since=dt.date(2015, month, day))
    return case


@pytest.fixture
def cases(yinghai, caiyu):
    return [
        moved(yinghai, ("surveyed", 3, 11), ("applied", 4, 1)),
        moved(yinghai, ("surveyed", 3, 21)),
        moved(caiyu, ("surveyed", 4, 10), ("refused", 5, 1)),
        moved(caiyu, opened_on=dt.date(2015, 6, 1)),
    ]


def shown(client, day, query=""):
    lines = client.get(f"{FUNNEL}?on={day}{query}").context["lines"]
    return {line.stage: (line.now, line.ever, line.median) for line in lines if line.ever}


def test_the_stages_are_those_of_the_day_asked_for(enter, district, cases):
    client = enter("leader", district)

    assert shown(client, "2015-02-28") == {}
    assert shown(client, "2015-03-31") == {"new": (1, 3, 15), "surveyed": (2, 2, None)}
    assert shown(client, "2015-06-30") == {
        "new": (1, 4, 20),
        "surveyed": (1, 3, 21),
        "applied": (1, 1, None),
        "refused": (1, 1, None),
    }


def test_townships_stand_in_administrative_order_whatever_their_numbers(
    enter, district, yinghai, caiyu, cases
):
    for _ in range(3):
        moved(caiyu)

    table = enter("leader", district).get(f"{FUNNEL}?on=2015-06-30").context["table"]

    assert [(unit, total) for unit, _, total in table] == [(yinghai, 2), (caiyu, 5)]
    assert [[(s, n) for s, n in cells if n] for _, cells, _ in table] == [
        [("surveyed", 1), ("applied", 1)],
        [("new", 4), ("refused", 1)],
    ]


def test_each_number_opens_as_many_rows(enter, district, cases):
    organising.obstacle(cases[0].enterprise, reason="turnover")
    organising.obstacle(cases[2].enterprise, reason="hardship", until=dt.date(2015, 5, 9))
    client, day = enter("leader", district), "2015-06-30"
    context = client.get(f"{FUNNEL}?on={day}").context

    def rows(kind, code, org=""):
        return (
            client.get(f"{ROWS}?on={day}&kind={kind}&code={code}&org={org}").context["page"].paginator.count
        )

    for line in context["lines"]:
        assert (rows("now", line.stage), rows("ever", line.stage)) == (line.now, line.ever)
        assert (rows("left", line.stage) > 0) == (line.median is not None)
    for code, _, now, cured in context["reasons"]:
        assert (rows("reason", code), rows("cured", code)) == (now, cured)
    for unit, cells, total in context["table"]:
        assert [rows("now", stage, unit.code) for stage, _ in cells] == [number for _, number in cells]
        assert rows("now", "", unit.code) == total


def test_reasons_are_those_standing_and_those_done_away_with(enter, district, cases):
    organising.obstacle(cases[0].enterprise, reason="turnover", until=dt.date(2015, 4, 1))
    organising.obstacle(cases[0].enterprise, reason="hardship", since=dt.date(2015, 4, 1))
    organising.obstacle(make.enterprise(cases[0].org), reason="hardship")
    client = enter("leader", district)

    def counted(day):
        found = client.get(f"{FUNNEL}?on={day}").context["reasons"]
        return {code: (now, cured) for code, _, now, cured in found if now or cured}

    assert counted("2015-03-31") == {"turnover": (1, 0)}
    assert counted("2015-04-01") == {"turnover": (0, 1), "hardship": (1, 0)}


def test_the_rows_say_how_long_up_to_the_day(enter, district, cases):
    found = enter("leader", district).get(f"{ROWS}?on=2015-04-30&kind=now&code=surveyed").context["page"]

    assert [(row.case, row.days) for row in found] == [(cases[1], 40), (cases[2], 20)]


def test_a_township_sees_its_own_road_alone(enter, yinghai, caiyu, cases):
    client = enter("clerk", yinghai)

    assert shown(client, "2015-03-31", f"&org={caiyu.code}")["surveyed"][0] == 2
    assert [unit for unit, *_ in client.get(FUNNEL).context["table"]] == [yinghai]
    assert client.get(f"{ROWS}?org={caiyu.code}").context["page"].paginator.count == 0


def test_only_who_may_see_enterprises_sees_how_far_they_are(enter, district, cases):
    client = enter("auditor", district)

    assert page(client.get(FUNNEL), 403) and page(client.get(ROWS), 403)
    assert page(enter("leader", district).get(f"{FUNNEL}?on=昨天"), 404)
