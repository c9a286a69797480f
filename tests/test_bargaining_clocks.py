"""The worklist of clocks: each runs from its own day, is in time on its last day, and stops when done."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bargaining.clocks import CLOCKS
from tests import make
from tests.make import bargaining
from tests.registers import page

DAY = dt.timedelta(1)
PAGE = "/bargaining/contracts/worklist/"


def day(text):
    return dt.date.fromisoformat(text)


def signed(org, on, kind="wage", **fields):
    fields = {"effective_on": None, "expires_on": day(on) + 400 * DAY} | fields
    return make.contract(make.enterprise(org), kind, signed_on=day(on), **fields)


def standing(org, on, **fields):
    fields = {"published_on": day(on)} | fields
    return make.contract(make.enterprise(org), signed_on=day(on), **fields)


def reviewed(org):
    """Received on a Monday: fifteen days later is a Tuesday."""
    contract = signed(org, "2024-05-06")
    bargaining.filing(contract, submitted_on=day("2024-05-13"), received_on=day("2024-05-13"))


def paused(org):
    talks = bargaining.talks(make.enterprise(org), answered_on=day("2024-05-06"), answer="agreed")
    bargaining.pause(talks, since=day("2024-05-06"), limit=day("2024-06-12"))


def reported(org):
    contract = standing(org, "2024-03-04", expires_on=day("2026-12-01"))
    bargaining.report(contract, on=day("2024-06-03"))


RUNNING = {
    "offer": (
        lambda org: bargaining.talks(make.enterprise(org), offered_on=day("2024-05-08")),
        "2024-05-28",
    ),
    "pause": (paused, "2024-06-12"),
    "filing": (lambda org: signed(org, "2024-05-06", "safety"), "2024-05-16"),
    "filing-wage": (lambda org: signed(org, "2024-05-06"), "2024-05-13"),
    "review": (reviewed, "2024-05-28"),
    "publish": (
        lambda org: standing(org, "2024-05-08", published_on=None),
        "2024-05-13",
    ),
    "report": (reported, "2025-06-02"),
    "expiry": (lambda org: standing(org, "2022-05-06", expires_on=day("2024-05-05")), "2024-05-05"),
    "end": (
        lambda org: standing(org, "2023-05-08", terminated_on=day("2024-05-06"), end="agreed"),
        "2024-05-16",
    ),
}


def shown(client, on, show, clock):
    """The last days listed for this clock."""
    return [row["due"] for row in client.get(f"{PAGE}?on={on}&show={show}&clock={clock}").context["rows"]]


def test_every_clock_is_tried():
    assert set(RUNNING) == set(CLOCKS)


@pytest.mark.parametrize("clock", CLOCKS)
def test_a_clock_stands_at_today_on_its_last_day(enter, yinghai, clock):
    begin, last = RUNNING[clock]
    begin(yinghai)

    assert shown(enter("chair", yinghai), last, "today", clock) == [day(last)]


@pytest.mark.parametrize("clock", sorted(set(CLOCKS) - {"review", "filing-wage"}))
def test_the_day_after_it_is_late(enter, yinghai, clock):
    begin, last = RUNNING[clock]
    begin(yinghai)

    assert shown(enter("chair", yinghai), day(last) + DAY, "late", clock) == [day(last)]


def test_silence_needs_nobody_after_its_last_day(enter, yinghai):
    reviewed(yinghai)

    assert shown(enter("chair", yinghai), "2024-05-29", "late", "review") == []


def test_a_wage_contract_is_wanted_after_seven_days_and_late_after_ten(enter, yinghai):
    signed(yinghai, "2024-05-06")
    client = enter("chair", yinghai)

    days = [(on, show) for on in ("2024-05-13", "2024-05-14", "2024-05-17") for show in ("ahead", "late")]

    assert [shown(client, on, show, "filing-wage") for on, show in days] == [
        [day("2024-05-13")], [], [day("2024-05-16")], [], [], [day("2024-05-16")],
    ]  # fmt: skip


def test_a_clock_stops_when_it_is_done(enter, yinghai):
    client = enter("chair", yinghai)
    bargaining.filing(signed(yinghai, "2024-05-06"), submitted_on=day("2024-05-07"))
    old = standing(yinghai, "2022-05-06", expires_on=day("2024-05-05"))
    make.contract(old.enterprise, signed_on=day("2024-05-06"), renews=old)

    counts = {clock.name: dict(told) for clock, told in client.get(f"{PAGE}?on=2024-05-13").context["table"]}

    open_ones = {name: counts[name]["late"] + counts[name]["ahead"] for name in ("filing-wage", "expiry")}
    assert open_ones == {"filing-wage": 0, "expiry": 0}


def test_the_spans_reach_to_sunday_and_to_the_end_of_the_month(enter, yinghai):
    """2024-05-15 is a Wednesday."""
    for last in ("2024-05-14", "2024-05-15", "2024-05-19", "2024-05-20", "2024-05-31", "2024-06-01"):
        standing(yinghai, "2022-05-16", expires_on=day(last))

    tabs = enter("chair", yinghai).get(f"{PAGE}?on=2024-05-15&clock=expiry").context["table"]

    (counts,) = [dict(told) for clock, told in tabs if clock.name == "expiry"]
    assert counts == {"late": 1, "today": 1, "week": 2, "month": 4, "ahead": 5}


def test_a_reader_sees_own_units_and_may_narrow_to_what_is_in_hand(enter, yinghai, caiyu):
    own, other = (standing(org, "2022-05-16", expires_on=day("2024-05-15")) for org in (yinghai, caiyu))
    another = standing(yinghai, "2022-05-16", expires_on=day("2024-05-15"))
    client = enter("chair", yinghai)
    client.post("/bargaining/contracts/expiry/take/", {"contract": [own.pk, other.pk]})

    address = f"{PAGE}?on=2024-05-15&show=today&clock=expiry"
    seen = [row["row"] for row in client.get(address).context["rows"]]
    mine = [row["row"] for row in client.get(f"{address}&mine=1").context["rows"]]

    assert (sorted(seen), mine) == (sorted([own.pk, another.pk]), [own.pk])


def test_thirty_lines_take_the_queries_of_one(enter, yinghai):
    client, address = enter("chair", yinghai), f"{PAGE}?on=2024-05-15&show=late"

    def queries(count):
        for _ in range(count):
            signed(yinghai, "2024-04-01", expires_on=day("2025-05-05"))
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            many = len(client.get(address).context["rows"])
        return many, len(asked)

    (few, first), (many, second) = queries(1), queries(29)

    assert (few, many, first) == (1, 30, second)


def test_a_contract_of_an_area_is_told_by_the_area_or_by_its_kind(yinghai, enter):
    for number, area in (("甲一", "瀛海建材城"), ("甲二", "")):
        given = {"scope": "regional", "signed_on": day("2024-05-06"), "expires_on": day("2026-05-05")}
        make.contract(None, "wage", org=yinghai, number=number, area=area, effective_on=None, **given)

    rows = enter("clerk", yinghai).get(f"{PAGE}?show=month&on=2024-05-10").context["rows"]

    assert {row["what"]: row["firm"] for row in rows} == {"甲一": "瀛海建材城", "甲二": "区域性"}


def test_a_station_worker_has_no_worklist(enter, yinghai):
    page(enter("worker", yinghai).get(PAGE), 403)


@pytest.mark.parametrize("asked", ["show=soon", "clock=none", "on=heute"])
def test_what_is_not_there_is_not_found(enter, yinghai, asked):
    page(enter("chair", yinghai).get(f"{PAGE}?{asked}"), 404)
