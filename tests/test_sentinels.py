"""Figures too sudden, too large or too good are named; whoever vouches for them explains, and it is kept."""

import datetime as dt
from decimal import Decimal

import pytest

from tests import make
from tests.cases.scenes import SPRING, spell
from union_portal import periods
from union_portal.reporting.models import AnnualRecord, FigureNote, PublishedTotal
from union_portal.reporting.sentinels import alarms

YEAR = periods.year(2015)
LAST_YEAR = dt.date(2014, 3, 2)


def told(unit, rule, period=YEAR) -> dict[str, str]:
    return {a.indicator.code: a.text for a in alarms(period, unit) if a.rule == rule}


def admitted(org, day, count):
    for _ in range(count):
        spell(org, day)


def recorded(org):
    """A member, collected under her own name."""
    return spell(org, SPRING, who=make.member(org))


def published(org, code, value):
    return PublishedTotal.objects.create(
        org=org, code=code, since=YEAR.start, until=YEAR.end, value=value, source="市总工会年报"
    )


def test_a_figure_a_third_larger_than_last_year_s_is_told(yinghai):
    admitted(yinghai, LAST_YEAR, 9)
    admitted(yinghai, SPRING, 13)

    assert told(yinghai, "SP-76")["MEM07"] == "上期9人，本期13人，增加44%"


@pytest.mark.parametrize(("before", "now"), [(10, 13), (10, 7), (2, 9)])
def test_up_to_a_third_more_or_less_is_no_matter_nor_are_small_numbers(yinghai, before, now):
    admitted(yinghai, LAST_YEAR, before)
    admitted(yinghai, SPRING, now)

    assert told(yinghai, "SP-76").get("MEM07") is None


def test_everybody_covered_three_years_running_is_told_with_the_denominator(yinghai):
    firm = make.enterprise(yinghai)
    make.eligibility(firm, "unionize", since=dt.date(2015, 1, 1))
    make.affiliation(firm, make.union(yinghai), since=dt.date(2015, 1, 1))

    later = told(yinghai, "V14", periods.year(2017))

    assert later["ORG04"] == "连续三期均为100%，本期分子1，分母1"
    assert "ORG04" not in told(yinghai, "V14", periods.year(2016))


def test_a_denominator_that_shrank_shows_what_it_was(yinghai):
    for number in range(10):
        until = dt.date(2015, 5, 1) if number < 2 else None
        make.eligibility(make.enterprise(yinghai), "unionize", since=dt.date(2014, 1, 1), until=until)

    assert told(yinghai, "V12")["ORG04"] == "分母由10减到8，分子0，分母8，较上期持平"


def test_a_share_of_the_city_far_from_the_share_of_members_is_told(district, yinghai):
    for _ in range(2):
        recorded(yinghai)
        make.recovery(make.case(yinghai, accepted_on=SPRING), agreed=50_000)
    published(district, "MEM02", 100)
    published(district, "DIS05", 20)
    published(district, "DIS01", 100)

    assert told(district, "V10") == {"DIS05": "占全市50.0%，会员占全市2.0%"}


def test_what_another_unit_published_is_not_held_against_one(district, yinghai, caiyu):
    recorded(yinghai)
    make.recovery(make.case(yinghai, accepted_on=SPRING), agreed=50_000)
    published(caiyu, "MEM02", 100)
    published(caiyu, "DIS05", 20)

    assert told(yinghai, "V10") == {}


def explain(client, subject, text, unit="110115"):
    return client.post(
        f"/quality/identities/explain/?period=2015&org={unit}",
        {"subject": subject, "text": text},
        follow=True,
    )


def test_the_statistics_office_explains_and_it_stands_on_the_page(enter, district, yinghai):
    admitted(yinghai, LAST_YEAR, 9)
    admitted(yinghai, SPRING, 13)
    client = enter("statistics", district)

    page = explain(client, "MEM07", "年内两家派遣公司集中建会").content.decode()

    note = FigureNote.objects.get()
    assert (note.subject, note.text, note.record.org) == ("MEM07", "年内两家派遣公司集中建会", district)
    assert "说明：年内两家派遣公司集中建会（" in page


def test_an_explanation_is_rewritten_and_taken_back(enter, district):
    client = enter("statistics", district)
    explain(client, "V08", "含上年受理")
    explain(client, "V08", "含上年受理2件")
    kept = [note.text for note in FigureNote.objects.all()]
    explain(client, "V08", "")

    assert (kept, FigureNote.objects.count(), AnnualRecord.objects.count()) == (["含上年受理2件"], 0, 1)


@pytest.mark.parametrize("role", ["chair", "rights", "leader"])
def test_only_the_statistics_office_explains(enter, district, yinghai, role):
    unit = yinghai if role == "chair" else district

    assert explain(enter(role, unit), "V08", "无", unit.code).status_code == 403
    assert FigureNote.objects.count() == 0


def test_an_explanation_too_long_is_not_kept(enter, district):
    page = explain(enter("statistics", district), "V08", "长" * 301).content.decode()

    assert "说明最多300字，现在301字，没有保存" in page
    assert FigureNote.objects.count() == 0


def test_money_is_compared_in_ten_thousands(district, yinghai):
    recorded(yinghai)
    make.recovery(make.case(yinghai, accepted_on=SPRING), agreed=Decimal(20_000))
    published(district, "MEM02", 1)
    published(district, "DIS05", 2)

    assert told(district, "V10") == {}
