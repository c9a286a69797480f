"""The calendar of expiry: bands by the days left, a strip of months, who sees to a contract, iCal."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bargaining.models import Contract
from tests import make
from tests.make import bargaining
from tests.registers import page

TODAY = dt.date(2015, 12, 31)
PAGE = "/bargaining/contracts/expiry/?on=2015-12-31"


def expiring(org, days, **fields):
    return make.contract(make.enterprise(org), expires_on=TODAY + dt.timedelta(days), **fields)


def tabs(response):
    return {name: number for name, _, number in response.context["tabs"]}


@pytest.mark.parametrize(
    ("days", "band"),
    [(-1, "lapsed"), (0, "within-30"), (30, "within-30"), (31, "within-60"), (60, "within-60"),
     (61, "within-90"), (90, "within-90"), (91, None)],
)  # fmt: skip
def test_a_contract_stands_in_one_band_by_the_days_that_are_left(enter, yinghai, days, band):
    contract = expiring(yinghai, days)
    client = enter("chair", yinghai)

    answer = client.get(PAGE)

    page(answer)
    found = tabs(answer)

    assert {name for name, number in found.items() if number} == ({band} if band else set())
    assert band is None or list(client.get(f"{PAGE}&band={band}").context["page"]) == [contract]


def test_a_renewed_contract_has_not_lapsed(enter, yinghai):
    old = expiring(yinghai, -10)
    make.contract(old.enterprise, signed_on=TODAY, renews=old)

    assert tabs(enter("chair", yinghai).get(PAGE))["lapsed"] == 0


def test_the_strip_counts_twelve_months_and_opens_each(enter, yinghai, caiyu):
    contract = expiring(yinghai, 40)
    expiring(yinghai, 400), expiring(caiyu, 40)
    client = enter("chair", yinghai)

    months = client.get(PAGE).context["strip"]

    assert len(months) == 12
    assert [(month, number) for month, number in months if number] == [(dt.date(2016, 2, 1), 1)]
    assert list(client.get(f"{PAGE}&month=2016-02").context["page"]) == [contract]


def test_whoever_ticks_a_contract_sees_to_it(enter, yinghai, caiyu):
    own, other = expiring(yinghai, 10), expiring(caiyu, 10)
    client = enter("chair", yinghai)

    client.post("/bargaining/contracts/expiry/take/", {"contract": [own.pk, other.pk]})

    held = {contract.pk: contract.officer for contract in Contract.objects.select_related("officer")}
    assert (held[own.pk].main_post.unit, held[other.pk]) == (yinghai, None)
    assert list(client.get(f"{PAGE}&mine=1").context["page"]) == [own]


def test_talks_that_renew_open_with_the_contract_s_own_data(enter, yinghai):
    contract = expiring(yinghai, 10)
    client = enter("chair", yinghai)

    form = client.get(f"/bargaining/contracts/{contract.pk}/renew/").context["form"]

    assert {name: form.initial[name] for name in ("enterprise", "kind", "renews")} == {
        "enterprise": contract.enterprise_id,
        "kind": "wage",
        "renews": contract.pk,
    }


def test_talks_under_way_stand_beside_the_contract_they_renew(enter, yinghai):
    contract = expiring(yinghai, 10)
    talks = bargaining.talks(contract.enterprise, renews=contract)

    row = enter("chair", yinghai).get(PAGE).context["page"][0]

    assert row.following == talks


def test_a_calendar_program_reads_one_entry_a_contract(enter, yinghai):
    contract = expiring(yinghai, 40, number="工资〔2015〕1号" + "长" * 30)
    client = enter("chair", yinghai)

    answer = client.get("/bargaining/contracts/expiry/contracts.ics?on=2015-12-31")

    lines = answer.content.decode().split("\r\n")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert max(len(line.encode()) for line in lines) <= 75
    unfolded = answer.content.decode().replace("\r\n ", "").split("\r\n")
    assert [line for line in unfolded if line.startswith(("UID", "DTSTART", "SUMMARY"))] == [
        f"UID:contract-{contract.pk}@union-portal",
        "DTSTART;VALUE=DATE:20160209",
        f"SUMMARY:{contract.number} 到期",
    ]


def test_thirty_contracts_are_listed_with_the_queries_of_one(enter, yinghai):
    client = enter("chair", yinghai)

    def queries(count):
        for _ in range(count):
            bargaining.talks(expiring(yinghai, 10).enterprise, renews=Contract.objects.latest("pk"))
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            shown = len(client.get(PAGE).context["page"].object_list)
        return shown, len(asked)

    (few, first), (many, second) = queries(1), queries(29)

    assert (few, many, first) == (1, 30, second)


def test_a_station_worker_has_no_calendar(enter, yinghai):
    page(enter("worker", yinghai).get(PAGE), 403)
