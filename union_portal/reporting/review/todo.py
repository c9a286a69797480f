"""What reviewers and departments find on their first page."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef
from django.urls import reverse

from union_portal.notices.digest import TODO, Todo
from union_portal.organization.models import OrgUnit, User

from ..models import MonthlyReport, SectionCheck
from ..monthly.form import MONTHLY
from . import objections, reminding, reopening
from .matrix_pages import running
from .standing import looks, waiting


def of_reviewers(user: User, day: dt.date) -> Iterator[Todo]:
    """Reports and requests for the office; for a department, the sections it has not seen."""
    if not looks(user):
        return
    heads, queue = user.unit_ids("reporting.decide"), waiting(user)
    if heads:
        yield "月报待审核", queue.filter(org__parent__in=heads).count(), reverse("report-review")
        pleas = MonthlyReport.objects.filter(org__parent__in=heads)
        yield "月报申请更正", reopening.asked(pleas).count(), reverse("report-review")
        yield from unsent(heads, day)
    else:
        yield "月报待核对", unseen(user, queue).count(), reverse("report-review")
    yield "月报异议待答复", objections.for_me(user).count(), reverse("objections")


def unsent(heads: frozenset[int], day: dt.date) -> Iterator[Todo]:
    """Townships whose report of the running month has not come."""
    unit = OrgUnit.objects.filter(pk__in=heads).order_by("path").first()
    if unit is None:
        return
    month = running(day).start
    page = f"{reverse('report-matrix', args=[month.year])}?month={month.month}"
    yield f"{month.month}月月报未交", len(reminding.unsent(unit, month)), page


def unseen(user: User, queue):
    """Of what waits, where a section of the person's lacks its check."""
    mine = [one.app for one in MONTHLY.sections if user.can(f"{one.app}.decide")]
    wanting = MonthlyReport.objects.none()
    for app in mine:
        done = SectionCheck.objects.filter(report=OuterRef("pk"), filed=OuterRef("filed"), section=app)
        wanting = wanting | queue.exclude(Exists(done))
    return wanting


TODO.append(of_reviewers)
