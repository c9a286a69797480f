"""荣誉: titles by year and level open to their lists; who is due a service is told until it is given."""

import datetime as dt

import pytest
from django.db import IntegrityError

from members.models import Honour, HonourCare
from tests import make
from tests.cases.scenes import spell

YEARS, DUE = "/members/honours/years/", "/members/honours/due/"
TODAY = dt.date.today()


def titled(org, title="city_model", on=dt.date(2015, 5, 1), **fields):
    return make.honour(org, title, awarded_on=on, **fields)


def names(client, kind="visit", year=TODAY.year) -> list[str]:
    return [row.holder for row in client.get(DUE, {"kind": kind, "year": year}).context["rows"]]


def test_every_number_of_the_table_is_the_list_it_opens(enter, yinghai, caiyu):
    for title in ("city_model", "city_model", "national_model", "craftsman"):
        titled(yinghai, title)
    titled(yinghai, on=dt.date(2014, 5, 1))
    titled(yinghai, on=dt.date(2001, 5, 1))
    titled(yinghai, "collective", given_level="district")
    titled(caiyu)
    client = enter("clerk", yinghai)

    page = client.get(YEARS, {"year": "2015"})

    table = {
        (line.title, line.level): ([n for n, _ in line.cells], line.before, line.total)
        for line in page.context["lines"]
    }
    assert table == {
        ("全国劳动模范", "全国"): ([1, 0, 0, 0, 0, 0], 0, 1),
        ("市劳动模范", "市级"): ([2, 1, 0, 0, 0, 0], 1, 4),
        ("集体荣誉", "区级"): ([1, 0, 0, 0, 0, 0], 0, 1),
        ("北京工匠", "市级"): ([1, 0, 0, 0, 0, 0], 0, 1),
    }
    opened = {
        (line.title, place): client.get(address).context["page"].paginator.count
        for line in page.context["lines"]
        for place, (number, address) in enumerate([*line.cells, (line.total, line.address)])
        if number
    }
    assert opened == {
        (line.title, place): number
        for line in page.context["lines"]
        for place, (number, _) in enumerate([*line.cells, (line.total, line.address)])
        if number
    }


def test_the_level_of_a_title_is_not_typed(yinghai):
    with pytest.raises(IntegrityError, match="honour_level_follows_its_title"):
        titled(yinghai, given_level="district")


def test_more_honours_cost_no_more_queries(enter, yinghai, django_assert_max_num_queries):
    client = enter("clerk", yinghai)
    for _ in range(20):
        titled(yinghai)
    with django_assert_max_num_queries(14):
        client.get(YEARS)


# --- services


def test_a_model_worker_is_due_until_the_year_s_service_is_registered(enter, yinghai, caiyu):
    had, due = titled(yinghai, holder="甲"), titled(yinghai, holder="乙")
    titled(caiyu, holder="丙")
    HonourCare.objects.create(org=yinghai, honour=had, kind="visit", on=TODAY)
    HonourCare.objects.create(org=yinghai, honour=due, kind="visit", on=TODAY.replace(year=TODAY.year - 1))
    client = enter("clerk", yinghai)

    assert names(client) == ["乙"]
    assert names(client, "health") == ["甲", "乙"]


def test_only_the_titles_that_carry_a_service_are_due_it(enter, yinghai):
    titled(yinghai, "city_advanced", holder="甲")
    titled(yinghai, "craftsman", holder="乙")
    titled(yinghai, "city_collective", holder="丙")
    client = enter("clerk", yinghai)

    assert (names(client), names(client, "health")) == (["甲"], [])


def test_somebody_with_two_titles_is_due_once_and_served_under_either(enter, yinghai):
    who = make.member(yinghai)
    city = titled(yinghai, "city_model", holder="甲", member=who)
    national = titled(yinghai, "national_model", holder="甲", member=who)
    client = enter("clerk", yinghai)

    assert [row.pk for row in client.get(DUE).context["rows"]] == [national.pk]
    HonourCare.objects.create(org=yinghai, honour=city, kind="visit", on=TODAY)
    assert names(client) == []


def test_the_dead_are_due_nothing(enter, yinghai):
    who = make.member(yinghai)
    spell(yinghai, until=TODAY, who=who, end="deceased")
    titled(yinghai, member=who)

    assert names(enter("clerk", yinghai)) == []


def test_an_honour_awarded_later_is_not_due_in_an_earlier_year(enter, yinghai):
    titled(yinghai, on=TODAY)
    assert names(enter("clerk", yinghai), year=TODAY.year - 1) == []


def test_the_chosen_are_registered_at_once(enter, yinghai):
    chosen = [titled(yinghai, holder=name) for name in ("甲", "乙")]
    titled(yinghai, holder="丙")
    client = enter("clerk", yinghai)

    sent = {"chosen": [row.pk for row in chosen], "on": f"{TODAY}", "amount": "1,500"}
    response = client.post(f"{DUE}?kind=visit", sent)

    assert response.status_code == 302
    cares = HonourCare.objects.order_by("honour__pk").values_list("honour", "kind", "on", "amount", "org")
    assert list(cares) == [(row.pk, "visit", TODAY, 1500, yinghai.pk) for row in chosen]
    assert names(client) == ["丙"]


def test_sent_twice_it_is_given_once(enter, yinghai):
    row = titled(yinghai)
    client = enter("clerk", yinghai)
    sent = {"chosen": [row.pk], "on": f"{TODAY}"}

    answers = [client.post(DUE, sent).status_code for _ in range(2)]

    assert (answers, HonourCare.objects.count()) == ([302, 422], 1)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"on": f"{TODAY}"}, "请至少选择一人"),
        ({"on": f"{TODAY + dt.timedelta(days=1)}"}, "且不晚于今天"),
        ({"on": "2001-01-01"}, "日期应在"),
    ],
)
def test_what_cannot_be_registered_is_said(enter, yinghai, sent, said):
    row = titled(yinghai)
    chosen = {} if "选择" in said else {"chosen": [row.pk]}

    response = enter("clerk", yinghai).post(DUE, sent | chosen)

    assert response.status_code == 422
    assert said in response.content.decode()
    assert not HonourCare.objects.exists()


def test_a_stranger_s_honour_and_a_reader_without_the_right_serve_nobody(enter, yinghai, caiyu, district):
    theirs = titled(caiyu)
    sent = {"chosen": [theirs.pk], "on": f"{TODAY}"}

    assert enter("clerk", yinghai).post(DUE, sent).status_code == 422
    assert enter("statistics", district).post(DUE, sent).status_code == 403
    assert enter("auditor", district).get(YEARS).status_code == 403
    assert Honour.objects.get().cares.count() == 0
