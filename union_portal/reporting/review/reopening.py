"""更正: a locked month is opened again for a while, for a reason, by somebody other than who asked."""

import datetime as dt

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils import timezone

from union_portal.organization.models import User

from ..models import MonthlyReport, ReportEvent
from ..sealed import in_sealed_year
from . import acts
from .acts import Kind, RefusedError, State, held, note, tell

LONGEST = 15
"""Days a reopening may last."""
ANSWERS = (Kind.ASKED, Kind.REOPENED, Kind.DECLINED)


def asked(reports: QuerySet[MonthlyReport]) -> QuerySet[MonthlyReport]:
    """Locked reports whose township waits for leave to amend them; `plea` is the event that says why."""
    last = ReportEvent.objects.filter(report=OuterRef("pk"), kind__in=ANSWERS).order_by("-pk")
    rows = reports.annotate(last=Subquery(last.values("kind")[:1]), plea=Subquery(last.values("pk")[:1]))
    return rows.filter(last=Kind.ASKED, state=State.LOCKED).exclude(in_sealed_year())


def plea(report: MonthlyReport) -> ReportEvent | None:
    """The request that nobody has answered."""
    last = report.events.filter(kind__in=ANSWERS).order_by("-pk").select_related("by").first()
    return last if last and last.kind == Kind.ASKED and report.state == State.LOCKED else None


@transaction.atomic
def ask(pk: int, user: User, reason: str) -> MonthlyReport:
    """申请更正, by the township."""
    report = held(pk)
    if report.state != State.LOCKED:
        raise RefusedError(f"{report}没有锁定，不需要申请更正")
    if not reason.strip():
        raise RefusedError("没有提交申请：应写明要更正什么、为什么")
    if plea(report):
        raise RefusedError(f"{report}已经申请过更正，请等区里答复")
    note(report, Kind.ASKED, user, reason.strip())
    return report


@transaction.atomic
def reopen(pk: int, user: User, last_day: dt.date) -> MonthlyReport:
    """同意更正, to the end of `last_day`. What was accepted counts until the amendment is approved."""
    report = held(pk)
    request = answerable(report, user)
    today = timezone.localdate()
    if not today <= last_day <= today + dt.timedelta(LONGEST):
        raise RefusedError(f"更正期限应在{today}至{today + dt.timedelta(LONGEST)}之间")
    until = timezone.make_aware(dt.datetime.combine(last_day + dt.timedelta(1), dt.time()))
    report.reopened_until, report.submitted_at, report.review_began_at = until, None, None
    report.save()
    note(report, Kind.REOPENED, user, request.note, until)
    tell(report, "reopened", f"{report}可以更正", f"请在{last_day}24:00前改好并重新报送，过时自动恢复锁定")
    return report


@transaction.atomic
def decline(pk: int, user: User, why: str) -> MonthlyReport:
    """不同意更正, with the reason."""
    report = held(pk)
    answerable(report, user)
    if not why.strip():
        raise RefusedError("没有答复：不同意更正应写明理由")
    note(report, Kind.DECLINED, user, why.strip())
    tell(report, "declined", f"{report}没有同意更正", why.strip())
    return report


def answerable(report: MonthlyReport, user: User) -> ReportEvent:
    request = plea(report)
    if request is None:
        raise RefusedError(f"{report}没有待答复的更正申请")
    if request.by_id == user.pk:
        raise RefusedError("申请人不能自己同意更正，请由他人办理")
    return request


@transaction.atomic
def lapse(now: dt.datetime) -> int:
    """Amendments not handed in in time: the month is locked again as it was accepted."""
    over = MonthlyReport.objects.filter(reopened_until__lte=now, state__in=(State.REOPENED, State.RETURNED))
    lapsed = [one for one in acts.rows_of(over.values("pk")) if is_over(one, now)]
    for report in lapsed:
        as_accepted(report)
        note(report, Kind.LAPSED, None, "更正期限已过，恢复锁定")
        tell(report, "lapsed", f"{report}更正到期", "已恢复锁定；仍需更正的，请重新申请")
    return len(lapsed)


def is_over(report: MonthlyReport, now: dt.datetime) -> bool:
    """Not handed in when its time, which handing back may have lengthened, was over."""
    waits = report.state in (State.REOPENED, State.RETURNED)
    return waits and report.reopened_until is not None and report.reopened_until <= now


def as_accepted(report: MonthlyReport) -> None:
    """The dates of the filing that counts, from the record of what happened."""
    counted = report.accepted or 0
    events = {one.kind: one for one in report.events.filter(filed=counted).order_by("pk")}
    sent, passed = events.get(Kind.SUBMITTED), events.get(Kind.APPROVED)
    if sent:
        report.submitted_at, report.submitted_by = sent.at, sent.by
    if passed:
        report.approved_at, report.approved_by = passed.at, passed.by
    report.reopened_until = report.returned_at = report.review_began_at = None
    report.save()
