"""Measures that share conditions are counted in one pass, each as if it were alone."""

import datetime as dt

from django.db.models import Q

from enterprises.models import Affiliation, Enterprise
from tests import make
from union_portal.reporting.grouping import grouped, parts
from union_portal.reporting.indicators import Measure

FOOD = Q(industry="C")


def covered() -> Q:
    """Made anew each time, as indicators make theirs."""
    return Q(pk__in=Affiliation.objects.covering(dt.date(2015, 12, 31)).values("enterprise_id"))


COVERED = covered()


def line_of(unit, model, **measures):
    """The unit's measures in the order given; each a condition, or a condition and an amount."""
    asked = [Measure(key, model, *(m if isinstance(m, tuple) else (m,))) for key, m in measures.items()]
    return next(amounts for org, *amounts in grouped(model, asked).lines() if org == unit.pk)


def test_each_measure_counts_its_own_rows(yinghai, caiyu):
    make.enterprise(yinghai, unionized_on=dt.date(2015, 3, 1))
    make.enterprise(yinghai, industry="F")
    make.enterprise(caiyu, unionized_on=dt.date(2015, 3, 1))

    counts = line_of(
        yinghai,
        Enterprise,
        all=Q(),
        food=FOOD,
        both=FOOD & COVERED,
        either=~FOOD | COVERED,
        not_both=~(FOOD & COVERED),
    )

    assert counts == [2, 1, 1, 2, 1]


def test_a_condition_that_nothing_or_everything_meets_is_no_error(yinghai):
    make.enterprise(yinghai)

    assert line_of(yinghai, Enterprise, none=Q(pk__in=[]) & FOOD, all=~Q(pk__in=[]) & FOOD) == [0, 1]


def test_an_unknown_value_is_not_met(yinghai):
    make.enterprise(yinghai, opened_on=None)

    assert line_of(yinghai, Enterprise, old=Q(opened_on__lt=dt.date(2015, 1, 1)), all=Q()) == [0, 1]


def test_sums_are_of_the_rows_that_are_meant_and_nothing_reads_zero(yinghai):
    union = make.union(yinghai)
    for employees, mode in ((30, "own"), (12, "joint")):
        make.affiliation(make.enterprise(yinghai), union, since=make.FOUNDED, employees=employees, mode=mode)

    sums = line_of(
        yinghai,
        Affiliation,
        own=(Q(mode="own"), "employees"),
        all=(Q(), "employees"),
        federation=(Q(mode="federation"), "employees"),
    )

    assert sums == [30, 42, 0]


def test_a_condition_is_taken_apart_at_its_ands_only():
    assert list(parts(FOOD & (Q(kind="a") | Q(kind="b")) & ~(FOOD & COVERED))) == [
        FOOD,
        Q(kind="a") | Q(kind="b"),
        ~(FOOD & COVERED),
    ]


def test_what_is_asked_of_another_table_is_asked_once_however_many_measures_ask_it():
    asked = {"food": FOOD & covered(), "other": ~FOOD & covered()}
    measures = [Measure(key, Enterprise, when) for key, when in asked.items()]

    assert grouped(Enterprise, measures).sql.count('FROM "enterprises_affiliation"') == 1


def test_rows_that_count_for_no_measure_are_not_looked_at(yinghai):
    make.enterprise(yinghai, industry="F")

    assert grouped(Enterprise, [Measure("food", Enterprise, FOOD)]).lines() == []
