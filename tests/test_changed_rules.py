"""A figure follows the legal numbers in force at once, whatever was remembered under the old ones."""

import datetime as dt

import pytest

from tests import make
from tests.cases.organising import founded, payer, talked, with_women
from tests.cases.scenes import democratic, firm
from union_portal import periods
from union_portal.parameters.models import RuleParameter
from union_portal.reporting.compute import compute

YEAR = periods.year(2015)
SPRING = dt.date(2015, 3, 1)
LAST_MEETING = dt.date(2014, 10, 1)


def renewed_late(org):
    """A wage contract that ran out in March and was followed in August."""
    enterprise = firm(org, "bargain", under=make.FOUNDED)
    ended = make.contract(enterprise, expires_on=dt.date(2015, 3, 31))
    make.contract(enterprise, signed_on=dt.date(2015, 8, 1), renews=ended)


CASES = {
    "DEM01": (
        "congress_interval",
        {"n": 18, "unit": "MONTH"},
        lambda org: democratic(org, held_on=LAST_MEETING),
    ),
    "DEM04": (
        "congress_interval",
        {"n": 18, "unit": "MONTH"},
        lambda org: democratic(org, kind="disclosure", held_on=LAST_MEETING),
    ),
    "ORG08": ("large_enterprise_employees", 50, lambda org: founded(org, SPRING, employees=60)),
    "COM05": ("outreach_attribution_days", 180, lambda org: talked(org, SPRING, after=120)),
    "FIN01": (
        "levy_window",
        {"n": 24, "unit": "MONTH"},
        lambda org: payer(org, LAST_MEETING, known=False),
    ),
    "ORG30": (
        "women_committee",
        {"count": "female_employees", "at_least": 20},
        lambda org: with_women(org, women=20, committee=SPRING),
    ),
    "BAR17": ("renewal_grace_days", 180, renewed_late),
}
"""Indicator → the legal number it rests on, the number's new value, rows that only this value counts."""


def counted(code, unit):
    cell = compute(YEAR, [code])[unit.path][code]
    return cell.value if cell.numerator is None else cell.numerator


@pytest.mark.parametrize("code", CASES)
def test_a_figure_follows_a_changed_rule_at_once(yinghai, code):
    rule, value, arrange = CASES[code]
    arrange(yinghai)
    before = counted(code, yinghai)

    changed = RuleParameter.objects.filter(code=rule, since=None).get()
    changed.value = value
    changed.save()

    assert (before, counted(code, yinghai)) == (0, 1)
