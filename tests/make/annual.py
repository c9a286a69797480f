"""A year taken to its seal, step by step."""

from tests.make.places import user
from union_portal import periods
from union_portal.organization.models import OrgUnit
from union_portal.reporting.annual import steps
from union_portal.reporting.annual.freezing import take
from union_portal.reporting.annual.sections import sections
from union_portal.reporting.models import AnnualRecord

YEAR = periods.year(2015)
CODES = ("ORG02", "ORG04", "MEM01", "MEM07", "BAR03", "HON05", "DIS05", "AST11", "LAW02", "LAW03")
"""A few of every kind: most tests have no need for all."""


def frozen(unit: OrgUnit, period: periods.Period = YEAR, codes=CODES) -> AnnualRecord:
    record = steps.record_for(period, unit)
    record.snapshot = take(period, unit, codes)
    record.save()
    return record


def confirmed(unit: OrgUnit, period: periods.Period = YEAR, codes=CODES) -> AnnualRecord:
    record, by = frozen(unit, period, codes), user("organisation", unit)
    for section in sections():
        steps.confirm(record, section, by)
    return record


def signed(unit: OrgUnit, period: periods.Period = YEAR, codes=CODES) -> AnnualRecord:
    """By three people, in order."""
    record = confirmed(unit, period, codes)
    for step, role in ((steps.prepare, "statistics"), (steps.review, "statistics"), (steps.sign, "leader")):
        step(record, user(role, unit))
    return record


def sealed(unit: OrgUnit, period: periods.Period = YEAR, codes=CODES) -> AnnualRecord:
    return steps.seal(signed(unit, period, codes))
