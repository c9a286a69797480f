"""Two years of a township, months of each in every state: 2015 is sealed, 2016 is not."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from django.utils import timezone

from union_portal import periods
from union_portal.notices.models import Attachment
from union_portal.organization.models import OrgUnit
from union_portal.reporting import models
from union_portal.reporting.annual import steps
from union_portal.reporting.annual.sections import sections
from union_portal.reporting.models import AnnualRecord, MonthlyReport, ReportEvent
from union_portal.reporting.monthly.form import MONTHLY

from . import annual, monthly
from .places import user
from .published import published_total

SEALED, OPEN = 2015, 2016
FIGURE, TYPED = "ORG02", "LAW03"
"""One that the registers give, and one that a chair types."""
BEGUN, FILLED, SENT, PASSED, LOCKED, PLEADED, REOPENED = range(1, 8)
"""Months: just begun, filled in, handed in, approved, locked, asked to be reopened, reopened."""


@dataclass(frozen=True)
class Years:
    """A district, its township, and both records."""

    district: OrgUnit
    township: OrgUnit
    records: dict[int, AnnualRecord]


def two_years(district: OrgUnit, township: OrgUnit) -> Years:
    chair, officer = user("chair", township), user("statistics", district)
    for year in (SEALED, OPEN):
        _months(township, year, chair, officer)
        _beside(district, township, year, officer)
    records = {year: _record(district, year, officer) for year in (SEALED, OPEN)}
    sealed = records[SEALED]
    for step, role in ((steps.prepare, "statistics"), (steps.review, "statistics"), (steps.sign, "leader")):
        step(sealed, user(role, district))
    records[SEALED] = sealed = steps.seal(sealed)
    annual.corrected(sealed, township)
    _proposed(sealed, township, officer)
    return Years(district, township, records)


def _months(township: OrgUnit, year: int, chair, officer) -> None:
    made = {n: monthly.monthly_report(township, month=dt.date(year, n, 1)) for n in (BEGUN, FILLED)}
    monthly.typed(made[BEGUN], by=chair)
    for code in MONTHLY.typed:
        monthly.typed(made[FILLED], code, 0, by=chair)
    for n in (SENT, PASSED, LOCKED, PLEADED, REOPENED):
        made[n] = monthly.handed_in(township, month=dt.date(year, n, 1), approved=n > SENT, values={TYPED: 3})
        ReportEvent.objects.create(report=made[n], org=township, kind="submitted", by=chair, filed=1)
    locked = MonthlyReport.objects.filter(pk__in=[made[n].pk for n in (LOCKED, PLEADED, REOPENED)])
    locked.update(locked_at=monthly.AT)
    ReportEvent.objects.create(
        report=made[PLEADED], org=township, kind="asked", by=chair, filed=1, note="漏报"
    )
    later = timezone.now() + dt.timedelta(hours=1)
    MonthlyReport.objects.filter(pk=made[REOPENED].pk).update(reopened_until=later, submitted_at=None)
    said = {"report": made[BEGUN], "org": township}
    models.ReportReason.objects.create(**said, code=FIGURE, text="属实", by=chair)
    models.Objection.objects.create(**said, code=FIGURE, shown=1, text="少一家", raised_by=chair)
    paper = Attachment.objects.create(org=township, name="名单.pdf", file="x", size=1, sha256="0" * 64)
    models.ReportPaper.objects.create(**said, code=TYPED, attachment=paper, filed=1, by=chair)
    read = {"report": made[SENT], "org": township, "by": officer}
    models.Remark.objects.create(**read, filed=1, code=TYPED, text="请核对")
    models.SectionCheck.objects.create(**read, filed=1, section=MONTHLY.sections[-1].app)


def _beside(district: OrgUnit, township: OrgUnit, year: int, officer) -> None:
    """What the portal keeps of a year besides months and records."""
    span = periods.year(year)
    published_total(district, since=span.start, until=span.end)
    models.Target.objects.create(org=district, code="BAR15", by=span.last_day, value=90)
    row = steps.period_row(span)
    models.Figure.objects.create(period=row, org=township, code="ORG02", value=1)
    models.FindingCount.objects.create(code="x", org=township, day=span.start, number=1)
    models.FindingException.objects.create(
        code="x", row=1, org=township, since=span.start, until=span.last_day, reason="属实", by=officer
    )


def _record(district: OrgUnit, year: int, officer) -> AnnualRecord:
    """Confirmed by all, with a note and a chapter; not handed on for signature."""
    record = annual.frozen(district, periods.year(year))
    steps.note(record, "MEM01", "含上年补录", officer)
    models.Chapter.objects.create(
        record=record, org=district, key="members", title="会员", position=1, body="[[MEM01]]"
    )
    for section in sections():
        steps.confirm(record, section, user("organisation", district))
    models.Drift.objects.create(
        record=record,
        code="ORG02",
        part="",
        org=district,
        register="enterprises.enterprise",
        row=1,
        how="added",
    )
    return record


def _proposed(record: AnnualRecord, township: OrgUnit, officer) -> None:
    asked = annual.corrections.Proposal(township, "MEM01", Decimal(7), "漏报", "会员数改变")
    annual.corrections.propose(record, asked, officer)
