"""Unions as the organisation department keeps them: terms that run out, elections, the tree, the end."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from enterprises.models import Affiliation, Term
from members.models import Membership
from tests import make
from tests.make import FOUNDED, organising
from tests.registers import page
from union_portal import periods
from union_portal.reporting.compute import compute

TODAY = dt.date(2015, 12, 31)
ON = "on=2015-12-31"


def term_ending(org, days, **fields):
    """A term whose last day is `days` after the day the page is read on."""
    first = TODAY + dt.timedelta(days=days + 1)
    return organising.term(org, elected_on=first.replace(year=first.year - 3), years=3, **fields)


def listed(client, band):
    return [term.union for term in client.get(f"/enterprises/terms/due/?{ON}&band={band}").context["page"]]


def counts(response):
    return {name: number for name, _, number in response.context["tabs"]}


# --- terms


@pytest.mark.parametrize(
    ("days", "band"),
    [(-1, "overdue"), (0, "within-30"), (30, "within-30"), (31, "within-90"), (90, "within-90"),
     (91, "within-180"), (180, "within-180"), (181, None)],
)  # fmt: skip
def test_a_term_stands_in_one_band_by_the_days_that_are_left(enter, yinghai, days, band):
    term = term_ending(yinghai, days)
    client = enter("chair", yinghai)

    found = counts(client.get(f"/enterprises/terms/due/?{ON}"))

    assert {name for name, number in found.items() if number} == ({band} if band else set())
    assert band is None or listed(client, band) == [term.union]


def test_a_delay_that_was_approved_and_a_later_election_each_move_the_date(enter, yinghai):
    delayed = term_ending(yinghai, -10, delayed_to=TODAY + dt.timedelta(days=40))
    renewed = term_ending(yinghai, -10)
    organising.term(yinghai, union=renewed.union, elected_on=TODAY - dt.timedelta(days=5))
    client = enter("chair", yinghai)

    assert listed(client, "overdue") == []
    assert listed(client, "within-90") == [delayed.union]


def test_an_order_to_elect_is_a_list_of_its_own_and_says_when_it_was_missed(enter, yinghai):
    term = term_ending(yinghai, -300, ordered_by=TODAY - dt.timedelta(days=1))
    client = enter("chair", yinghai)

    assert listed(client, "ordered") == [term.union]
    assert "已过" in page(client.get(f"/enterprises/terms/due/?{ON}&band=ordered"))


def test_a_dissolved_union_and_a_stranger_s_owe_no_election(enter, yinghai, caiyu):
    gone = make.union(yinghai, dissolved_on=TODAY, dissolve_reason="ended")
    term_ending(yinghai, -1, union=gone)
    term_ending(caiyu, -1)

    assert listed(enter("chair", yinghai), "overdue") == []


def test_the_page_of_terms_is_closed_without_the_right_and_knows_no_other_band(enter, yinghai):
    page(enter("auditor", yinghai).get("/enterprises/terms/due/"), 403)
    page(enter("chair", yinghai).get("/enterprises/terms/due/?band=x"), 404)


def elected(client, union, **typed):
    form = client.get(f"/enterprises/unions/{union.pk}/elect/").context["form"]
    sent = {name: form[name].value() for name in form.fields if form[name].value() not in (None, "")}
    sent |= {"union": union.name, "elected_on": "2015-12-01", "years": 3, "chair": "李测试"}
    return client.post(f"/enterprises/unions/{union.pk}/elect/", sent | typed)


def test_electing_anew_is_a_new_term_and_the_old_one_stays(enter, yinghai):
    old = term_ending(yinghai, -10)

    page(elected(enter("chair", yinghai), old.union, entitled=60, present=40, in_favour=31), 302)

    assert [(t.elected_on, t.chair) for t in Term.objects.filter(union=old.union).order_by("elected_on")] == [
        (old.elected_on, ""),
        (dt.date(2015, 12, 1), "李测试"),
    ]


def test_too_few_at_an_election_or_too_few_votes_ask_for_the_reason(enter, yinghai):
    union = make.union(yinghai)
    client = enter("chair", yinghai)

    html = page(elected(client, union, entitled=60, present=39, in_favour=30), 422)

    assert "应到60人，实到39人，不足3分之2（至少40人）" in html
    assert "应到60人，赞成30票，未过全体的半数（至少31票）" in html
    page(elected(client, union, entitled=60, present=39, in_favour=30, remark="汛期，择期补选"), 302)
    assert Term.objects.get(union=union).remark == "汛期，择期补选"


def test_a_stranger_s_union_elects_nobody(enter, yinghai, caiyu):
    union = make.union(caiyu)
    client = enter("chair", yinghai)

    page(client.get(f"/enterprises/unions/{union.pk}/elect/"), 404)
    page(client.post(f"/enterprises/unions/{union.pk}/elect/", {}), 404)
    page(enter("leader", yinghai).get(f"/enterprises/unions/{make.union(yinghai).pk}/elect/"), 403)


# --- the end of a union


@pytest.fixture
def merged(yinghai):
    """A joint union of two enterprises and three members, that is to end."""
    union = make.union(yinghai, kind="joint", name="团河村联合工会委员会")
    firms = [make.enterprise(yinghai) for _ in range(2)]
    for firm in firms:
        make.affiliation(firm, union, since=FOUNDED, mode="joint", employees=12)
    for _ in range(3):
        make.membership(make.member(yinghai), union, employer=firms[0])
    return union


def dissolve(client, union, **typed):
    sent = {"dissolved_on": "2015-06-01", "dissolve_reason": "merged"} | typed
    return client.post(f"/enterprises/unions/{union.pk}/dissolve/", sent)


def test_a_union_s_page_of_ending_shows_what_hangs_on_it(enter, district, merged):
    response = enter("organisation", district).get(f"/enterprises/unions/{merged.pk}/dissolve/")

    assert response.context["left"] == [("覆盖单位", 2, "家"), ("在册会员", 3, "人")]
    assert "转入工会" in page(response)


def test_what_hangs_on_a_union_goes_to_its_heir_from_the_day_it_ends(enter, district, yinghai, merged):
    heir = make.union(yinghai, kind="joint", name="瀛海联合工会委员会")
    day = dt.date(2015, 6, 1)

    page(dissolve(enter("organisation", district), merged, heir=heir.name), 302)

    merged.refresh_from_db()
    assert merged.state == "dissolved"
    assert set(Affiliation.objects.filter(union=merged).values_list("until", flat=True)) == {day}
    moved = Affiliation.objects.filter(union=heir).values_list(
        "since", "until", "mode", "origin", "employees"
    )
    assert list(moved) == [(day, None, "joint", "moved", 12)] * 2
    ended = Membership.objects.filter(union=merged).values_list("until", "end")
    assert list(ended) == [(day, "transfer")] * 3
    begun = Membership.objects.filter(union=heir).values_list("since", "start", "admitted_on", "source")
    assert list(begun) == [(day, "transfer", FOUNDED, "")] * 3


def test_whoever_moves_to_another_union_is_counted_as_new_in_no_figure(enter, district, yinghai, merged):
    heir = make.union(yinghai, kind="joint")
    codes = ["ORG02", "ORG10", "ORG11", "ORG13", "MEM01", "MEM07"]

    def figures():
        return {code: cell.value for code, cell in compute(periods.year(2015), codes)[district.path].items()}

    before = figures()
    page(dissolve(enter("organisation", district), merged, heir=heir.name), 302)

    assert figures() == before


def test_thirty_enterprises_move_with_the_queries_of_one(enter, district, yinghai):
    client = enter("organisation", district)
    heir = make.union(yinghai, kind="joint")

    def queries(number):
        union = make.union(yinghai, kind="joint")
        for _ in range(number):
            make.affiliation(make.enterprise(yinghai), union, since=FOUNDED, mode="joint")
        with CaptureQueriesContext(connection) as asked:
            assert dissolve(client, union, heir=heir.name).status_code == 302
        return len(asked)

    assert queries(1) == queries(30)


def test_without_an_heir_a_union_with_members_does_not_end(enter, district, merged):
    html = page(dissolve(enter("organisation", district), merged), 422)

    assert "仍覆盖2家单位" in html and "仍有3名会员" in html


def test_a_refused_end_moves_nobody(enter, district, yinghai, merged):
    heir = make.union(yinghai, kind="joint")

    page(dissolve(enter("organisation", district), merged, heir=heir.name, dissolve_reason=""), 422)

    assert Affiliation.objects.filter(union=merged, until=None).count() == 2
    assert Affiliation.objects.filter(union=heir).count() == 0


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": "regional"}, "不能接收这个工会的单位和会员"),
        ({"approved_on": dt.date(2015, 7, 1)}, "没有批复或已撤销，不能转入"),
    ],
)
def test_an_heir_stands_on_the_day_and_is_of_the_same_rank(enter, district, yinghai, merged, fields, words):
    heir = make.union(yinghai, name="新工会委员会", **fields)

    assert words in page(dissolve(enter("organisation", district), merged, heir=heir.name), 422)


def test_coverage_that_began_after_the_end_is_named_before_anything_moves(enter, district, yinghai, merged):
    heir = make.union(yinghai, kind="joint")

    html = page(
        dissolve(enter("organisation", district), merged, heir=heir.name, dissolved_on="2010-02-01"), 422
    )

    assert "没有批复" in html or "起始日期晚于" in html
    assert Affiliation.objects.filter(union=merged, until=None).count() == 2


def test_ending_a_union_needs_the_right_and_the_scope(enter, district, yinghai, caiyu, merged):
    page(dissolve(enter("clerk", yinghai), make.union(yinghai)), 403)
    page(dissolve(enter("chair", caiyu), merged), 404)
