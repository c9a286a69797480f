"""月报审核 (S33): who waits on the left; on the right the report beside last month and last year."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Count, F, Q
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views import View

from union_portal.organization.requests import SignedIn

from ..indicators import REGISTRY
from ..models import MonthlyReport, SectionCheck
from ..monthly.form import MONTHLY, Section, numbered
from ..monthly.papers import papers_of, reads
from ..sealed import SEALED_MONTH, month_sealed
from . import acts, differences, drift, reopening
from .acts import RefusedError
from .standing import above, answers_for, looks, reviews, waiting

WHOLE = "whole"
"""The name of the remark on the report as a whole."""


@dataclass(frozen=True)
class Part:
    """A section in this filing: vouched for by whom, and whether the reader could."""

    number: str
    section: Section
    check: SectionCheck | None
    mine: bool


class Review(View):
    """`?by=section` keeps the form's order; without it what changed most comes first."""

    request: SignedIn

    def dispatch(self, request, *args, org="", month="", **kwargs):
        if not looks(request.user):
            raise PermissionDenied("月报由区总工会审核，你的岗位没有这项权限")
        self.at = (org, month)
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def queue(self) -> list[MonthlyReport]:
        checked = Count("checks", filter=Q(checks__filed=F("filed")))
        return list(waiting(self.request.user).annotate(checked=checked))

    @cached_property
    def report(self) -> MonthlyReport | None:
        """The one of the address; without an address, the first that waits."""
        code, month = self.at
        if not code:
            return self.queue[0] if self.queue else None
        found = MonthlyReport.objects.filter(org__parent__in=above(self.request.user), org__code=code)
        rows = found.select_related("org", "period", "submitted_by", "approved_by")
        report = rows.filter(period__kind="MONTH", period__start=f"{month}-01").first()
        if report is None:
            raise Http404("没有这份月报，或它不在你的审核范围内")
        return report

    def get(self, request):
        return self.show()

    def show(self, status: int = 200, typed: dict[str, str] | None = None):
        today, report = timezone.localdate(), self.report
        pleas = reopening.asked(MonthlyReport.objects.filter(org__parent__in=above(self.request.user)))
        context = {
            "queue": [(one, differences.late(one, today)) for one in self.queue],
            "parts_in_all": len(MONTHLY.sections),
            "pleas": pleas.select_related("org", "period").order_by("period__start", "org__path"),
            "report": report,
            "by": self.request.GET.get("by", ""),
        }
        if report:
            context |= self.opened(report, typed or {}, today)
        return render(self.request, "reporting/review/queue.html", context, status=status)

    def opened(self, report: MonthlyReport, typed: dict[str, str], today: dt.date) -> dict:
        user, found = self.request.user, differences.rows(report)
        sealed = month_sealed(report.org, report.period.span)
        waits = report.state == acts.State.SUBMITTED and not sealed
        whole = report.remarks.filter(filed=report.filed, code="").first()
        return {
            "rows": found if self.request.GET.get("by") else differences.most_changed(found),
            "amended": [row for row in found if row.amended],
            "compared_with": differences.compared_with(report),
            "late": differences.late(report, today),
            "parts": self.parts(report),
            "waits": waits,
            "sealed": SEALED_MONTH if sealed else "",
            "began": report.review_began_at,
            "decides": reviews(user, report.org),
            "typed": typed,
            "whole": typed.get("") or (whole.text if whole else ""),
            "events": report.events.select_related("by").order_by("-pk"),
            "objections": [(one, REGISTRY[one.code].name) for one in report.objections.order_by("pk")],
            "drifted": drift.now(report) if report.locked_at else [],
            "plea": None if sealed else reopening.plea(report),
            "papers": papers_of(report),
            "opens": reads(user, report),
            "longest": today + dt.timedelta(reopening.LONGEST),
            "today": today,
        }

    def parts(self, report: MonthlyReport) -> list[Part]:
        checks = {one.section: one for one in report.checks.filter(filed=report.filed).select_related("by")}
        mine = answers_for(self.request.user, report.org)
        return [
            Part(number, one, checks.get(one.app), one in mine) for number, one in numbered(MONTHLY.sections)
        ]

    # --- what is said of a report

    def post(self, request, **kwargs):
        do, _, which = request.POST.get("do", "").partition(":")
        acts_of: dict[str, Callable[[MonthlyReport, int, str], str]] = {
            "begin": self.begin,
            "approve": self.approve,
            "return": self.give_back,
            "save": self.save,
            "check": self.check,
            "reopen": self.reopen,
            "decline": self.decline,
        }
        filed, report = request.POST.get("filed", ""), self.report
        if do not in acts_of or not filed.isdecimal() or report is None:
            return HttpResponseBadRequest()
        try:
            with transaction.atomic():
                done = acts_of[do](report, int(filed), which)
        except RefusedError as refusal:
            messages.warning(request, str(refusal))
            return self.refused(report, int(filed))
        if done:
            messages.success(request, done)
        return redirect(self.place(report) if do in ("begin", "save") else self.following(report))

    def refused(self, report: MonthlyReport, filed: int):
        """Withdrawn or decided on meanwhile: the next one. Else the same page, with what was typed."""
        now = MonthlyReport.objects.get(pk=report.pk)
        if self.request.POST.get("do") in ("reopen", "decline") or (now.state, now.filed) == (
            acts.State.SUBMITTED,
            filed,
        ):
            return self.show(422, self.words)
        return redirect(self.following(report))

    @property
    def words(self) -> dict[str, str]:
        """What was typed into remarks, by code; of the whole under ""."""
        said = {code: self.request.POST.get(f"r-{code}", "").strip() for code in MONTHLY.codes}
        said[""] = self.request.POST.get(WHOLE, "").strip()
        return {code: text for code, text in said.items() if text}

    def place(self, report: MonthlyReport) -> str:
        page = reverse("report-review-one", args=[report.org.code, f"{report.period.start:%Y-%m}"])
        return f"{page}?by=section" if self.request.GET.get("by") else page

    def following(self, report: MonthlyReport) -> str:
        """The next that waits for this person, already opened for review by whoever decides."""
        user = self.request.user
        key = (report.period.start, report.org.path)
        others = waiting(user).exclude(pk=report.pk).prefetch_related("checks")
        rows = [one for one in others if self.asks(one)]
        for one in sorted(rows, key=lambda one: (one.period.start, one.org.path) < key):
            if not reviews(user, one.org):
                return self.place(one)
            try:
                acts.begin(one.pk, user, one.filed)
            except RefusedError as refusal:
                messages.warning(self.request, str(refusal))
            else:
                return self.place(one)
        return reverse("report-review")

    def asks(self, report: MonthlyReport) -> bool:
        """Whether it waits for this very person."""
        if reviews(self.request.user, report.org):
            return True
        mine = {one.app for one in answers_for(self.request.user, report.org)}
        return bool(mine - {one.section for one in report.checks.all() if one.filed == report.filed})

    def decided_by_reader(self, report: MonthlyReport) -> None:
        if not reviews(self.request.user, report.org):
            raise PermissionDenied("通过、退回和同意更正由区总工会办公室办理，你的岗位可以核对本部门的部分")

    def begin(self, report, filed, which):
        self.decided_by_reader(report)
        acts.begin(report.pk, self.request.user, filed)
        return ""

    def approve(self, report, filed, which):
        self.decided_by_reader(report)
        if self.words:
            raise RefusedError("没有通过：已写了意见。要退回请按“退回”，确实没有问题请先清空意见")
        acts.approve(report.pk, self.request.user, filed)
        return f"{report}已通过"

    def give_back(self, report, filed, which):
        self.decided_by_reader(report)
        acts.give_back(report.pk, self.request.user, filed, self.words)
        return f"{report}已退回，镇街打开后直接看到有意见的格"

    def save(self, report, filed, which):
        """A department's remarks, for the office that hands back."""
        acts.begin(report.pk, self.request.user, filed)
        acts.remark(acts.held(report.pk), self.request.user, self.words)
        return "意见已保存，由区总工会办公室退回镇街"

    def check(self, report, filed, which):
        if which not in {one.app for one in answers_for(self.request.user, report.org)}:
            raise PermissionDenied("这一部分由主管部门核对，你的岗位没有这项权限")
        _, whole = acts.check(report.pk, self.request.user, filed, which)
        title = next(one.title for one in MONTHLY.sections if one.app == which)
        return f"{report}：{title}已核对" + ("，各部分都已核对，月报通过" if whole else "")

    def reopen(self, report, filed, which):
        self.decided_by_reader(report)
        try:
            last = dt.date.fromisoformat(self.request.POST.get("until", ""))
        except ValueError:
            raise RefusedError("没有答复：更正期限应写成2015-04-20的样子") from None
        reopening.reopen(report.pk, self.request.user, last)
        return f"{report}已同意更正，期限{last}"

    def decline(self, report, filed, which):
        self.decided_by_reader(report)
        reopening.decline(report.pk, self.request.user, self.request.POST.get("why", ""))
        return f"{report}：不同意更正，已告知镇街"
