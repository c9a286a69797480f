"""What happens to a report after it was handed in: reviewed, handed back, approved.

Each act holds the report's row from its first line to its last, so that of two at once one comes after
the other, and finds what the one before has left.
"""

import datetime as dt
from collections.abc import Iterable, Mapping

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from union_portal.notices.models import Notice
from union_portal.organization.keepers import keepers
from union_portal.organization.models import User
from union_portal.workflow import state_label

from .. import sealed
from ..models import MonthlyReport, Remark, ReportEvent, SectionCheck
from ..monthly.form import MONTHLY

Kind = ReportEvent.Kind
State = MonthlyReport.State
GRACE = dt.timedelta(days=2)
"""What is left to mend an amendment that is handed back on its last day."""


class RefusedError(Exception):
    """Says in Chinese why not; nothing was done."""


def held(pk: int) -> MonthlyReport:
    """The report, for this transaction alone; refused once its year is sealed."""
    sealed.hold_off_sealing()
    rows = MonthlyReport.objects.select_for_update(of=("self",), no_key=True)
    report = rows.select_related("org", "period", "submitted_by").get(pk=pk)
    if sealed.month_sealed(report.org, report.period.span):
        raise RefusedError(sealed.SEALED_MONTH)
    return report


def note(report: MonthlyReport, kind: str, by: User | None, text: str = "", until=None) -> ReportEvent:
    """What happened, in the report's own record."""
    return ReportEvent.objects.create(
        report=report, org=report.org, kind=kind, by=by, filed=report.filed, note=text[:300], until=until
    )


def address(report: MonthlyReport, code: str = "") -> str:
    """The township's page of the report; of one cell on it."""
    page = reverse("report", args=[report.org.code, f"{report.period.start:%Y-%m}"])
    return f"{page}?cell={code}#c-{code}" if code else page


def tell(report: MonthlyReport, what: str, title: str, body: str, code: str = "") -> None:
    """A message to whoever keeps the township's report."""
    people = keepers("reporting.change", [report.org_id], timezone.localdate())[report.org_id]
    key = f"report-{what}:{report.pk}:{report.filed}:{timezone.now():%Y%m%d%H%M%S}"
    Notice.objects.bulk_create(
        [
            Notice(user_id=user, key=key, title=title[:100], body=body[:500], url=address(report, code))
            for user in people
        ],
        ignore_conflicts=True,
    )


def awaited(report: MonthlyReport, filed: int) -> None:
    """That what was read is still what waits."""
    if report.state == State.SUBMITTED and report.filed == filed:
        return
    if report.state in (State.OPEN, State.REOPENED):
        raise RefusedError(f"{report}已由镇街撤回，这次没有审核")
    if report.filed != filed and report.state == State.SUBMITTED:
        raise RefusedError(f"{report}已撤回并重新报送，请看过新报的数再审")
    raise RefusedError(f"{report}已由他人办理，现为“{state_label(report)}”，这次没有改动")


@transaction.atomic
def begin(pk: int, user: User, filed: int) -> MonthlyReport:
    """开始审核: from now on it cannot be withdrawn. Twice is once."""
    report = held(pk)
    awaited(report, filed)
    if report.review_began_at is None:
        report.review_began_at = timezone.now()
        report.save()
        note(report, Kind.REVIEWING, user)
    return report


def remark(report: MonthlyReport, user: User, words: Mapping[str, str]) -> None:
    """What is said of cells of this filing, by code; the whole under "". Said again it replaces."""
    said = {one.code: one for one in report.remarks.filter(filed=report.filed)}
    for code, text in words.items():
        one = said.get(code) or Remark(report=report, org=report.org, filed=report.filed, code=code)
        if text and (one.text, one.by_id) != (text, user.pk):
            one.text, one.by = text[:300], user
            one.save()


@transaction.atomic
def give_back(pk: int, user: User, filed: int, words: Mapping[str, str]) -> MonthlyReport:
    """退回 with what is to be mended, cell by cell; what departments remarked goes with it."""
    report = held(pk)
    awaited(report, filed)
    remark(report, user, words)
    said = {one.code: one.text for one in report.remarks.filter(filed=filed)}
    if not said:
        raise RefusedError("没有退回：应写明要改哪一格、为什么，或写一句总的意见")
    report.returned_at, report.review_began_at = timezone.now(), None
    if report.reopened_until is not None:
        report.reopened_until = max(report.reopened_until, timezone.now() + GRACE)
    report.save()
    cells = [code for code in MONTHLY.codes if code in said]
    text = said.get("") or f"{len(cells)}处需要核对"
    note(report, Kind.RETURNED, user, text)
    tell(report, "returned", f"{report}退回核对", f"{text}；打开后直接到第一处", (cells or [""])[0])
    return report


@transaction.atomic
def approve(pk: int, user: User, filed: int) -> MonthlyReport:
    """通过 by the statistics office, whichever sections were vouched for."""
    report = held(pk)
    awaited(report, filed)
    left = unchecked(report)
    accept(report, user, f"未经部门分项核对：{'、'.join(left)}" if left else "")
    return report


@transaction.atomic
def check(pk: int, user: User, filed: int, section: str) -> tuple[MonthlyReport, bool]:
    """A department vouches for its section; with the last of them the whole report is approved."""
    begin(pk, user, filed)
    report = held(pk)
    SectionCheck.objects.get_or_create(
        report=report, filed=filed, section=section, defaults={"org": report.org, "by": user}
    )
    whole = not unchecked(report)
    if whole:
        accept(report, user, "各部分均已由部门核对")
    return report, whole


def unchecked(report: MonthlyReport) -> list[str]:
    """Titles of the sections nobody has vouched for in this filing."""
    done = set(report.checks.filter(filed=report.filed).values_list("section", flat=True))
    return [one.title for one in MONTHLY.sections if one.app not in done]


def accept(report: MonthlyReport, user: User, why: str) -> None:
    """Its latest filing is the one that counts. An amendment of a locked month is locked with it."""
    if user.pk == report.submitted_by_id:
        raise RefusedError("报送人和审核人不能是同一人，请由他人审核")
    report.accepted, report.approved_at, report.approved_by = report.filed, timezone.now(), user
    report.returned_at = report.reopened_until = None
    report.save()
    note(report, Kind.APPROVED, user, why)
    tell(report, "approved", f"{report}已通过", "")


def rows_of(pks: Iterable[int] | QuerySet):
    """Several reports, held in one order whoever asks; those of a sealed year are left alone."""
    sealed.hold_off_sealing()
    rows = MonthlyReport.objects.select_for_update(of=("self",), no_key=True)
    found = rows.filter(pk__in=pks).exclude(sealed.in_sealed_year())
    return found.select_related("org", "period").order_by("pk")
