"""Handing a month in and taking it back: one transaction each, the report's row locked."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from union_portal.organization.models import User

from ..identities import amounts_of
from ..indicators import Value
from ..models import FiledCell, MonthlyReport, ReportEvent
from .cells import Refused, in_words, locked, takes_typing, written
from .checks import ABSENT, BLANK, Facts, Finding, check, identities, key, rules, text
from .form import MONTHLY
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
    sheet = lines(now, MONTHLY.codes)
    _, found = check_all(now, sheet)
    if faults := blocking(now, sheet, found):
        raise Refused(*faults)
    now.filed += 1
    with in_words(""):
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


def check_all(report: MonthlyReport, sheet: Mapping[str, Line]) -> tuple[Facts, list[Finding]]:
    """What it was checked against, and all that is blank, wrong or odd."""
    known = facts(report, sheet)
    return known, [one for one in check(rules(), known) if one.code in sheet]


def facts(report: MonthlyReport, sheet: Mapping[str, Line]) -> Facts:
    terms = {term for one in identities() if one.left[0].code in sheet for term in one.terms}
    known = {
        term: sheet[term.code].number for term in terms
        if term.code in sheet and not term.opening and not term.group
    }  # fmt: skip
    known |= amounts_of(report.period.span, report.org, terms - known.keys())
    return {
        "values": {code: _text(line) for code, line in sheet.items()},
        "past": {code: [text(value) for value in line.past] for code, line in sheet.items()},
        "terms": {key(term): text(amount) for term, amount in known.items()},
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
    value = line.value or Value(None)
    return FiledCell(
        report=report,
        org=report.org,
        filed=report.filed,
        code=line.code,
        typed=line.typed,
        absent=value.value is None,
        value=value.value,
        numerator=value.numerator,
        denominator=value.denominator,
        reason=line.reason,
    )


def _tell(report: MonthlyReport, kind: str, by: User) -> None:
    report.refresh_from_db(fields=["state"])
    ReportEvent.objects.create(report=report, org=report.org, kind=kind, by=by, filed=report.filed)
