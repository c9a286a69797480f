"""Cadres' duties by period: kept or missed, and one line to register what was done."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.models import DutyDone
from tests import make
from tests.make import organising
from tests.registers import page
from union_portal import periods
from union_portal.reporting.compute import compute

ADDRESS = "/enterprises/duties/kept/?year=2015"


def quarter(org, number=1, **fields):
    first = dt.date(2015, 3 * number - 2, 1)
    last = periods.quarter(2015, number).last_day
    return organising.duty_term(org, starts_on=first, ends_on=last, **fields)


def cells(client):
    return [
        [(term.times, code) for term, code, *_ in line] for _, line, _ in client.get(ADDRESS).context["lines"]
    ]


def test_a_period_is_kept_by_as_many_deeds_as_are_owed_within_it(enter, yinghai):
    duty = organising.duty(yinghai)
    terms = [quarter(yinghai, number, duty=duty, owed=2) for number in (1, 2, 3)]
    for term, on in ((0, "2015-02-01"), (0, "2015-03-31"), (1, "2015-05-01"), (1, "2015-07-01")):
        organising.duty_done(yinghai, term=terms[term], on=dt.date.fromisoformat(on))

    assert cells(enter("chair", yinghai)) == [[(2, "kept"), (1, "missed"), (0, "missed")]]


def test_a_period_that_still_runs_is_not_missed(enter, yinghai):
    today = dt.date.today()
    last = today.replace(month=12, day=31)
    organising.duty_term(yinghai, starts_on=today.replace(month=1, day=1), ends_on=last)

    (line,) = enter("chair", yinghai).get("/enterprises/duties/kept/").context["lines"]

    assert [code for _, code, *_ in line[1]] == ["open"]


def test_the_page_and_the_indicator_count_the_same_periods(enter, district, yinghai, caiyu):
    for org in (yinghai, caiyu):
        done = quarter(org)
        quarter(org, 2)
        organising.duty_done(org, term=done, on=dt.date(2015, 2, 1))

    context = enter("organisation", district).get(ADDRESS).context

    value = compute(periods.year(2015), ["TEAM03"])[district.path]["TEAM03"]
    assert (context["kept"], context["due"]) == (value.numerator, value.denominator) == (2, 4)


def typed(term, **fields):
    return {
        "duty": term.duty.pk,
        "key": str(uuid.uuid4()),
        "on": "2015-02-03",
        "subject": "走访重点企业",
    } | fields


def test_one_line_registers_a_deed_in_the_period_of_its_day(enter, yinghai):
    term, firm = quarter(yinghai), make.enterprise(yinghai)
    quarter(yinghai, 2, duty=term.duty)
    client, sent = enter("chair", yinghai), typed(term, enterprise=firm.name)

    for _ in range(2):
        page(client.post(ADDRESS, sent), 302)

    row = DutyDone.objects.get()
    assert (row.term, row.on, row.enterprise, row.subject, row.org) == (
        term, dt.date(2015, 2, 3), firm, "走访重点企业", yinghai,
    )  # fmt: skip
    assert cells(client) == [[(1, "kept"), (0, "missed")]]


def test_a_duty_that_is_new_today_takes_its_first_line_at_once(enter, yinghai):
    duty, today = organising.duty(yinghai, kind="follow_up"), f"{dt.date.today()}"
    sent = {"duty": duty.pk, "key": str(uuid.uuid4()), "on": today, "subject": "回访"}

    page(enter("chair", yinghai).post("/enterprises/duties/kept/", sent), 302)

    assert DutyDone.objects.get().term.duty == duty


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"on": "2014-12-31"}, "2014-12-31没有这项职责的履职周期"),
        ({"subject": ""}, "内容"),
        ({"enterprise": "没有这家"}, "没有找到企业“没有这家”"),
    ],
)
def test_a_line_that_lacks_something_says_what(enter, yinghai, fields, words):
    assert words in page(enter("chair", yinghai).post(ADDRESS, typed(quarter(yinghai), **fields)), 422)
    assert DutyDone.objects.count() == 0


def test_another_township_s_duty_takes_no_line(enter, yinghai, caiyu):
    html = page(enter("chair", yinghai).post(ADDRESS, typed(quarter(caiyu))), 422)

    assert "没有这项职责的履职周期" in html
    assert cells(enter("chair", yinghai)) == []


def test_registering_needs_the_right(enter, district, yinghai):
    page(enter("rights", district).post(ADDRESS, typed(quarter(yinghai))), 403)
    page(enter("auditor", district).get(ADDRESS), 403)


def test_thirty_cadres_are_shown_with_the_queries_of_one(enter, yinghai):
    client = enter("chair", yinghai)

    def queries(number):
        for _ in range(number):
            quarter(yinghai)
        with CaptureQueriesContext(connection) as asked:
            page(client.get(ADDRESS))
        return len(asked)

    queries(1)
    assert queries(1) == queries(28)
