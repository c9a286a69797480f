"""Mutual aid: who is covered by what since when, what is paid for it, what a member's page tells of it."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.management import CommandError
from django.db import IntegrityError, transaction

from assistance.models import Enrolment, MutualClaim, MutualPlan
from assistance.workflow import MutualClaimLife
from tests import make
from tests.make import FOUNDED
from tests.make.work import FOREVER
from tests.published import published, root_values
from tests.registers import page
from tests.rosters import faults, imported, workbook
from union_portal import periods
from union_portal.district.brief import Brief
from union_portal.district.build import build
from union_portal.reporting.compute import compute

SPRING = dt.date(2015, 3, 1)
DAY = dt.timedelta(days=1)
TODAY = dt.date.today()
pytestmark = pytest.mark.django_db


def refused(words, make_it):
    with pytest.raises(IntegrityError, match=words), transaction.atomic():
        make_it()


# --- what the database keeps


def test_a_member_is_covered_once_by_a_scheme_on_a_day(yinghai):
    first = make.insured(yinghai, until=SPRING)

    refused("enrolment_covers_once", lambda: make.insured(yinghai, since=SPRING - DAY, who=first.member))
    make.insured(yinghai, since=SPRING, who=first.member)
    make.insured(yinghai, "illness", who=first.member)

    assert Enrolment.objects.filter(member=first.member).count() == 3


def test_whoever_is_no_member_on_the_first_day_is_not_covered(yinghai):
    stranger = make.member(yinghai)

    refused("没有在册会籍", lambda: make.insured(yinghai, who=stranger))


def test_a_man_is_not_covered_by_the_women_s_scheme(yinghai):
    man = make.insured(yinghai).member

    refused("仅限女职工", lambda: make.insured(yinghai, "women", who=man))
    assert make.insured(yinghai, "women").pk


def test_a_cover_keeps_the_terms_in_force_on_its_first_day(yinghai):
    old = MutualPlan.objects.get(scheme="hospital")
    MutualPlan.objects.filter(pk=old.pk).update(until=SPRING)
    new = MutualPlan.objects.create(scheme="hospital", name="新条款", since=SPRING, source="条款")

    covers = [make.insured(yinghai, since=day) for day in (SPRING - DAY, SPRING)]
    for cover in covers:
        cover.refresh_from_db()

    assert [cover.plan for cover in covers] == [old, new]


@pytest.mark.parametrize(("day", "fits"), [(FOUNDED - DAY, False), (FOUNDED, True), (SPRING, False)])
def test_what_happened_outside_the_cover_is_not_claimed(yinghai, day, fits):
    cover = make.insured(yinghai, until=SPRING)
    claim = lambda: make.claim(yinghai, "hospital", who=cover.member, reported_on=day)  # noqa: E731

    if fits:
        made = claim()
        made.refresh_from_db()
        assert made.enrolment == cover
    else:
        refused("不在该会员这项计划的保障期内", claim)


def test_a_cover_with_a_claim_is_not_shortened_before_it(yinghai):
    cover = make.insured(yinghai)
    make.claim(yinghai, "hospital", who=cover.member, reported_on=SPRING)

    refused("已有理赔", lambda: Enrolment.objects.filter(pk=cover.pk).update(until=SPRING))
    Enrolment.objects.filter(pk=cover.pk).update(until=SPRING + DAY)


def test_who_reports_does_not_pay(yinghai):
    one = make.user("service", yinghai)

    refused(
        "claim_in_two_hands",
        lambda: make.claim(
            yinghai, accepted_on=FOUNDED, paid_on=FOUNDED, paid=1, reported_by=one, paid_by=one
        ),
    )


def test_a_claim_is_accepted_and_paid_in_two_hands(yinghai):
    clerk, centre = make.user("clerk", yinghai), make.user("service", yinghai)
    claim = make.row(MutualClaim, yinghai)
    MutualClaim.objects.filter(pk=claim.pk).update(reported_by=clerk)
    claim.refresh_from_db()

    MutualClaimLife.take("accept", claim, centre, accepted_on=SPRING)
    MutualClaimLife.take("pay", claim, centre, paid_on=SPRING + DAY, paid=Decimal("312.50"))

    assert (claim.state, claim.paid, claim.paid_by) == ("paid", Decimal("312.50"), centre)


def test_a_list_of_covers_is_judged_line_by_line(yinghai, tmp_path):
    man, stranger = make.insured(yinghai, until=SPRING).member, make.member(yinghai)
    head = ["会员", "险种", "保障起始日期", "保障截止日期", "所属镇街"]
    lines = [
        [man.number, "女职工特殊疾病", SPRING, FOREVER, yinghai.name],
        [stranger.number, "住院医疗", SPRING, FOREVER, yinghai.name],
        [man.number, "住院医疗", SPRING - DAY, FOREVER, yinghai.name],
        [man.number, "重大疾病", SPRING, FOREVER, yinghai.name],
    ]

    batch = imported(
        workbook([head, *lines]), "enrolment", make.user("chair", yinghai), tmp_path, partial=True
    )

    assert [why for _, why in faults(batch)] == [
        "该计划仅限女职工参加",
        "该会员在2015-03-01没有在册会籍",
        "该职工在保障期内已参加同一计划",
    ]
    assert set(man.enrolments.values_list("scheme", flat=True)) == {"hospital", "illness"}


def test_a_list_of_claims_is_judged_line_by_line(yinghai, tmp_path):
    who = make.insured(yinghai, until=SPRING).member
    head = ["理赔编号", "会员", "险种", "出险日期", "申请金额（元）", "申请日期", "所属镇街"]
    lines = [
        [f"互赔{number}", who.number, scheme, day, 500, FOREVER, yinghai.name]
        for number, (scheme, day) in enumerate(
            [("住院医疗", SPRING), ("住院医疗", SPRING - DAY), ("意外伤害及家财损失", SPRING)]
        )
    ]

    batch = imported(
        workbook([head, *lines]), "mutualclaim", make.user("chair", yinghai), tmp_path, partial=True
    )

    assert [why for _, why in faults(batch)] == ["2015-03-01不在该会员这项计划的保障期内"]
    assert list(MutualClaim.objects.order_by("number").values_list("number", flat=True)) == ["互赔1", "互赔2"]


# --- figures


def test_the_middle_claim_is_found_anew_at_each_level(district, yinghai, caiyu):
    for org, days in ((yinghai, (1, 3, 20)), (caiyu, (40,))):
        for number in days:
            make.claim(org, accepted_on=SPRING, paid_on=SPRING + number * DAY, paid=100)

    found = compute(periods.year(2015), ["MUT08"])

    assert [found[unit.path]["MUT08"].value for unit in (yinghai, caiyu, district)] == [
        3,
        40,
        Decimal("11.5"),
    ]


# --- pages


def test_the_page_of_a_member_tells_plans_with_dates_and_claims_as_existence_only(enter, yinghai):
    who = make.insured(yinghai, until=FOREVER, policy="互保1").member
    claim = make.claim(yinghai, "hospital", who=who, cause="腰椎手术", number="互赔1")

    told = page(enter("organisation", yinghai.parent).get(f"/members/{who.pk}/"))
    kept = page(enter("worker", yinghai).get(f"/members/{who.pk}/"))

    assert all(words in told for words in ("住院医疗", str(FOREVER), "由服务中心保管"))
    assert not any(words in told for words in (claim.number, "腰椎"))
    assert [words in kept for words in (claim.number, "待受理", "腰椎")] == [True, True, False]


@pytest.mark.parametrize(
    ("changes", "card", "said"),
    [
        ({}, FOUNDED, "享有；"),
        ({}, None, "现在不享有，手上没有京卡"),
        ({"collected_on": None}, FOUNDED, "现在不享有，会员信息不合格（实名信息未采集）"),
    ],
)
def test_whether_a_member_has_the_plans_of_the_card_is_said_with_the_reason(
    enter, yinghai, changes, card, said
):
    who = make.member(yinghai, **changes)
    make.membership(who, make.union(yinghai), platform="速达配送平台")
    if card:
        make.card(who, issued_on=card)

    assert f"：{said}" in page(enter("worker", yinghai).get(f"/members/{who.pk}/"))


def test_whoever_left_does_not_have_the_plans_of_the_card(enter, yinghai):
    who = make.member(yinghai)

    told = page(enter("worker", yinghai).get(f"/members/{who.pk}/"))

    assert "现在不享有，没有在册会籍；手上没有京卡" in told


def test_the_overview_counts_covers_claims_and_what_ends_soon(enter, district, yinghai, caiyu):
    soon = make.insured(yinghai, until=TODAY + 10 * DAY)
    make.insured(yinghai, until=TODAY + 31 * DAY)
    renewed = make.insured(yinghai, until=TODAY + 10 * DAY)
    make.insured(yinghai, since=renewed.until, who=renewed.member)
    make.insured(caiyu, until=TODAY + 10 * DAY)
    make.claim(yinghai, "hospital", who=soon.member, reported_on=SPRING)
    make.claim(yinghai, accepted_on=TODAY, paid_on=TODAY, paid=300)

    context = enter("chair", yinghai).get("/assistance/mutual/").context
    line = {line["scheme"].value: line for line in context["lines"]}

    assert list(context["page"].object_list) == [soon]
    assert (line["hospital"]["covered"], line["hospital"]["rate"], line["hospital"]["ending"]) == (3, 100, 1)
    assert line["hospital"]["claims"]["reported"] == 1
    assert (line["home"]["claims"]["times"], line["home"]["claims"]["sum"]) == (1, 300)
    page(enter("service", district).get("/assistance/mutual/"))


def test_who_does_not_see_assistance_does_not_see_the_overview(enter, district):
    assert "没有查看互助保障的权限" in page(enter("leader", district).get("/assistance/mutual/"), 403)


# --- the generator


def brief(**figures) -> Brief:
    asked = {code: Decimal(str(number)) for code, number in ({"MEM01": 300} | figures).items()}
    return replace(published(), townships=3, figures=asked, at_least={}, exactly_percent={}, opening={})


def test_the_generator_makes_the_figures_asked_for():
    asked = brief(MUT01=20, MUT03=6, MUT04=0.42, MUT05=15, MUT06=1, MUT07=2)

    build(asked, 7)

    assert {code: cell.value for code, cell in root_values(asked).items()} == asked.figures


@pytest.mark.parametrize(
    ("figures", "code"),
    [
        ({"MUT03": 2, "MUT07": 3}, "MUT03"),
        ({"MUT03": 6, "MUT05": 5}, "MUT05"),
        ({"MUT03": 0, "MUT04": 1}, "MUT04"),
        ({"MUT03": 6, "MUT04": 2, "MUT06": 1}, "MUT06"),
        ({"MUT01": 301}, "MUT01"),
    ],
)
def test_figures_that_cannot_be_true_together_are_refused_by_name(figures, code):
    with pytest.raises(CommandError, match=code):
        build(brief(**figures), 7)
