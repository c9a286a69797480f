"""A proposed value is tried on a past month: it says who would change by how much, and changes nothing."""

import datetime as dt
import re

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from tests import make
from tests.cases.organising import founded, talked, with_women
from tests.cases.scenes import democratic
from union_portal import parameters, periods
from union_portal.jobs.models import Job, Refused
from union_portal.jobs.tasks import run
from union_portal.parameters.models import RuleParameter
from union_portal.reporting.compute import compute
from union_portal.reporting.indicators import Value
from union_portal.reporting.models import Figure, Trial, TrialFigure
from union_portal.reporting.rulebook.definitions import readers
from union_portal.reporting.rulebook.setting import Clash
from union_portal.reporting.rulebook.trials import first_free, key, propose, publish, try_out
from union_portal.reporting.store import store

SPRING = dt.date(2015, 3, 1)
MARCH = periods.month(2015, 3)
LARGE = "large_enterprise_employees"
GRACE = "renewal_grace_days"
TODAY = timezone.localdate()
SOON = first_free(TODAY) + dt.timedelta(40)


def signed_in_march(org):
    """A contract filed twenty days after it was signed."""
    make.contract(make.enterprise(org), signed_on=SPRING, filed_on=SPRING + dt.timedelta(20))


CASES = {
    "DEM01": (
        "congress_interval",
        {"n": 18, "unit": "MONTH"},
        lambda org: democratic(org, held_on=dt.date(2014, 1, 1)),
    ),
    "ORG08": (LARGE, 50, lambda org: founded(org, SPRING, employees=60)),
    "COM05": ("outreach_attribution_days", 180, lambda org: talked(org, SPRING, after=120)),
    "ORG30": (
        "women_committee",
        {"count": "female_employees", "at_least": 20},
        lambda org: with_women(org, women=20, committee=SPRING),
    ),
    "BAR26": ("contract_filing", {"n": 30, "unit": "CALENDAR_DAY"}, signed_in_march),
}
"""Indicator → the rule it rests on, a value for it, rows of March that only this value counts."""


def proposed(district, code=LARGE, value=50, since=SOON, month=MARCH, by=None) -> Trial:
    return propose(
        district, by or make.user("statistics", district), code, value, since, "区总工会通知", month
    )


def work_of(trial) -> Job:
    return Job.objects.get(key=key(trial))


def tried(district, *told, **fields) -> Trial:
    trial = proposed(district, *told, **fields)
    try_out(work_of(trial))
    trial.refresh_from_db()
    return trial


def lines(trial) -> dict:
    """(township, indicator) → its figure as it is and as proposed."""
    rows = trial.figures.order_by("proposed").values_list("org__code", "code", "value", "numerator")
    found: dict = {}
    for org, code, value, numerator in rows:
        found.setdefault((org, code), []).append(int(value if numerator is None else numerator))
    return found


# --- what is tried


@pytest.mark.parametrize("code", CASES)
def test_the_trial_computes_with_the_proposed_value(district, yinghai, caiyu, code):
    rule, value, arrange = CASES[code]
    arrange(yinghai)

    trial = tried(district, rule, value)

    found = lines(trial)
    assert {at: found[at] for at in found if at[1] == code} == {
        (district.code, code): [0, 1],
        (yinghai.code, code): [0, 1],
    }


def test_only_what_changes_is_kept(district, yinghai, caiyu):
    founded(yinghai, SPRING, employees=60)
    founded(caiyu, SPRING, employees=200)

    trial = tried(district)

    assert {org for org, _ in lines(trial)} == {district.code, yinghai.code}
    assert all(before != after for before, after in lines(trial).values())


def test_a_value_that_changes_no_figure_says_so(district, yinghai):
    founded(yinghai, SPRING, employees=60)

    trial = tried(district, value=61)

    assert (trial.figures.count(), trial.ran_at is not None) == (0, True)


def test_a_trial_leaves_no_trace_in_figures_rules_or_what_is_remembered(district, yinghai):
    founded(yinghai, SPRING, employees=60)
    store(MARCH)
    figures = list(Figure.objects.order_by("pk").values_list())
    rules = list(RuleParameter.objects.order_by("pk").values_list())
    before, edition = compute(MARCH, ["ORG08"]), parameters.edition()

    assert lines(tried(district))[yinghai.code, "ORG08"] == [0, 1]

    assert list(Figure.objects.order_by("pk").values_list()) == figures
    assert list(RuleParameter.objects.order_by("pk").values_list()) == rules
    assert (compute(MARCH, ["ORG08"]), parameters.edition()) == (before, edition)
    assert parameters.value(LARGE, TODAY) == 100


def test_the_job_does_it_once_however_often_it_runs(committed):
    district = make.district()
    yinghai = make.township(district, "001", "瀛海街道总工会")
    founded(yinghai, SPRING, employees=60)
    trial = proposed(district)
    job = work_of(trial)

    run(job.pk)
    Job.objects.filter(pk=job.pk).update(state=Job.State.QUEUED)
    run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.DONE, "")
    assert re.fullmatch("试算完成：1个单位、[0-9]+项指标有变化", job.result)
    assert lines(trial)[yinghai.code, "ORG08"] == [0, 1]


def test_a_month_in_which_nothing_holds_is_refused_in_words(district):
    trial = proposed(district, "minimum_wage_month", 9000, month=periods.month(2012, 3))

    with pytest.raises(Refused, match="参数“minimum_wage_month”在2012-03-31没有生效的取值"):
        try_out(work_of(trial))


def test_asked_for_twice_before_it_ran_it_is_one_trial(district):
    statistics = make.user("statistics", district)

    first, second = (proposed(district, by=statistics) for _ in range(2))

    assert (first.pk, Trial.objects.count(), Job.objects.filter(kind="rules.trial").count()) == (
        second.pk,
        1,
        1,
    )


def test_a_sum_is_among_the_readers_of_what_its_parts_read(district):
    assert "ORG08" in readers(LARGE, MARCH)
    assert readers("report_due_day", MARCH) == []


# --- what stands


def test_a_trial_and_its_result_cannot_be_rewritten(district, yinghai):
    founded(yinghai, SPRING, employees=60)
    trial = tried(district)

    for change in ({"value": 1}, {"since": TODAY}, {"source": "另一份"}, {"ran_at": timezone.now()}):
        with pytest.raises(IntegrityError, match="试算不能修改，请另做一次"), transaction.atomic():
            Trial.objects.filter(pk=trial.pk).update(**change)
    with pytest.raises(IntegrityError, match="试算结果不能修改"), transaction.atomic():
        TrialFigure.objects.update(value=7)
    with pytest.raises(IntegrityError, match="published_once_tried"), transaction.atomic():
        Trial.objects.filter(pk=proposed(district, value=70).pk).update(published_at=timezone.now())


# --- publishing


def test_publishing_sets_the_value_from_its_day_on_and_leaves_the_past(district, yinghai):
    officer = make.user("officer", district)
    founded(yinghai, SPRING, employees=60)
    trial = tried(district)

    for _ in range(2):
        publish(trial, officer, TODAY, verified=True)

    rows = RuleParameter.objects.filter(code=LARGE).order_by("since")
    assert [(row.value, row.since, row.until, row.source, row.verified) for row in rows][-2:] == [
        (50, SOON, None, "区总工会通知", True),
        (100, None, SOON, "工作纪实；凭记忆，待核对", False),
    ]
    trial.refresh_from_db()
    assert trial.published_by == officer
    assert compute(MARCH, ["ORG08"])[yinghai.path]["ORG08"] == Value(0)


def test_a_change_already_known_for_later_stays(district, yinghai):
    later = SOON.replace(year=SOON.year + 1)
    publish(tried(district, value=80, since=later), make.user("officer", district), TODAY, verified=False)

    publish(tried(district, value=60, since=SOON), make.user("officer", district), TODAY, verified=False)

    told = [parameters.value(LARGE, day) for day in (TODAY, SOON, later)]
    assert told == [100, 60, 80]


def test_a_value_changed_since_the_trial_is_not_overwritten(district, yinghai):
    officer = make.user("officer", district)
    first, second = tried(district, value=60), tried(district, value=70)
    publish(first, officer, TODAY, verified=True)

    with pytest.raises(Clash, match="试算之后这项参数已经改过，请按现行取值重新试算"):
        publish(second, officer, TODAY, verified=True)

    assert parameters.value(LARGE, SOON) == 60


def test_nothing_is_published_untried_or_for_a_month_that_has_ended(district):
    officer = make.user("officer", district)

    with pytest.raises(Clash, match="试算还没有完成"):
        publish(proposed(district, value=70), officer, TODAY, verified=True)
    with pytest.raises(Clash, match="所在的月份已经结束"):
        publish(tried(district, since=first_free(TODAY) - dt.timedelta(1)), officer, TODAY, verified=True)
