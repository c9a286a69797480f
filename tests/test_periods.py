"""Periods are half-open; people type and read both days."""

import datetime as dt
from itertools import pairwise

import pytest
from django.db.models import Q
from hypothesis import given
from hypothesis import strategies as st

from union_portal import periods
from union_portal.periods import Kind

days = st.dates(dt.date(1990, 1, 1), dt.date(2090, 12, 31))
years = st.integers(1950, 2090)
whole = st.one_of(
    years.map(periods.year),
    years.map(periods.acftu_year),
    st.builds(periods.month, years, st.integers(1, 12)),
    st.builds(periods.quarter, years, st.integers(1, 4)),
    st.builds(lambda first, more: periods.term(first, first + more), years, st.integers(1, 9)),
)
custom = st.builds(lambda a, b: periods.custom(min(a, b), max(a, b)), days, days)


@pytest.mark.parametrize(
    ("period", "start", "last", "label"),
    [
        (periods.year(2015), "2015-01-01", "2015-12-31", "2015年全年"),
        (periods.month(2015, 3), "2015-03-01", "2015-03-31", "2015年3月"),
        (periods.month(2015, 12), "2015-12-01", "2015-12-31", "2015年12月"),
        (periods.quarter(2015, 4), "2015-10-01", "2015-12-31", "2015年第四季度"),
        (periods.term(2011, 2015), "2011-01-01", "2015-12-31", "2011—2015年"),
        (
            periods.acftu_year(2014),
            "2013-10-01",
            "2014-09-30",
            "2014统计年度（2013年10月1日～2014年9月30日）",
        ),
        (
            periods.custom(dt.date(2011, 10, 1), dt.date(2016, 9, 30)),
            "2011-10-01",
            "2016-09-30",
            "2011年10月1日～2016年9月30日",
        ),
    ],
)
def test_a_period_has_its_days_and_a_chinese_label(period, start, last, label):
    assert (str(period.start), str(period.last_day), str(period)) == (start, last, label)


@pytest.mark.parametrize(
    ("code", "kind", "period"),
    [
        ("2015", None, periods.year(2015)),
        ("2015", "CAL_YEAR", periods.year(2015)),
        ("2015", "ACFTU_YEAR", periods.acftu_year(2015)),
        ("2015统计年度", None, periods.acftu_year(2015)),
        ("2011-2015", None, periods.term(2011, 2015)),
        ("2015-03", None, periods.month(2015, 3)),
        ("2015Q1", None, periods.quarter(2015, 1)),
        (" 2015-q4 ", "QUARTER", periods.quarter(2015, 4)),
        ("2014-10-01~2015-09-30", None, periods.custom(dt.date(2014, 10, 1), dt.date(2015, 9, 30))),
    ],
)
def test_the_command_line_names_a_period(code, kind, period):
    assert periods.parse(code, kind) == period


def test_a_custom_period_is_typed_with_both_its_days():
    five_years = periods.custom(dt.date(2011, 10, 1), dt.date(2016, 9, 30))

    assert periods.parse(kind="CUSTOM", start="2011-10-01", last="2016-09-30") == five_years
    assert periods.parse("2016", start=dt.date(2011, 10, 1), last=dt.date(2016, 9, 30)) == five_years


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ("2015-13",),
            "统计期“2015-13”无法识别，应写作2015、2015统计年度、2015-03、2015Q1、2011-2015、2014-10-01~2015-09-30",
        ),
        (("２０１５",), "无法识别"),
        (("0000",), "无法识别"),
        (("2015-2011",), "届期的首年2015应早于末年2011"),
        (("2015", "MONTH"), "统计期“2015”无法识别，应写作2015-03"),
        (("2015", "WEEK"), "统计期类型“WEEK”无法识别"),
        (("", "CUSTOM", "2015-01-01", None), "应同时给出开始日期和结束日期"),
        (("2015", "MONTH", "2015-01-01", "2015-01-31"), "类型应为CUSTOM"),
        (("", "CUSTOM", "2015-02-01", "2015-01-31"), "开始日期2015-02-01不能晚于结束日期2015-01-31"),
        (("", "CUSTOM", "2015-02-30", "2015-03-31"), "日期“2015-02-30”无效，应写作2015-03-31"),
        (("2015-02-30~2015-03-31",), "日期“2015-02-30”无效"),
        (("", "CUSTOM", "2015-02-01", "9999-12-31"), "日期“9999-12-31”无效"),
    ],
)
def test_a_period_that_cannot_be_read_is_refused_in_chinese(arguments, message):
    with pytest.raises(ValueError, match=message):
        periods.parse(*arguments)


@pytest.mark.parametrize(
    ("period", "previous", "last_year"),
    [
        (periods.year(2015), periods.year(2014), periods.year(2014)),
        (periods.acftu_year(2015), periods.acftu_year(2014), periods.acftu_year(2014)),
        (periods.month(2015, 1), periods.month(2014, 12), periods.month(2014, 1)),
        (periods.quarter(2015, 1), periods.quarter(2014, 4), periods.quarter(2014, 1)),
        (
            periods.custom(dt.date(2011, 10, 1), dt.date(2016, 9, 30)),
            periods.custom(dt.date(2006, 10, 1), dt.date(2011, 9, 30)),
            periods.custom(dt.date(2010, 10, 1), dt.date(2015, 9, 30)),
        ),
        (
            periods.custom(dt.date(2024, 2, 10), dt.date(2024, 2, 29)),
            periods.custom(dt.date(2024, 1, 21), dt.date(2024, 2, 9)),
            periods.custom(dt.date(2023, 2, 10), dt.date(2023, 2, 28)),
        ),
    ],
)
def test_a_period_knows_the_ones_it_is_compared_with(period, previous, last_year):
    assert (period.previous, period.same_last_year) == (previous, last_year)


@given(whole | custom)
def test_a_code_and_kind_give_the_period_back(period):
    assert periods.parse(period.code, period.kind) == period


@given(whole | custom)
def test_the_previous_period_ends_where_this_one_starts(period):
    assert period.previous.end == period.start
    assert period.previous.kind == period.kind


@given(years)
def test_months_and_quarters_tile_the_year(number):
    months = [periods.month(number, n) for n in range(1, 13)]
    quarters = [periods.quarter(number, n) for n in range(1, 5)]

    for parts in (months, quarters):
        assert all(before.end == after.start for before, after in pairwise(parts))
        assert (parts[0].start, parts[-1].end) == (periods.year(number).start, periods.year(number).end)


@given(days, st.integers(-600, 600))
def test_months_added_keep_the_day_or_end_the_month(day, months):
    moved = periods.add_months(day, months)

    assert (moved.year - day.year) * 12 + moved.month - day.month == months
    assert moved.day == day.day or (moved.day < day.day and (moved + dt.timedelta(1)).day == 1)


def test_events_lie_in_a_period_and_stock_is_open_on_a_day():
    period = periods.month(2015, 3)
    first, last, next_day = dt.date(2015, 3, 1), dt.date(2015, 3, 31), dt.date(2015, 4, 1)

    assert period.covers("joined_on") == Q(joined_on__gte=first, joined_on__lt=next_day)
    assert period.before("joined_on") == Q(joined_on__lt=next_day)
    assert period.ends_with("since", "until") == (Q(until=None) | Q(until__gt=last)) & Q(since__lte=last)
    assert period.begins_with("since", "until") == periods.open_on(dt.date(2015, 2, 28), "since", "until")


def test_every_kind_has_a_chinese_name():
    assert Kind.labels == ["日历年度", "全总统计年度", "月", "季度", "届期", "自定义"]
