"""Monthly reports: opened, typed into, handed in, approved."""

import datetime as dt

from django.db import connection
from django.utils import timezone

from union_portal import periods
from union_portal.organization.models import OrgUnit
from union_portal.reporting.models import FiledCell, MonthlyReport, ReportCell
from union_portal.reporting.monthly.form import MONTHLY
from union_portal.reporting.store import period_row

from .places import user

AT = timezone.make_aware(dt.datetime(2015, 4, 3, 9))


def monthly_report(org: OrgUnit, *, month=None, **fields) -> MonthlyReport:
    """Of March 2015, unless told otherwise; open."""
    day = month or dt.date(2015, 3, 1)
    row = period_row(periods.month(day.year, day.month))
    return MonthlyReport.objects.create(
        **{"org": org, "period": row, "due_on": periods.add_months(row.start, 1).replace(day=7), **fields}
    )


def typed(report: MonthlyReport, code="LAW03", value=3, **fields) -> ReportCell:
    by = fields.pop("by", None) or user("chair", report.org)
    return ReportCell.objects.create(report=report, org=report.org, code=code, value=value, by=by, **fields)


def handed_in(org: OrgUnit, *, month=None, approved=True, values=None, **fields) -> MonthlyReport:
    """Handed in by its chair with these values by code; approved by the statistics office."""
    report = monthly_report(
        org,
        month=month,
        filed=1,
        first_submitted_at=AT,
        submitted_at=AT,
        submitted_by=user("chair", org),
        **fields,
    )
    FiledCell.objects.bulk_create(
        FiledCell(report=report, org=org, filed=1, code=code, typed=code in MONTHLY.typed, value=value)
        for code, value in (values or {}).items()
    )
    if approved:
        report.accepted, report.approved_at = 1, AT
        report.approved_by = user("statistics", org.parent or org)
        report.save()
    return report


def event(report: MonthlyReport, kind: str, day: dt.date, *, note="核对", filed=1) -> None:
    """At nine in the morning of a day gone by; the model itself only knows now."""
    at = timezone.make_aware(dt.datetime.combine(day, dt.time(9)))
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reporting_reportevent (report_id, org_id, kind, at, filed, note)"
            " VALUES (%s, %s, %s, %s, %s, %s)",
            [report.pk, report.org_id, kind, at, filed, note],
        )
