"""Figures of the levy, of talks and of congresses where a day decides."""

import datetime as dt
from decimal import Decimal
from functools import partial

import pytest

from tests.cases.organising import federation, payer, silent, talked
from tests.cases.scenes import covered, democratic, firm
from tests.make import FOUNDED, organising
from tests.test_indicators_organising import DAY, LAST, SPRING, parts, value
from union_portal import periods


@pytest.mark.parametrize(("after", "counts"), [(-1, 0), (0, 1), (90, 1), (91, 0)])
def test_a_union_is_put_down_to_talks_within_ninety_days_before(yinghai, after, counts):
    talked(yinghai, SPRING, after)
    assert value("COM05", yinghai) == counts


@pytest.mark.parametrize(("held_on", "share"), [(dt.date(2015, 6, 30), 0), (dt.date(2015, 7, 1), 100)])
def test_of_the_congresses_alive_those_that_met_in_the_period(yinghai, held_on, share):
    democratic(yinghai, held_on=held_on)
    assert value("DEM09", yinghai, periods.quarter(2015, 3)) == share


def paid(org, **fields):
    """An enterprise under a union, and a payment of its."""
    enterprise = covered(org)
    fields = {"paid_on": fields["month"], "decision": "matched", "decided_on": FOUNDED} | fields
    organising.levy(org, enterprise=enterprise, **fields)


@pytest.mark.parametrize(
    ("day", "month", "owes"),
    [
        (dt.date(2015, 4, 15), dt.date(2015, 2, 1), 0),
        (dt.date(2015, 4, 16), dt.date(2015, 2, 1), 1),
        (dt.date(2015, 4, 16), dt.date(2015, 3, 1), 0),
        (dt.date(2015, 3, 16), dt.date(2015, 1, 1), 0),
        (dt.date(2015, 3, 17), dt.date(2015, 1, 1), 1),
        (dt.date(2026, 7, 31), dt.date(2026, 5, 1), 0),
        (dt.date(2026, 8, 1), dt.date(2026, 5, 1), 1),
    ],
    ids=str,
)
def test_the_month_before_is_owed_from_the_day_after_the_fifteenth(yinghai, day, month, owes):
    """15 March 2015 was a Sunday; since May 2026 no law names a day, and the month's end is taken."""
    paid(yinghai, month=month)
    assert value("FIN03", yinghai, periods.custom(day, day)) == owes


def test_a_union_founded_within_the_month_owes_nothing_for_it(yinghai):
    covered(yinghai, dt.date(2015, 11, 2))
    assert value("FIN03", yinghai) == 0


def test_money_that_came_in_later_is_still_owed_on_the_day(yinghai):
    paid(yinghai, month=dt.date(2015, 11, 1), paid_on=dt.date(2016, 1, 4))
    on = {day: value("FIN03", yinghai, periods.custom(day, day)) for day in (LAST, dt.date(2016, 1, 5))}
    assert list(on.values()) == [1, 0]


def test_a_payer_listed_in_twelve_months_is_one(district, yinghai, caiyu):
    for month in range(1, 12):
        organising.levy(yinghai, month=dt.date(2015, month, 1), paid_on=None, payer_code="91110115MA00000001")
    organising.levy(caiyu, month=dt.date(2015, 12, 1), paid_on=None, payer_code="91110115MA00000001")

    assert [value("FIN01", unit) for unit in (yinghai, caiyu, district)] == [0, 1, 1]


def test_a_match_counts_from_the_day_it_was_decided(yinghai):
    payer(yinghai, SPRING, known=False)
    organising.levy(
        yinghai, paid_on=SPRING, enterprise=firm(yinghai), decision="matched", decided_on=LAST + DAY
    )

    assert [parts("ORG25", yinghai), value("ORG26", yinghai)] == [(0, 2), 0]


def test_a_payer_of_another_district_is_none_of_ours(yinghai):
    organising.levy(yinghai, paid_on=SPRING, decision="foreign", decided_on=SPRING)
    assert [value("FIN01", yinghai), value("ORG25", yinghai)] == [0, None]


def test_silent_unions_and_payers_without_one_are_told_apart(yinghai):
    silent(yinghai)
    silent(yinghai, paid=SPRING)
    payer(yinghai, SPRING)

    assert [value(code, yinghai) for code in ("ORG26", "ORG27", "FIN01")] == [1, 1, 2]


def test_levies_are_summed_in_ten_thousands(yinghai):
    for amount in (Decimal("12345.60"), Decimal("7654.40")):
        organising.levy(yinghai, paid_on=SPRING, amount=amount)
    assert value("FIN02", yinghai) == 2


def test_federations_are_counted_by_level(yinghai):
    make_one = partial(federation, yinghai, FOUNDED)
    make_one(level="township", kind="regional"), make_one(level="township"), make_one(level="city")

    assert [value(code, yinghai) for code in ("ORG14", "ORG15", "ORG16")] == [1, 0, 2]
