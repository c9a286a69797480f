"""What a chair types: saved cell by cell, never over somebody else's newer value (D11, T49)."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils import timezone

from union_portal.organization.models import User
from union_portal.organization.records import refusal

from .. import sealed
from ..models import MonthlyReport, ReportCell, ReportReason
from .checks import ABSENT, BLANK, Facts, Finding, check, hundredths, normal, rules
from .form import MONTHLY
from .values import TYPING

NOTHING = "确认零报：本月没有发生"


class Refused(Exception):
    """Nothing was saved; `findings` say of which figure and why."""

    def __init__(self, *findings: Finding):
        super().__init__("；".join(one.text for one in findings))
        self.findings = findings


class Clash(Exception):
    """Somebody saved this cell since the typist saw it."""

    def __init__(self, row: ReportCell | ReportReason):
        super().__init__("他人已先保存")
        self.row = row


def takes_typing(report: MonthlyReport) -> bool:
    until = report.reopened_until if report.state == MonthlyReport.State.REOPENED else None
    in_time = until is None or until > timezone.now()
    return report.state in TYPING and in_time and not sealed.month_sealed(report.org, report.period.span)


def locked(report: MonthlyReport) -> MonthlyReport:
    """The report as it is now; nobody else changes it, and no year is sealed, before this transaction ends.
    Refused once the year is sealed."""
    sealed.hold_off_sealing()
    rows = MonthlyReport.objects.select_for_update(of=("self",)).select_related("org", "period")
    now = rows.get(pk=report.pk)
    if sealed.month_sealed(now.org, now.period.span):
        raise Refused(Finding("", "hard", "sealed", sealed.SEALED_MONTH))
    return now


@transaction.atomic
def type_in(report: MonthlyReport, by: User, code: str, typed: str, version: int) -> ReportCell:
    """`version` is that of the cell the typist saw, 0 for none. The same value sent again changes nothing."""
    if code not in MONTHLY.typed:
        raise Refused(Finding(code, "hard", "automatic", "由台账算出，不能填写；有误请改台账或提出异议"))
    kept = normal(typed)
    wrong = [one for one in check(rules(), facts(code, kept)) if one.code == code and one.level == "hard"]
    if wrong:
        raise Refused(*wrong)
    cell = _cell(report, by, code)
    if written(cell) == kept:
        return cell
    if version != (cell.version if cell.pk else 0):
        raise Clash(cell)
    cell.absent = kept == ABSENT
    amount = hundredths(kept)
    cell.value = None if amount is None else Decimal(amount) / 100
    cell.by = by
    with in_words(code):
        cell.save()
    return cell


@contextmanager
def in_words(code: str) -> Iterator[None]:
    """What the database refuses, as it says it: a sealed year, an hour that has passed."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        raise Refused(Finding(code, "hard", "kept", refusal(error, ReportCell))) from error


@transaction.atomic
def explain(report: MonthlyReport, by: User, code: str, text: str, version: int):
    """Why a figure is as odd as it looks; of a typed one with its cell, of another by itself."""
    row = _cell(report, by, code) if code in MONTHLY.typed else _reason(report, by, code)
    name = "reason" if isinstance(row, ReportCell) else "text"
    if row.pk and getattr(row, name) == text:
        return row
    if row.pk and row.version != version:
        raise Clash(row)
    if not text and name == "text":
        if row.pk:
            row.delete()
        return row
    setattr(row, name, text)
    row.by = by
    with in_words(code):
        row.save()
    return row


@transaction.atomic
def type_nothing(report: MonthlyReport, by: User) -> int:
    """零报: every blank cell says 0, and why; how many."""
    now = locked(report)
    _must_be_open(now)
    cells = {cell.code: cell for cell in now.cells.all()}
    blank = [code for code in MONTHLY.typed if written(cells.get(code)) == BLANK]
    for code in blank:
        cell = cells.get(code) or ReportCell(report=now, org=now.org, code=code)
        cell.value, cell.reason, cell.by = Decimal(0), NOTHING, by
        with in_words(code):
            cell.save()
    return len(blank)


def written(cell: ReportCell | None) -> str:
    """A cell as it is typed."""
    if cell is None or cell.value is None:
        return ABSENT if cell and cell.absent else BLANK
    return f"{cell.value.normalize():f}"


def facts(code: str, typed: str) -> Facts:
    return {"values": {code: typed}, "past": {}, "terms": {}}


def _cell(report: MonthlyReport, by: User, code: str) -> ReportCell:
    now = locked(report)
    _must_be_open(now)
    found = now.cells.select_related("by").filter(code=code).first()
    return found or ReportCell(report=now, org=now.org, code=code, by=by)


def _reason(report: MonthlyReport, by: User, code: str) -> ReportReason:
    now = locked(report)
    _must_be_open(now)
    found = now.reasons.select_related("by").filter(code=code).first()
    return found or ReportReason(report=now, org=now.org, code=code, by=by)


def _must_be_open(report: MonthlyReport) -> None:
    if not takes_typing(report):
        told = "月报已报送，不能修改；要改请先撤回，已锁定的请申请更正"
        raise Refused(Finding("", "hard", "closed", told))
