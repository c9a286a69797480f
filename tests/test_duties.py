"""What cadres owe opens by itself, once a period, as often as the norm says."""

import datetime as dt

import pytest

from enterprises.duties import open_terms, term_of
from enterprises.models import DutyTerm
from tests import make
from tests.make import organising
from union_portal.jobs.models import Job
from union_portal.jobs.tasks import nightly, run
from union_portal.parameters.models import RuleParameter

MAY = dt.date(2015, 5, 20)
DAY = dt.timedelta(days=1)


def terms() -> list:
    return list(
        DutyTerm.objects.order_by("duty__kind").values_list("duty__kind", "starts_on", "ends_on", "owed")
    )


@pytest.mark.parametrize(
    ("months", "start", "end"),
    [
        (1, dt.date(2015, 5, 1), dt.date(2015, 5, 31)),
        (3, dt.date(2015, 4, 1), dt.date(2015, 6, 30)),
        (12, dt.date(2015, 1, 1), dt.date(2015, 12, 31)),
    ],
)
def test_periods_are_counted_from_january(months, start, end):
    assert term_of(MAY, months) == (start, end)
    assert [term_of(day, months) for day in (start, end)] == [(start, end)] * 2


def test_each_live_duty_has_the_term_of_its_kind(yinghai, caiyu):
    for kind, org in (("training", yinghai), ("firm", yinghai), ("follow_up", caiyu)):
        organising.duty(org, kind=kind)

    assert open_terms(MAY) == 3

    assert terms() == [
        ("firm", dt.date(2015, 4, 1), dt.date(2015, 6, 30), 1),
        ("follow_up", dt.date(2015, 5, 1), dt.date(2015, 5, 31), 1),
        ("training", dt.date(2015, 1, 1), dt.date(2015, 12, 31), 4),
    ]
    assert {term.org for term in DutyTerm.objects.all()} == {yinghai, caiyu}


def test_opened_twice_there_is_one_and_the_next_month_has_its_own(yinghai):
    organising.duty(yinghai, kind="follow_up")
    opened = [open_terms(day) for day in (MAY, MAY + DAY, dt.date(2015, 6, 1))]
    assert (opened, DutyTerm.objects.count()) == ([1, 0, 1], 2)


@pytest.mark.parametrize(
    ("since", "until", "opens"),
    [(MAY, None, 1), (MAY + DAY, None, 0), (MAY - DAY, MAY, 0), (MAY - DAY, MAY + DAY, 1)],
)
def test_a_duty_that_does_not_hold_opens_nothing(yinghai, since, until, opens):
    organising.duty(yinghai, since=since, until=until)
    assert open_terms(MAY) == opens


def test_a_changed_norm_counts_from_the_next_term_on(yinghai):
    organising.duty(yinghai, kind="follow_up")
    open_terms(MAY)
    rule = RuleParameter.objects.get(code="duty_norms")
    rule.value = rule.value | {"follow_up": {"months": 1, "times": 2}}
    rule.save()

    open_terms(MAY)
    open_terms(dt.date(2015, 6, 1))

    assert list(DutyTerm.objects.order_by("starts_on").values_list("owed", flat=True)) == [1, 2]


def test_every_night_a_job_opens_the_terms_of_the_day(committed):
    organising.duty(make.township(make.district(), "001", "瀛海街道总工会"), kind="follow_up")
    nightly()
    nightly()

    run(Job.objects.get(kind="duties.open").pk)

    assert Job.objects.get(kind="duties.open").result == "新开履职周期1个"
    assert DutyTerm.objects.get().starts_on == dt.date.today().replace(day=1)
