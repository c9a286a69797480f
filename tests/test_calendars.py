"""Time limits: the worked examples of domain.md §0.3, CA-01, CA-09 and CA-20."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from union_portal import calendars, parameters
from union_portal.calendars import RollPolicy, Unit
from union_portal.parameters.models import WorkCalendar

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(1)
days = st.dates(dt.date(2015, 1, 1), dt.date(2026, 10, 31))


@pytest.fixture(autouse=True)
def fresh_rules():
    parameters.forget()
    yield
    parameters.forget()


def on(text):
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("start", "n", "raw", "rolled"),
    [
        ("2026-04-24", 10, "2026-05-04", "2026-05-06"),
        ("2026-09-21", 10, "2026-10-01", "2026-10-08"),
        ("2026-02-09", 7, "2026-02-16", "2026-02-24"),
        ("2026-01-30", 20, "2026-02-19", "2026-02-24"),
        ("2026-03-02", 15, "2026-03-17", "2026-03-17"),
    ],
)
def test_a_period_that_ends_on_a_rest_day_ends_on_the_next_working_day(start, n, raw, rolled):
    assert calendars.add_days(on(start), n) == on(raw)
    assert calendars.deadline(on(start), n, Unit.CALENDAR_DAY, RollPolicy.NONE) == on(raw)
    assert calendars.deadline(on(start), n) == on(rolled)


@pytest.mark.parametrize(
    ("start", "n", "due"), [("2026-02-12", 3, "2026-02-24"), ("2026-04-27", 15, "2026-05-20")]
)
def test_working_days_include_weekends_worked_in_exchange(start, n, due):
    assert calendars.deadline(on(start), n, Unit.WORKING_DAY) == on(due)
    assert calendars.working_days_between(on(start), on(due)) == n


def test_silence_takes_effect_on_the_day_after_the_period():
    assert calendars.effective_on(on("2026-03-02"), 15) == on("2026-03-18")


def test_a_month_without_the_day_ends_the_period_on_its_last():
    assert calendars.add_months(on("2024-02-29"), 12) == on("2025-02-28")
    assert calendars.deadline(on("2024-02-29"), 1, Unit.YEAR) == on("2025-02-28")
    assert calendars.deadline(on("2026-08-31"), 1, Unit.MONTH) == on("2026-09-30")


def test_a_contract_of_three_years_ends_the_day_before_and_may_be_renewed_three_months_earlier():
    expires = calendars.term_end(on("2024-05-01"), 36)

    assert expires == on("2027-04-30")
    assert calendars.add_months(expires, -3) == on("2027-01-30")


def test_the_fifth_of_the_month_rolls_as_the_monthly_report_does():
    dues = [calendars.roll(dt.date(2026, month, 5)) for month in range(2, 13)]

    assert [f"{due:%m-%d}" for due in dues] == [
        "02-05", "03-05", "04-07", "05-06", "06-05", "07-06", "08-05", "09-07", "10-08", "11-05", "12-07",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("code", "start", "due"),
    [
        ("offer_answer", "2026-01-30", "2026-02-24"),
        ("contract_filing", "2026-04-24", "2026-05-06"),
        ("wage_filing", "2026-02-09", "2026-02-24"),
        ("mediation_acceptance", "2026-02-12", "2026-02-24"),
        ("authority_reply", "2026-04-27", "2026-05-20"),
        ("limitation", "2026-02-28", "2027-03-01"),
    ],
)
def test_a_deadline_follows_the_rule_in_force_when_it_began(code, start, due):
    assert calendars.rule_deadline(code, on(start)) == on(due)


def test_the_year_2026_is_the_state_councils():
    year = [dt.date(2026, 1, 1) + n * DAY for n in range(365)]
    worked = {f"{day:%m-%d}" for day in year if day.weekday() > 4 and calendars.is_working_day(day)}

    assert worked == {"01-04", "02-14", "02-28", "05-09", "09-20", "10-10"}


def test_a_year_without_a_notice_counts_by_the_week_and_says_so():
    assert calendars.is_working_day(on("2027-10-01"))
    assert calendars.calendar_warnings(on("2026-12-01"), on("2028-01-01")) == [
        "缺少2027年节假日安排，期限计算可能不准",
        "缺少2028年节假日安排，期限计算可能不准",
    ]
    assert calendars.calendar_warnings(on("2004-01-01"), on("2026-12-31")) == []


def test_a_saved_day_counts_at_once_and_new_years_day_alone_is_no_notice():
    WorkCalendar.objects.create(day=on("2027-01-01"), is_workday=False)
    assert not calendars.is_working_day(on("2027-01-01"))
    assert calendars.calendar_warnings(on("2027-01-01"), on("2027-01-01")) != []

    WorkCalendar.objects.create(day=on("2027-10-01"), is_workday=False)
    assert calendars.calendar_warnings(on("2027-01-01"), on("2027-01-01")) == []

    WorkCalendar.objects.get(day=on("2027-01-01")).delete()
    assert calendars.is_working_day(on("2027-01-01"))


def test_the_calendar_is_read_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        for n in range(100):
            calendars.deadline(on("2026-01-01"), n, Unit.WORKING_DAY)


def test_the_contact_day_is_the_second_thursday():
    def year(number):
        return " ".join(f"{calendars.second_thursday(number, month):%m-%d}" for month in range(1, 13))

    assert calendars.second_thursday(2018, 10) == on("2018-10-11")
    assert year(2026) == "01-08 02-12 03-12 04-09 05-14 06-11 07-09 08-13 09-10 10-08 11-12 12-10"
    assert year(2027) == "01-14 02-11 03-11 04-08 05-13 06-10 07-08 08-12 09-09 10-14 11-11 12-09"


def test_the_contact_day_was_a_day_off_twice():
    months = [(n // 12, n % 12 + 1) for n in range(2018 * 12 + 9, 2027 * 12)]
    contact_days = [calendars.second_thursday(*month) for month in months]

    off = [day for day in contact_days if not calendars.is_working_day(day)]

    assert off == [on("2020-10-08"), on("2021-02-11")]


@pytest.mark.parametrize(
    ("kind", "birth", "retires"),
    [
        ("M60", "1964-12-31", "2024-12-31"),
        ("M60", "1965-01-01", "2025-02-01"),
        ("M60", "1965-05-10", "2025-07-10"),
        ("M60", "1976-09-01", "2039-09-01"),
        ("M60", "1990-08-31", "2053-08-31"),
        ("F55", "1970-01-15", "2025-02-15"),
        ("F50", "1975-03-01", "2025-05-01"),
        ("F50", "1984-11-01", "2039-11-01"),
        ("F50", "1960-02-29", "2010-02-28"),
    ],
)
def test_retirement_is_delayed_by_the_month_of_birth(kind, birth, retires):
    assert calendars.retirement_date(on(birth), kind) == on(retires)


def day_by_day(start):
    """The slow reference: the table's own rows, else Monday to Friday."""
    rows = WorkCalendar.objects.filter(day__range=(start, start + 200 * DAY))
    table = dict(rows.values_list("day", "is_workday"))
    return lambda day: table.get(day, day.isoweekday() not in (6, 7))


@given(days, st.integers(0, 60))
@settings(max_examples=200, deadline=None)
def test_working_days_equal_a_count_day_by_day(start, n):
    worked = day_by_day(start)
    day, left = start, n
    while left:
        day += DAY
        left -= worked(day)

    assert calendars.deadline(start, n, Unit.WORKING_DAY) == day


@given(days, st.integers(0, 60))
@settings(max_examples=200, deadline=None)
def test_calendar_days_equal_a_count_day_by_day(start, n):
    worked = day_by_day(start)
    day = start
    for _ in range(n):
        day += DAY
    while not worked(day):
        day += DAY

    assert calendars.deadline(start, n) == day
    assert calendars.effective_on(start, n) == day + DAY


@given(days, st.integers(1, 60))
@settings(max_examples=100, deadline=None)
def test_counting_back_undoes_counting_forward_between_working_days(start, n):
    start = calendars.roll(start)

    assert calendars.add_working_days(calendars.add_working_days(start, n), -n) == start
