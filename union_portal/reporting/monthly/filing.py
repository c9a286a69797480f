"""Handing a month in and taking it back: one transaction each, the report's row locked."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from union_portal.organization.models import User

from ..identities import checked
from ..models import FiledCell, MonthlyReport, ReportEvent
from .cells import Refused, locked, takes_typing, written
from .checks import ABSENT, BLANK, Facts, Finding, check, identities, key, rules, text
from .values import Line, lines

State = MonthlyReport.State
HANDED_IN = frozenset({State.SUBMITTED, State.APPROVED, State.LOCKED})
DECLARATION = "以上数据已逐项核对：自动项与台账一致，填写项真实、完整。"


@transaction.atomic
def submit(report: MonthlyReport, by: User) -> MonthlyReport:
    """Every figure as it is at this moment, under the next number. Done already, it changes nothing;
    refused with all that is blank, wrong or not explained."""
    now = locked(report)
    if now.state in HANDED_IN:
        return now
    if not takes_typing(now):
        raise Refused(Finding("", "hard", "closed", "更正期限已过，请重新申请更正"))
    sheet = lines(now)
    if faults := blocking(now, sheet, findings(now, sheet)):
        raise Refused(*faults)
    now.filed += 1
    FiledCell.objects.bulk_create(_handed(now, line) for line in sheet.values())
    now.submitted_at, now.submitted_by = timezone.now(), by
    now.first_submitted_at = now.first_submitted_at or now.submitted_at
    now.returned_at = now.approved_at = now.approved_by = now.review_began_at = None
    now.save()
    _tell(now, ReportEvent.Kind.SUBMITTED, by)
    return now


@transaction.atomic
def withdraw(report: MonthlyReport, by: User) -> MonthlyReport:
    """Until somebody opens it for review; withdrawn already, it changes nothing."""
    now = locked(report)
    if now.state != State.SUBMITTED:
        if now.state in HANDED_IN:
            raise Refused(Finding("", "hard", "reviewed", "月报已审核通过，不能撤回；确有错误的，请申请更正"))
        return now
    if now.review_began_at:
        raise Refused(Finding("", "hard", "reviewed", "区总工会已开始审核，不能撤回；要修改请联系审核人退回"))
    now.submitted_at = None
    now.save()
    _tell(now, ReportEvent.Kind.WITHDRAWN, by)
    return now


def findings(report: MonthlyReport, sheet: Mapping[str, Line]) -> list[Finding]:
    """All that is blank, wrong or odd; an identity is looked up in the registers as they are."""
    return check(rules(), facts(report, sheet))


def facts(report: MonthlyReport, sheet: Mapping[str, Line]) -> Facts:
    terms = {
        key(term): text(amount)
        for one in checked(report.period.span, report.org, identities())
        for term, amount in one.amounts.items()
    }
    return {
        "values": {code: _text(line) for code, line in sheet.items()},
        "past": {code: [text(value) for value in line.past] for code, line in sheet.items()},
        "terms": terms,
    }


def blocking(report: MonthlyReport, sheet: Mapping[str, Line], found: list[Finding]) -> list[Finding]:
    """What keeps it from being handed in. A figure of the registers that is objected to does not:
    whoever keeps the register answers for it."""
    objected = set(report.objections.values_list("code", flat=True))
    return [
        one
        for one in found
        if (one.level == "soft" and not sheet[one.code].reason)
        or (one.level != "soft" and (sheet[one.code].typed or one.code not in objected))
    ]


def _text(line: Line) -> str:
    if line.typed:
        return written(line.cell)
    return (text(line.number) or ABSENT) if line.value else BLANK


def _handed(report: MonthlyReport, line: Line) -> FiledCell:
    value = line.value
    return FiledCell(
        report=report,
        org=report.org,
        filed=report.filed,
        code=line.code,
        typed=line.typed,
        absent=value is not None and value.value is None,
        value=value and value.value,
        numerator=value and value.numerator,
        denominator=value and value.denominator,
        reason=line.reason,
    )


def _tell(report: MonthlyReport, kind: str, by: User) -> None:
    report.refresh_from_db(fields=["state"])
    ReportEvent.objects.create(report=report, org=report.org, kind=kind, by=by, filed=report.filed)
