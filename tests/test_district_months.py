"""The generator's monthly reports: past ones handed in and locked, the last one open, what is typed exact."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.management import CommandError
from django.db.models import Count, F, Sum

from union_portal import periods
from union_portal.district.brief import Brief
from union_portal.district.build import build
from union_portal.district.months import months_of
from union_portal.organization.models import OrgUnit
from union_portal.reporting.compute import compute
from union_portal.reporting.models import FiledCell, MonthlyReport, ReportEvent
from union_portal.reporting.monthly.form import MONTHLY

YEAR = periods.year(2015)


def brief(period=YEAR, **figures):
    asked = {code: Decimal(value) for code, value in figures.items()}
    return Brief("试验区总工会", "110199", "district", period, 2, asked)


def test_a_district_has_eleven_months_locked_and_the_last_one_open(db):
    asked = brief(LAW03=101)

    build(asked, 7)

    towns = OrgUnit.objects.townships().count()
    states = MonthlyReport.objects.values_list("period__start__month", "state").annotate(n=Count("pk"))
    assert sorted(states) == [(month, "locked", towns) for month in range(1, 12)] + [(12, "open", towns)]
    handed = FiledCell.objects.filter(code="LAW03", filed=F("report__accepted"))
    assert handed.aggregate(sum=Sum("value"))["sum"] == 101
    assert compute(asked.period, ["LAW03"])[OrgUnit.objects.root().path]["LAW03"].value == Decimal(101)
    assert FiledCell.objects.count() == 11 * towns * len(MONTHLY.codes)
    kinds = ReportEvent.objects.values_list("kind").annotate(n=Count("pk"))
    assert dict(kinds) == {kind: 11 * towns for kind in ("submitted", "approved", "locked")}
    assert not MonthlyReport.objects.filter(submitted_by=F("approved_by")).exists()


def test_a_typed_figure_is_refused_where_no_month_was_handed_in(db):
    days = periods.custom(dt.date(2015, 3, 1), dt.date(2015, 3, 20))

    with pytest.raises(CommandError, match="LAW03.*至少有两个整月"):
        build(brief(days, LAW03=5), 7)


def test_the_months_of_years_are_the_last_dozen():
    five = periods.custom(periods.year(2011).start, periods.month(2016, 5).last_day)

    assert [month.code for month in months_of(five)] == [
        *(f"2015-{n:02d}" for n in range(6, 13)), *(f"2016-{n:02d}" for n in range(1, 6)),
    ]  # fmt: skip


def test_many_townships_file_fewer_months():
    assert [len(months_of(YEAR, townships)) for townships in (1, 22, 100, 320)] == [12, 12, 3, 2]
