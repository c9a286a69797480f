"""Organisation work's figures where a day, a law or a second union decides."""

import datetime as dt

import pytest
from django.urls import reverse

from enterprises.models import Pilot
from tests import make
from tests.cases.organising import expiring, founded, with_women
from tests.cases.scenes import covered, firm, joined, spell, union
from tests.make import FOUNDED, organising
from union_portal import periods
from union_portal.reporting.compute import compute
from union_portal.reporting.indicators import REGISTRY

YEAR = periods.year(2015)
FIRST, LAST = YEAR.start, YEAR.last_day
DAY = dt.timedelta(days=1)
SPRING = dt.date(2015, 3, 1)


def value(code, unit, period=YEAR):
    return compute(period, [code])[unit.path][code].value


def parts(code, unit, period=YEAR):
    cell = compute(period, [code])[unit.path][code]
    return cell.numerator, cell.denominator


def listed(code, unit, period=YEAR) -> dict:
    indicator = REGISTRY[code]
    return {part: indicator.recount(indicator.rows(period, unit, part), part) for part in indicator.parts()}


# --- nothing before the approval, nothing after the end


@pytest.mark.parametrize(("approved_on", "covers"), [(LAST, 1), (LAST + DAY, 0), (None, 0)])
def test_nothing_counts_before_the_union_is_approved(yinghai, approved_on, covers):
    made = make.union(yinghai, approved_on=approved_on)
    make.affiliation(make.enterprise(yinghai), made, since=FOUNDED, employees=100)

    counted = {code: value(code, yinghai) for code in ("ORG02", "ORG03", "ORG07", "ORG08", "ORG12")}

    assert counted == dict.fromkeys(counted, covers)
    assert value("ORG13", yinghai) == 100 * covers


@pytest.mark.parametrize(("dissolved_on", "covers"), [(LAST + DAY, 1), (LAST, 0)])
def test_a_dissolved_union_covers_nobody_though_its_affiliations_stay_open(yinghai, dissolved_on, covers):
    made = union(yinghai, FOUNDED, dissolved_on)
    make.affiliation(make.enterprise(yinghai), made, since=FOUNDED)

    assert [value(code, yinghai) for code in ("ORG02", "ORG03")] == [covers, covers]
    assert [value(code, yinghai) for code in ("ORG11", "ORG12")] == [1 - covers, covers - 1]
    assert listed("ORG12", yinghai) == {"num": 0, "den": 1 - covers}


def test_coverage_that_never_held_is_no_new_coverage(yinghai):
    made = make.union(yinghai, approved_on=SPRING)
    make.affiliation(make.enterprise(yinghai), made, since=FOUNDED, until=SPRING)

    assert [value(code, yinghai) for code in ("ORG11", "ORG12", "ORG13")] == [0, 0, 0]


def test_net_growth_is_what_was_founded_and_joined_less_what_was_lost(yinghai, caiyu, district):
    founded(yinghai, SPRING)
    joined(caiyu, SPRING, mode="joint")
    covered(caiyu, until=SPRING)
    covered(caiyu, until=SPRING)

    assert [value("ORG12", unit) for unit in (yinghai, caiyu, district)] == [1, -1, 0]
    assert parts("ORG12", district) == (2, 2)
    assert listed("ORG12", district) == {"num": 2, "den": 2}


def test_new_unions_of_a_hundred_are_part_of_the_new_ones(yinghai):
    founded(yinghai, SPRING, employees=100)
    founded(yinghai, SPRING, employees=99)
    joined(yinghai, SPRING, employees=200)

    assert [value(code, yinghai) for code in ("ORG07", "ORG08", "ORG09")] == [2, 1, 50]


# --- townships, pilots, terms


@pytest.mark.parametrize(("until", "counts"), [(None, 2), (LAST + DAY, 2), (LAST, 1)])
def test_townships_are_counted_while_they_are_there(district, yinghai, caiyu, until, counts):
    caiyu.until = until
    caiyu.save()

    assert [value("ORG35", unit) for unit in (yinghai, caiyu, district)] == [1, counts - 1, counts]
    assert REGISTRY["ORG35"].rows(YEAR, district).count() == counts


@pytest.mark.parametrize(
    ("since", "until", "holds"),
    [(SPRING, None, 1), (LAST, None, 1), (LAST + DAY, None, 0), (SPRING, LAST, 0)],
)
def test_a_pilot_counts_while_it_runs(district, yinghai, caiyu, since, until, holds):
    Pilot.objects.create(org=yinghai, since=since, until=until)

    assert [value("COM07", unit) for unit in (yinghai, caiyu, district)] == [holds, 0, holds]


@pytest.mark.parametrize(("delayed_to", "counts"), [(None, (0, 1)), (dt.date(2016, 3, 1), (0, 0))])
def test_a_term_put_off_runs_out_on_the_later_day(yinghai, delayed_to, counts):
    organising.term(yinghai, elected_on=dt.date(2013, 1, 1), delayed_to=delayed_to)

    assert parts("ORG29", yinghai) == counts


def test_an_election_the_day_after_the_end_is_late(yinghai):
    expiring(yinghai, renewed_on=LAST + DAY)
    assert parts("ORG29", yinghai) == (0, 1)


def test_the_terms_of_a_dissolved_union_run_out_no_more(yinghai):
    organising.term(yinghai, union=union(yinghai, FOUNDED, LAST), elected_on=dt.date(2013, 1, 1))
    assert parts("ORG29", yinghai) == (0, 0)


def test_since_may_2026_ten_women_members_need_a_committee_before_it_25_women_employees(yinghai):
    with_women(yinghai, women=25)
    enterprise, made = make.enterprise(yinghai), make.union(yinghai)
    make.affiliation(enterprise, made, since=FOUNDED)
    for _ in range(10):
        spell(yinghai, who=make.member(yinghai, sex="F"), employer=enterprise)

    april, may = periods.month(2026, 4), periods.month(2026, 5)

    assert REGISTRY["ORG30"].rows(april, yinghai, "den").get() != enterprise
    assert REGISTRY["ORG30"].rows(may, yinghai, "den").get() == enterprise


# --- two rates over one base


def test_of_dispatched_workers_both_rates_stand_side_by_side(enter, district, yinghai, caiyu):
    sent = {"since": FOUNDED, "workers": 40}
    organising.dispatch(make.enterprise(yinghai, kind="agency", unionized_on=FOUNDED), members=30, **sent)
    organising.dispatch(make.enterprise(caiyu, kind="agency"), members=8, **sent)
    organising.dispatch(make.enterprise(caiyu, kind="agency"), **sent)

    shown = enter("statistics", district).get("/indicators/ORG19/?period=2015&part=rest").context

    assert shown["shown"].text == "33.3%"
    assert shown["besides"] == {"派遣职工入会率": "会员38 ÷ 全部派遣职工120 ＝ 31.7%"}


def test_without_dispatched_workers_neither_rate_applies(enter, district, yinghai):
    shown = enter("statistics", district).get("/indicators/ORG19/?period=2015").context

    assert (shown["shown"].text, shown["besides"]) == (
        "不适用",
        {"派遣职工入会率": "会员0 ÷ 全部派遣职工0 ＝ 不适用"},
    )


# --- how long it took


def taken(org, claimed_on, approved_on, again=None, end="reassigned"):
    case = organising.unionization_case(firm(org), opened_on=FOUNDED)
    organising.claim(case, since=claimed_on, until=again, end=end if again else "")
    if again:
        organising.claim(case, since=again)
    case.union, case.state, case.state_since = make.union(org, approved_on=approved_on), "founded", LAST
    case.save()


def test_the_average_runs_from_the_first_claim_to_the_approval(district, yinghai, caiyu):
    taken(yinghai, SPRING, SPRING + 10 * DAY)
    taken(yinghai, SPRING, SPRING + 30 * DAY, again=SPRING + 20 * DAY)
    taken(caiyu, SPRING, SPRING + 110 * DAY)
    taken(caiyu, LAST - 5 * DAY, LAST + DAY)

    assert [value("ORG28", unit) for unit in (yinghai, caiyu, district)] == [20, 110, 50]
    rows = REGISTRY["ORG28"].rows(YEAR, district)
    assert (REGISTRY["ORG28"].recount(rows), REGISTRY["ORG28"].besides(rows)) == (50, {"中位数": "30天"})


def test_a_claim_undone_begins_nothing(yinghai):
    taken(yinghai, SPRING, SPRING + 30 * DAY, again=SPRING + DAY, end="undone")

    assert value("ORG28", yinghai) == 29


def test_without_a_founded_union_there_is_no_average(yinghai):
    assert value("ORG28", yinghai) is None
    assert REGISTRY["ORG28"].recount(REGISTRY["ORG28"].rows(YEAR, yinghai)) is None


def test_the_median_stands_on_the_page(enter, district, yinghai):
    taken(yinghai, SPRING, SPRING + 10 * DAY)

    page = enter("organisation", district).get(reverse("indicator", args=["ORG28"]), {"period": "2015"})

    assert "<dt>中位数</dt><dd>10天</dd>" in page.content.decode()
    assert "用时（天）" in page.content.decode()
    assert "明细平均 10 ＝ 本指标 10" in page.content.decode()


# --- contact days

AUTUMN = periods.custom(dt.date(2019, 9, 1), dt.date(2019, 10, 31))
SEPTEMBER, OCTOBER = dt.date(2019, 9, 12), dt.date(2019, 10, 10)


def contact(org, day):
    return organising.outreach_meeting(org, held_on=day, contact_day=True)


def test_every_township_owes_one_contact_day_a_month(district, yinghai, caiyu):
    contact(yinghai, SEPTEMBER)
    contact(yinghai, OCTOBER)
    contact(caiyu, OCTOBER)
    contact(caiyu, OCTOBER)
    organising.outreach_meeting(caiyu, held_on=SEPTEMBER)

    found = [parts("COM06", unit, AUTUMN) for unit in (yinghai, caiyu, district)]

    assert found == [(2, 2), (1, 2), (3, 4)]
    assert listed("COM06", district, AUTUMN) == {"num": 3, "den": 4, "rest": 1}


def test_a_contact_day_on_a_holiday_falls_on_the_next_working_day(yinghai):
    """11 February 2021, the second Thursday, began the Spring Festival's days off."""
    february, after = periods.month(2021, 2), dt.date(2021, 2, 18)
    contact(yinghai, dt.date(2021, 2, 11))
    before = parts("COM06", yinghai, february)

    contact(yinghai, after)

    assert [before, parts("COM06", yinghai, february)] == [(0, 1), (1, 1)]


def test_a_contact_day_moved_by_the_district_counts_on_the_day_moved_to(district, yinghai, caiyu):
    september = periods.month(2019, 9)
    organising.contact_day_move(district, due_on=SEPTEMBER, moved_to=SEPTEMBER + DAY)
    organising.contact_day_move(caiyu, due_on=SEPTEMBER, moved_to=SEPTEMBER + 2 * DAY)
    for org in (yinghai, caiyu):
        contact(org, SEPTEMBER + DAY)

    assert [parts("COM06", unit, september) for unit in (yinghai, caiyu)] == [(1, 1), (0, 1)]

    contact(caiyu, SEPTEMBER + 2 * DAY)
    assert parts("COM06", caiyu, september) == (1, 1)


def test_before_the_rule_no_contact_day_is_due(yinghai):
    contact(yinghai, dt.date(2015, 1, 8))
    assert value("COM06", yinghai) is None
