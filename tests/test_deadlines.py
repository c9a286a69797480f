"""Every legal deadline, in Python and in the database, equals a walk from day to day (domain.md §0.3).

The reference knows neither: it has the State Council's notices and a calendar on the wall.
"""

import calendar
import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bargaining.models import Talks
from bargaining.models.lawful import answer_due
from disputes.models import SupervisionDocument
from disputes.models.supervision import answer_due as opinion_due
from tests import make
from tests.holidays import DAY, FIRST, LAST, NOTICED, is_worked
from tests.make import bargaining as works
from union_portal import calendars, parameters, periods
from union_portal.calendars import rule_deadline
from union_portal.parameters.models import RuleParameter, WorkCalendar
from union_portal.reporting.compute import compute

pytestmark = pytest.mark.django_db
EVERY_DAY = [FIRST + n * DAY for n in range((LAST - FIRST).days + 1)]
again = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
starts = st.dates(FIRST, LAST)


def on(text):
    return dt.date.fromisoformat(text)


# --- the reference


def walked(start: dt.date, term: dict) -> dt.date:
    """The day a period of `term` ends that begins after `start`: tear off a leaf, cross it off."""
    day, left, unit = start, term["n"], term.get("unit", "CALENDAR_DAY")
    if unit == "WORKING_DAY":
        while left:
            day += DAY
            left -= is_worked(day)
        return day
    if unit == "CALENDAR_DAY":
        while left:
            day += DAY
            left -= 1
    else:
        day = same_day(start, left * {"MONTH": 1, "YEAR": 12}[unit])
    if term.get("roll_policy", "FORWARD") == "FORWARD":
        while not is_worked(day):
            day += DAY
    return day


def same_day(start: dt.date, months: int) -> dt.date:
    """So many leaves of a month's calendar on: the same number, or the last of a month without it."""
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return dt.date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def terms() -> list[RuleParameter]:
    """Every rule that is a length of time."""
    return [
        rule for rule in RuleParameter.objects.all() if isinstance(rule.value, dict) and "n" in rule.value
    ]


# --- the days


def test_the_calendar_holds_the_notices_of_twelve_years_and_names_them():
    known = {row.day: row for row in WorkCalendar.objects.filter(day__range=(FIRST, LAST))}
    differing = {day: one for day, one in NOTICED.items() if one.worked != (day.isoweekday() < 6)}

    assert {day: row.is_workday for day, row in known.items()} == {
        d: one.worked for d, one in differing.items()
    }
    assert [day for day, row in known.items() if not row.note.endswith(f"（{NOTICED[day].notice}）")] == []


def test_every_day_is_worked_or_not_as_the_notices_say():
    with connection.cursor() as cursor:
        cursor.execute("SELECT day, is_working_day(day) FROM unnest(%s::date[]) day", [EVERY_DAY])
        told = dict(cursor.fetchall())

    assert {day: calendars.is_working_day(day) for day in EVERY_DAY} == {d: is_worked(d) for d in EVERY_DAY}
    assert told == {day: is_worked(day) for day in EVERY_DAY}


# --- worked by hand

EXAMPLES = {
    "合同签字后10日内报送，末日在劳动节": ("contract_filing", "2026-04-24", "2026-05-06"),
    "合同签字后10日内报送，末日在国庆节": ("contract_filing", "2026-09-21", "2026-10-08"),
    "工资协议签字后7日内报送，末日在春节": ("wage_filing", "2026-02-09", "2026-02-24"),
    "工资协议签字后10日逾期": ("wage_filing_overdue", "2015-02-09", "2015-02-25"),
    "收到要约20日内答复，末日在春节": ("offer_answer", "2026-01-30", "2026-02-24"),
    "收到要约20日内答复，末日是调休上班的星期日": ("offer_answer", "2015-01-26", "2015-02-15"),
    "审查15日": ("filing_review", "2026-03-02", "2026-03-17"),
    "审查15日，末日是星期日": ("filing_review", "2015-03-07", "2015-03-23"),
    "审查15日，末日在抗战胜利纪念日": ("filing_review", "2015-08-19", "2015-09-06"),
    "中止60日": ("suspension", "2015-03-25", "2015-05-25"),
    "工资协议生效后5日内公布": ("wage_publication", "2015-09-28", "2015-10-08"),
    "终止后10日内报送": ("contract_end_filing", "2015-12-22", "2016-01-04"),
    "协商争议30日内处理": ("talks_dispute", "2019-04-01", "2019-05-05"),
    "协商争议延长15日": ("talks_dispute_extension", "2020-01-16", "2020-02-03"),
    "调解申请3个工作日内受理，跨春节调休": ("mediation_acceptance", "2026-02-12", "2026-02-24"),
    "建议书15个工作日内告知结果": ("authority_reply", "2026-04-27", "2026-05-20"),
    "意见书15日内答复": ("supervision_answer", "2016-09-16", "2016-10-08"),
    "要求协商5日内答复": ("negotiation_answer", "2015-04-29", "2015-05-04"),
    "受理后15日内结束调解": ("mediation", "2015-06-05", "2015-06-23"),
    "一站式调解延长15日": ("mediation_extension", "2017-09-22", "2017-10-09"),
    "收到调解申请15日后可申请仲裁": ("arbitration_open", "2018-02-05", "2018-02-22"),
    "调解协议生效15日内申请审查": ("arbitration_review_request", "2024-02-01", "2024-02-18"),
    "仲裁时效一年": ("limitation", "2015-02-28", "2016-02-29"),
    "仲裁时效一年，2月29日起": ("limitation", "2024-02-29", "2025-02-28"),
    "仲裁裁决45日": ("arbitration_award", "2021-08-20", "2021-10-08"),
    "收到裁决15日内起诉": ("court_action", "2023-09-20", "2023-10-07"),
    "收到裁决30日内申请撤销": ("award_annulment", "2022-01-04", "2022-02-07"),
    "仲裁委5日内决定受理": ("arbitration_acceptance", "2016-06-06", "2016-06-12"),
    "副本5日内送达": ("arbitration_service", "2016-02-01", "2016-02-06"),
    "收到副本10日内答辩": ("arbitration_defence", "2019-09-26", "2019-10-08"),
    "裁决延长15日": ("arbitration_award_extension", "2022-09-19", "2022-10-08"),
    "裁员前30日说明": ("layoff_explanation", "2025-01-02", "2025-02-05"),
    "解除合同前5个工作日通知工会": ("dismissal_notice", "2026-09-17", "2026-09-23"),
    "开业后6个月内建会": ("unionization_due", "2015-08-31", "2016-02-29"),
}
"""What the law counts, from which day, and the last day of it, looked up on the calendar by hand."""


@pytest.mark.parametrize("why", EXAMPLES)
def test_a_deadline_worked_by_hand(why):
    code, start, due = EXAMPLES[why]

    assert rule_deadline(code, on(start)) == on(due)
    assert in_sql(code, [on(start)]) == {on(start): on(due)}
    assert walked(on(start), parameters.value(code, on(start))) == on(due)


ELSEWHERE = {
    *("reelection_delay", "chair_vacancy", "chair_candidate_notice", "congress_interval"),
    *("congress_matters_notice", "transfer_reminder", "deemed_withdrawal", "household_review"),
    *("household_notice", "migrant_worker_employment", "rights_request", "levy_window", "headcount_check"),
    "claim_days",
}
"""Lengths that are not of bargaining or of disputes."""
BEFORE = {"wage_information", "contract_renewal_window", "wage_renewal_window"}
"""Lengths counted back from a day."""


def test_there_is_an_example_of_every_length_of_bargaining_and_disputes():
    assert {code for code, _, _ in EXAMPLES.values()} == {rule.code for rule in terms()} - ELSEWHERE - BEFORE


# --- every length from every day


def in_sql(code: str, days: list[dt.date]) -> dict[dt.date, dt.date]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT day, legal_deadline(%s, day) FROM unnest(%s::date[]) day", [code, days])
        return dict(cursor.fetchall())


def in_force(rule: RuleParameter) -> list[dt.date]:
    return [day for day in EVERY_DAY if (rule.since or FIRST) <= day < (rule.until or dt.date.max)]


def test_every_deadline_from_every_day_of_twelve_years_equals_a_walk_from_day_to_day():
    for rule in terms():
        found = {day: rule_deadline(rule.code, day, rule.scope_division) for day in in_force(rule)}
        assert found == {day: walked(day, rule.value) for day in in_force(rule)}, rule


def test_every_length_from_every_day_of_twelve_years_is_the_same_in_the_database():
    """Rules of equal length are asked once."""
    lengths = {(str(rule.value), rule.since, rule.until): rule for rule in terms()}
    for rule in lengths.values():
        days = in_force(rule)
        assert in_sql(rule.code, days) == {day: walked(day, rule.value) for day in days}, rule


# --- what rests on them


@pytest.fixture
def firm(yinghai):
    return make.enterprise(yinghai, eligible=("bargain",))


@again
@given(received=starts)
def test_silence_takes_effect_on_the_day_after_the_walk(firm, received):
    contract = make.contract(firm, signed_on=received, effective_on=None, expires_on=received + 999 * DAY)
    works.filing(contract, submitted_on=received, received_on=received)
    contract.refresh_from_db()

    assert contract.effective_on == walked(received, {"n": 15}) + DAY


@again
@given(received=starts, after=st.integers(-2, 2))
def test_an_answer_is_in_time_until_the_day_of_the_walk(district, firm, received, after):
    due = walked(received, {"n": 20})
    talks = works.talks(firm, offered_on=received, received_on=received)
    assert answer_due(talks) == due
    Talks.objects.filter(pk=talks.pk).update(
        answered_on=due + after * DAY, answer="agreed", answer_reason="公章外出" if after > 0 else ""
    )

    counted = shares("BAR25", received, due + 9 * DAY, district)

    talks.delete()
    assert counted == (after <= 0, 1)


@again
@given(signed=starts, after=st.integers(-2, 2))
def test_a_filing_is_in_time_until_the_day_of_the_walk(district, firm, signed, after):
    due = walked(signed, {"n": 10})
    filed = due + after * DAY
    contract = make.contract(firm, "comprehensive", signed_on=signed, filed_on=filed,
                             effective_on=filed, expires_on=signed + 999 * DAY)  # fmt: skip

    counted = shares("BAR26", signed, due + 9 * DAY, district)

    contract.delete()
    assert counted == (after <= 0, 1)


def shares(code, first, last, unit) -> tuple:
    found = compute(periods.custom(first, last), [code])[unit.path][code]
    return found.numerator, found.denominator


@again
@given(since=starts)
def test_a_pause_ends_within_sixty_leaves_of_the_calendar(firm, since):
    talks = works.talks(firm, offered_on=since)
    with pytest.raises(IntegrityError), transaction.atomic():
        works.pause(talks, since=since, limit=since + 61 * DAY)

    assert works.pause(talks, since=since, limit=since + 60 * DAY).pk


def test_an_opinion_is_answered_by_the_day_of_the_walk():
    due = {day: opinion_due(SupervisionDocument.Kind.OPINION, day) for day in EVERY_DAY}

    assert due == {day: walked(day, {"n": 15}) for day in EVERY_DAY}
