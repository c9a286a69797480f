"""A year taken to its seal, step by step."""

from decimal import Decimal

from tests.make.firms import enterprise
from tests.make.monthly import handed_in
from tests.make.places import user
from tests.make.work import SPRING, case, recovery
from union_portal import periods
from union_portal.organization.models import OrgUnit
from union_portal.reporting.annual import corrections, steps
from union_portal.reporting.annual.freezing import take
from union_portal.reporting.annual.sections import sections
from union_portal.reporting.models import AnnualRecord, Chapter, Correction

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


def written(district: OrgUnit, *townships: OrgUnit) -> AnnualRecord:
    """A year with firms, sums, months handed in and text, signed by three."""
    for org in townships:
        enterprise(org, unionized_on=SPRING)
        recovery(case(org, accepted_on=SPRING))
        handed_in(org, values={"LAW03": 3, "AST10": 2})
    record = frozen(district)
    steps.note(record, "MEM01", "含上年补录", user("statistics", district))
    Chapter.objects.create(
        record=record, org=district, key="members", title="会员", position=1, body="[[MEM01]]"
    )
    for section in sections():
        steps.confirm(record, section, user("organisation", district))
    for step, role in ((steps.prepare, "statistics"), (steps.review, "statistics"), (steps.sign, "leader")):
        step(record, user(role, district))
    record.refresh_from_db()
    return record


def corrected(record: AnnualRecord, unit: OrgUnit, after=9, code="ORG02", part="") -> Correction:
    """Proposed by one and approved by another."""
    asked = corrections.Proposal(unit, code, Decimal(after), "漏报", "建会数改变", part=part)
    made = corrections.propose(record, asked, user("statistics", record.org))
    return corrections.approve(made, user("leader", record.org))
