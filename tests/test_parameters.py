"""Legal numbers are rows with dates; the number of the day of the event counts."""

import datetime as dt
from collections import Counter

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from union_portal import parameters
from union_portal.parameters.models import RuleParameter, WorkCalendar

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def fresh_rules():
    parameters.forget()
    yield
    parameters.forget()


def row(code="test", since=None, until=None, scope="", value=1):
    return RuleParameter(
        code=code, name="试验", scope_division=scope, value=value, since=since, until=until, source="试验"
    )


@pytest.mark.parametrize(
    ("code", "day", "value"),
    [
        ("minimum_wage_month", dt.date(2015, 3, 31), 1560),
        ("minimum_wage_month", dt.date(2015, 4, 1), 1720),
        ("minimum_wage_month", dt.date(2026, 11, 21), 2540),
        ("minimum_wage_hour", dt.date(2013, 6, 1), "8.05"),
        ("dibao_line", dt.date(2021, 5, 18), 1170),
        ("dismissal_notice", dt.date(2026, 4, 30), {"n": 0, "unit": "WORKING_DAY"}),
        ("dismissal_notice", dt.date(2026, 5, 1), {"n": 5, "unit": "WORKING_DAY"}),
        ("women_committee", dt.date(2015, 12, 31), {"count": "female_employees", "at_least": 25}),
        ("women_committee", dt.date(2026, 5, 1), {"count": "female_members", "at_least": 10}),
        ("union_committee_members", dt.date(1999, 1, 1), 25),
        ("contact_day", dt.date(2018, 10, 11), {"week": 2, "weekday": 4}),
    ],
)
def test_the_value_is_that_of_the_day(code, day, value):
    assert parameters.value(code, day) == value


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("minimum_wage_month", dt.date(2012, 12, 31)),
        ("minimum_wage_part_time_holiday_hour", dt.date(2018, 1, 1)),
        ("dibao_line", dt.date(2026, 1, 1)),
        ("low_income_line", dt.date(2015, 1, 1)),
    ],
)
def test_a_number_nobody_knows_is_not_made_up(code, day):
    with pytest.raises(parameters.Missing, match=f"参数“{code}”在{day}没有生效的取值"):
        parameters.value(code, day)


def test_what_is_known_from_memory_is_not_verified():
    assert parameters.rule("filing_review", dt.date(2015, 1, 1)).verified
    assert parameters.rule("dibao_line", dt.date(2021, 5, 18)).verified
    assert not parameters.rule("dibao_line", dt.date(2015, 5, 18)).verified
    assert not parameters.rule("minimum_wage_month", dt.date(2015, 5, 18)).verified
    assert not parameters.rule("report_due_day", dt.date(2015, 5, 18)).verified


def test_the_narrowest_scope_wins():
    day = dt.date(2015, 1, 1)
    for scope, value in [("", 1), ("110000", 2), ("110115", 3)]:
        row(scope=scope, value=value).save()

    values = [parameters.value("test", day, scope) for scope in ("", "110106", "110115", "440000")]

    assert values == [1, 2, 3, 1]


def test_all_rules_are_read_in_one_query_until_one_is_saved(django_assert_num_queries):
    day = dt.date(2015, 1, 1)
    with django_assert_num_queries(1):
        parameters.value("offer_answer", day)
        parameters.value("suspension", day)
    added = row()
    added.save()

    with django_assert_num_queries(1):
        assert parameters.value("test", day) == 1

    added.delete()
    with pytest.raises(parameters.Missing):
        parameters.value("test", day)


def test_two_values_of_one_day_are_refused_by_form_and_database():
    row(since=dt.date(2015, 1, 1), until=dt.date(2016, 1, 1)).save()
    overlapping = row(since=dt.date(2015, 12, 31))

    with pytest.raises(ValidationError, match="参数“test”的有效期与已有记录重叠"):
        overlapping.full_clean()
    with pytest.raises(IntegrityError, match="rule_one_value_a_day"), transaction.atomic():
        overlapping.save()


def test_adjoining_days_other_scopes_and_other_codes_do_not_clash():
    row(since=dt.date(2015, 1, 1), until=dt.date(2016, 1, 1)).save()
    for other in (
        row(since=dt.date(2016, 1, 1)),
        row(until=dt.date(2015, 1, 1)),
        row(scope="110115"),
        row(code="test2"),
    ):
        other.full_clean()
        other.save()


def test_a_value_ends_after_it_begins():
    with pytest.raises(ValidationError, match="失效日期应晚于生效日期"):
        row(since=dt.date(2015, 1, 1), until=dt.date(2015, 1, 1)).full_clean()


def test_the_calendar_holds_only_days_that_differ_from_the_week():
    days = WorkCalendar.objects.values_list("day", "is_workday", "note")
    count = Counter(day.year for day, *_ in days)

    assert all(worked != (day.weekday() < 5) and note for day, worked, note in days)
    assert (min(count), max(count)) == (2004, 2026)
    assert count[2026] == 25
    assert str(WorkCalendar.objects.get(day=dt.date(2026, 2, 14))) == "2026-02-14上班"
