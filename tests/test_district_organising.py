"""Briefs that name the figures of organisation work: met exactly, or refused in Chinese."""

import datetime as dt
import random
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from django.core.management import CommandError
from django.db import transaction

from enterprises.district import EnterprisesPart, OrganisingPart
from enterprises.models import Claim, LevyEntry, Obstacle, UnionizationCase, Visit
from tests.published import root_values
from union_portal import periods
from union_portal.district.brief import Brief
from union_portal.district.build import build
from union_portal.organization.models import OrgUnit

CODES = sorted(EnterprisesPart.codes | OrganisingPart.codes | {"COM04"})
OWN_RATES = sorted(OrganisingPart.rates | {"ORG09", "ORG29", "DEM09"})
RATES = sorted({*OWN_RATES, *EnterprisesPart.rates, "ORG30"})
PERIODS = {
    "2015": periods.year(2015),
    "autumn 2019": periods.quarter(2019, 4),
    "May 2026": periods.month(2026, 5),
    "five years": periods.custom(dt.date(2011, 7, 1), dt.date(2016, 6, 30)),
}
CHINESE = re.compile("[一-龥]")


def brief_of(period, unionized=60, **blocks) -> Brief:
    figures = {"ORG02": Decimal(unionized)} | blocks.pop("figures", {})
    return Brief("试验区总工会", "110115", "district", period, 5, figures, **blocks)


def natural(brief, seed) -> dict:
    """What a district comes to of which the brief says little; and it is gone again."""
    with transaction.atomic():
        build(brief, seed)
        found = root_values(brief, [*CODES, *RATES])
        transaction.set_rollback(True)
    return {code: cell.value for code, cell in found.items() if cell.value is not None}


def found(brief) -> dict:
    asked = [*brief.figures, *brief.exactly_percent]
    return {code: cell.value for code, cell in root_values(brief, asked).items()}


@pytest.mark.parametrize("name", PERIODS)
def test_a_district_is_built_from_every_figure_of_another(db, name):
    brief = brief_of(PERIODS[name])
    values = natural(brief, 1)
    figures = {code: round(values[code], 2) for code in CODES}
    exact = {code: values[code] for code in OWN_RATES if code in values}

    whole = replace(brief, figures=figures, exactly_percent=exact)
    build(whole, 1)

    assert {code: round(value, 2) for code, value in found(whole).items()} == figures | exact


@pytest.mark.parametrize("name", ["2015", "May 2026"])
@pytest.mark.parametrize("percent", [0, 100])
def test_women_s_committees_are_as_many_as_asked(db, name, percent):
    brief = brief_of(PERIODS[name], exactly_percent={"ORG30": Decimal(percent)})
    build(brief, 1)
    assert found(brief)["ORG30"] == percent


def drawn(rng: random.Random) -> Brief:
    """Some of the figures of a district, each as it was or changed."""
    brief = brief_of(rng.choice(list(PERIODS.values())), rng.randint(8, 70))
    values = natural(brief, rng.randrange(100))
    figures, exact, floors = dict(brief.figures), {}, {}
    for code in rng.sample(CODES, 7):
        value = values[code]
        other = rng.choice([value, value, value + 1, Decimal(round(value * Decimal(rng.uniform(0.6, 1.5))))])
        figures[code] = round(other, 2) if code in ("FIN02", "ORG33") else Decimal(int(other))
    for code in rng.sample(RATES, 3):
        if rng.random() < 0.5:
            exact[code] = Decimal(rng.choice([50, 60, 75, 80, 90, 100]))
        else:
            floors[code] = Decimal(rng.choice([50, 70, 85, 90]))
    return replace(brief, figures=figures, exactly_percent=exact, at_least=floors)


@pytest.mark.parametrize("seed", range(16))
def test_a_random_brief_is_met_or_refused_in_chinese(db, seed):
    brief = drawn(random.Random(f"organising {seed}"))
    try:
        with transaction.atomic():
            build(brief, seed)
    except CommandError as refusal:
        assert CHINESE.search(str(refusal))
        assert not OrgUnit.objects.exists()
        return
    values = found(brief)
    assert {code: round(values[code], 2) for code in brief.figures} == brief.figures
    assert {values[code] for code in brief.exactly_percent} <= {None, *brief.exactly_percent.values()}


REFUSED = {
    "paying beyond all": ({"FIN01": 10, "ORG27": 0}, {}, "FIN01.*应不少于"),
    "silent beyond all": ({"ORG27": 61}, {}, "ORG02.*应不少于61"),
    "won beyond all talks": ({"COM05": 9, "COM01": 0, "COM02": 0, "ORG07": 9}, {}, "COM05.*场次之和"),
    "townships that are not there": ({"ORG35": 6}, {}, "ORG35.*应不多于5"),
    "pilots beyond the townships": ({"COM07": 6}, {}, "COM07.*应不多于5"),
    "reached by fewer than covered": ({"ORG03": 59}, {}, "ORG03.*应不少于60"),
    "employees of no congress": ({"DEM01": 0, "DEM02": 9}, {}, "DEM02"),
    "workers of no agency": ({"ORG17": 0, "ORG18": 9}, {}, "ORG17.*应不少于1"),
    "money of no payer": ({"FIN02": 0, "FIN01": 40}, {}, "FIN02"),
    "a third of ten": ({"ORG07": 10}, {"ORG09": 33}, "ORG09.*不能正好为33%"),
    "contact days before the rule": ({}, {"COM06": 90}, "COM06.*没有分母"),
    "a congress that never met": ({}, {"DEM09": 50}, "DEM09"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_figures_that_contradict_each_other_are_refused_by_name(db, why):
    figures, exact, words = REFUSED[why]
    blocks = [{code: Decimal(str(value)) for code, value in block.items()} for block in (figures, exact)]
    brief = brief_of(PERIODS["2015"], figures=blocks[0], exactly_percent=blocks[1])

    with pytest.raises(CommandError, match=words), transaction.atomic():
        build(brief, 1)

    assert not OrgUnit.objects.exists()


def test_a_district_of_which_nothing_is_said_has_work_going_on(db):
    build(brief_of(PERIODS["2015"], 300), 1)

    assert UnionizationCase.objects.values("state").distinct().count() >= 9
    registers = (Claim, Visit, Obstacle)
    assert [model.__name__ for model in registers if model.objects.count() < 20] == []
    months = LevyEntry.objects.order_by("month").values_list("month", flat=True).distinct()
    assert list(months) == [dt.date(2015, month, 1) for month in (9, 10, 11)]
