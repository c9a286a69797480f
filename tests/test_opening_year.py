"""Which year a page opens with when nobody has asked for one."""

import datetime as dt

import pytest

from tests import make
from tests.make import bargaining
from union_portal import periods
from union_portal.reporting.catalogue import CATALOGUE
from union_portal.reporting.store import store
from union_portal.reporting.years import best_year, years

pytestmark = pytest.mark.django_db


def test_a_year_in_which_nothing_has_happened_yet_does_not_hide_the_one_before(yinghai):
    make.enterprise(yinghai, unionized_on=dt.date(2015, 3, 1))
    for number in (2014, 2015, 2016):
        store(periods.year(number))

    assert best_year() == periods.year(2015)


def test_the_first_event_of_a_new_year_opens_it(yinghai):
    make.enterprise(yinghai, unionized_on=dt.date(2015, 3, 1))
    make.enterprise(yinghai, unionized_on=dt.date(2016, 1, 4))
    for number in (2015, 2016):
        store(periods.year(number))

    assert best_year() == periods.year(2016)


def test_talks_begun_since_do_not_hide_the_year_of_the_work(yinghai):
    enterprise = make.enterprise(yinghai, unionized_on=dt.date(2015, 3, 1))
    bargaining.talks(enterprise, offered_on=dt.date(2016, 5, 3))
    for number in (2015, 2016):
        store(periods.year(number))

    assert best_year() == periods.year(2015)


def test_years_of_work_are_offered_and_the_present_one(yinghai):
    make.enterprise(yinghai, unionized_on=dt.date(2015, 3, 1))
    for number in (2014, 2015, 2016):
        store(periods.year(number))

    assert years() == [periods.year(dt.date.today().year), periods.year(2015)]


def test_before_anything_has_happened_the_latest_computed_year_is_as_good_as_any(yinghai):
    store(periods.year(2015))

    assert best_year() == periods.year(2015)


def test_a_definition_calls_other_indicators_by_name():
    assert CATALOGUE["BAR15"].reading == "工资专项覆盖企业 ∩ 符合协商条件企业 / 符合协商条件企业"
    assert "HON01–04" in CATALOGUE["HON05"].reading
