"""缴费×建会 beside each other, a month closed, and the cases that open by themselves."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from enterprises.levy import quadrants
from enterprises.levy.pool import open_cases
from enterprises.levy.quadrants import Quadrant
from enterprises.models import CaseStage, Enterprise, LevyEntry, Reconciliation, UnionizationCase
from tests import make
from tests.make.organising import levy, reconciliation, unionization_case
from union_portal.jobs.models import Job
from union_portal.jobs.tasks import nightly, run

pytestmark = pytest.mark.django_db
SEPTEMBER, OCTOBER, NOVEMBER = (dt.date(2018, month, 1) for month in (9, 10, 11))
END = dt.date(2018, 10, 31)
TODAY = dt.date(2018, 11, 5)


def pays(firm, month=OCTOBER, **fields):
    known = {"payer_name": firm.name, "payer_code": firm.credit_code, "paid_on": month.replace(day=12)}
    decided = {
        "enterprise": firm,
        "decision": "matched",
        "method": "code",
        "decided_on": month.replace(day=20),
    }
    return levy(fields.pop("org", firm.org), month=month, **known | decided | fields)


@pytest.fixture
def four(yinghai):
    """One enterprise in each quadrant of October."""
    founded = dt.date(2018, 10, 31)
    both, paying, union, neither = (
        make.enterprise(yinghai, unionized_on=founded if covered else None) for covered in (1, 0, 1, 0)
    )
    pays(both)
    pays(paying)
    return {
        Quadrant.BOTH: both,
        Quadrant.PAYING: paying,
        Quadrant.UNION: union,
        Quadrant.NEITHER: neither,
    }


def test_every_enterprise_stands_in_one_quadrant_of_the_month(four):
    view = quadrants.of_month(OCTOBER)
    assert {quadrant: view.rows(quadrant).get() for quadrant in Quadrant} == four
    assert view.counts() == dict.fromkeys(("both", "paying", "union", "neither"), 1)


def test_the_union_must_stand_on_the_month_s_last_day_and_the_money_be_the_month_s(four):
    view = quadrants.of_month(SEPTEMBER)
    assert view.counts() == {"both": 0, "paying": 0, "union": 0, "neither": 4}
    assert quadrants.of_month(NOVEMBER).counts() == {"both": 0, "paying": 0, "union": 2, "neither": 2}


def test_the_last_months_are_asked_for_on_any_day(four):
    assert quadrants.lately(dt.date(2018, 11, 30)).counts() == {
        "both": 1, "paying": 1, "union": 1, "neither": 1,
    }  # fmt: skip
    assert quadrants.lately(dt.date(2020, 11, 30)).counts() == {
        "both": 0, "paying": 0, "union": 2, "neither": 2,
    }  # fmt: skip


def test_a_closed_enterprise_counts_only_where_it_paid(four):
    for firm in (four[Quadrant.PAYING], four[Quadrant.NEITHER], four[Quadrant.UNION]):
        Enterprise.objects.filter(pk=firm.pk).update(closed_on=END, closure="cancelled")
    assert quadrants.of_month(OCTOBER).counts() == {"both": 1, "paying": 1, "union": 0, "neither": 0}


def test_nothing_paid_undecided_and_foreign_entries_make_nobody_a_payer(yinghai):
    firm = make.enterprise(yinghai)
    pays(firm, amount=0)
    waiting = levy(yinghai, month=OCTOBER)
    levy(yinghai, month=OCTOBER, decision="foreign", method="hand", decided_on=END)
    assert quadrants.of_month(OCTOBER).counts() == {"both": 0, "paying": 0, "union": 0, "neither": 1}
    assert [*quadrants.undecided(OCTOBER)] == [waiting]


def test_payers_are_new_or_have_stopped_by_their_code_or_their_enterprise(yinghai):
    steady, stopped, new = (make.enterprise(yinghai) for _ in range(3))
    pays(steady, SEPTEMBER)
    pays(steady, OCTOBER, payer_code="9-OLD")
    ended = pays(stopped, SEPTEMBER)
    begun = pays(new, OCTOBER)
    assert [*quadrants.new_payers(OCTOBER)] == [begun]
    assert [*quadrants.stopped_payers(OCTOBER)] == [ended]


def test_payers_of_another_township_are_those_whom_the_tax_office_places_elsewhere(district, yinghai, caiyu):
    here, there, untold = (make.enterprise(yinghai) for _ in range(3))
    pays(here)
    elsewhere = pays(there, org=caiyu)
    pays(untold, org=district)
    assert [*quadrants.of_another_township(OCTOBER)] == [elsewhere]


# --- closing


def test_closing_a_month_freezes_what_it_came_to(district, four):
    levy(district, month=OCTOBER)
    closed = reconciliation(district, month=OCTOBER, closed_on=NOVEMBER, payers=999)
    closed.refresh_from_db()
    counts = quadrants.of_month(OCTOBER).counts()
    assert (closed.payers, closed.matched) == (3, 2)
    assert (closed.paying_unionized, closed.paying_only, closed.unionized_only) == (
        counts["both"],
        counts["paying"],
        counts["union"],
    )
    assert closed.neither == counts["neither"] == 1


def test_a_closed_month_keeps_where_every_enterprise_stood_and_in_which_township(district, caiyu, four):
    closed = reconciliation(district, month=OCTOBER, closed_on=NOVEMBER)
    units = {four[Quadrant.BOTH].org_id}
    found = quadrants.Found(Reconciliation.objects.get(pk=closed.pk), units)

    Enterprise.objects.update(org=caiyu)
    make.affiliation(four[Quadrant.NEITHER], make.union(caiyu, approved_on=SEPTEMBER), since=SEPTEMBER)

    assert {quadrant: found.rows(quadrant).get() for quadrant in Quadrant} == four
    assert found.counts() == dict.fromkeys(("both", "paying", "union", "neither"), 1)
    assert quadrants.Found(found.closed, {caiyu.pk}).counts() == dict.fromkeys(found.counts(), 0)
    assert quadrants.of_month(OCTOBER).counts()["neither"] == 0


def test_a_closed_month_stays_as_it_is(district, four):
    closed = reconciliation(district, month=OCTOBER, closed_on=NOVEMBER)
    entry = LevyEntry.objects.first()
    for change in (
        lambda: LevyEntry.objects.filter(pk=entry.pk).update(amount=1),
        lambda: LevyEntry.objects.filter(pk=entry.pk).delete(),
        lambda: levy(district, month=OCTOBER),
        lambda: Reconciliation.objects.filter(pk=closed.pk).update(payers=7),
        lambda: Reconciliation.objects.filter(pk=closed.pk).update(month=NOVEMBER),
        lambda: Reconciliation.objects.filter(pk=closed.pk).update(neither=7),
        lambda: closed.firms.update(quadrant="both"),
        lambda: closed.firms.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="该月已完成对账"), transaction.atomic():
            change()
    Reconciliation.objects.filter(pk=closed.pk).update(remark="已与税务核对")
    levy(district, month=NOVEMBER)


# --- cases


def cases():
    return [*UnionizationCase.objects.order_by("enterprise").values_list("enterprise", "origin", "opened_on")]


def test_the_large_and_the_payers_without_a_union_come_into_the_pool_once(yinghai):
    large = make.enterprise(yinghai, employees=100)
    make.enterprise(yinghai, employees=99)
    make.enterprise(yinghai, employees=300, unionized_on=SEPTEMBER)
    payer = make.enterprise(yinghai, employees=20)
    both = make.enterprise(yinghai, employees=500)
    pays(payer)
    pays(both)
    assert open_cases(TODAY) == 3
    assert cases() == [(large.pk, "large", TODAY), (payer.pk, "levy", TODAY), (both.pk, "large", TODAY)]
    assert {case.org for case in UnionizationCase.objects.all()} == {yinghai}
    assert {(stage.state, stage.since) for stage in CaseStage.objects.all()} == {("new", TODAY)}
    assert open_cases(TODAY + dt.timedelta(days=1)) == 0


def test_who_is_closed_in_work_or_gone_gets_no_case(yinghai):
    closed = make.enterprise(yinghai, employees=200)
    Enterprise.objects.filter(pk=closed.pk).update(closed_on=END, closure="cancelled")
    unionization_case(make.enterprise(yinghai, employees=200), state="refused")
    unionization_case(make.enterprise(yinghai, employees=200), state="gone")
    assert open_cases(TODAY) == 0


def test_payers_of_the_month_just_matched_come_too_however_long_ago_it_was(yinghai):
    payer = make.enterprise(yinghai)
    pays(payer)
    assert open_cases(dt.date(2021, 3, 1)) == 0
    assert open_cases(dt.date(2021, 3, 1), OCTOBER) == 1


def test_every_night_a_job_opens_the_cases_of_the_day(yinghai):
    make.enterprise(yinghai, employees=120)
    nightly()
    nightly()
    job = Job.objects.get(kind="cases.open")
    run(job.pk)
    job.refresh_from_db()
    assert (job.result, UnionizationCase.objects.get().origin) == ("新入建会跟踪1家", "large")
