"""Papers of a month through the browser: laid beside a figure, handed out, taken away."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.views.decorators.http import require_GET, require_POST

from union_portal.notices import files
from union_portal.organization.requests import SignedIn

from ..models import MonthlyReport, ReportPaper
from .cells import Refused
from .form import MONTHLY
from .page import address
from .papers import attach, reads, remove
from .views import found


class PaperForm(forms.Form):
    file = files.PaperField()


@require_POST
def add(request: SignedIn, org: str, month: str, code: str):
    one = found(request, org, month, "change")
    if code not in MONTHLY.codes:
        raise Http404("月报没有这一项")
    form = PaperForm(request.POST, request.FILES)
    if not form.is_valid():
        return sorry(request, one, code, "没有附上：" + "；".join(map(str, form.errors["file"])))
    try:
        made = attach(one, request.user, code, form.cleaned_data["file"])
    except Refused as refused:
        return sorry(request, one, code, f"没有附上：{refused}")
    messages.success(request, f"已附：{made.attachment.name}，随月报送审")
    return back(one, code, "#papers")


@require_GET
def hand(request: SignedIn, org: str, month: str, code: str, pk: int):
    one = found(request, org, month)
    paper = paper_of(one, code, pk)
    if code not in reads(request.user, one):
        raise PermissionDenied("附件可能涉及个人，只供填报单位和审核这一部分的岗位查看")
    return files.handed(paper.attachment)


@require_POST
def take_away(request: SignedIn, org: str, month: str, code: str, pk: int):
    one = found(request, org, month, "change")
    paper = paper_of(one, code, pk)
    try:
        remove(paper)
    except Refused as refused:
        return sorry(request, one, code, f"没有移除：{refused}")
    messages.success(request, f"已移除：{paper.attachment.name}")
    return back(one, code, "#papers")


def paper_of(report: MonthlyReport, code: str, pk: int) -> ReportPaper:
    paper = report.papers.select_related("attachment", "report").filter(code=code, pk=pk).first()
    if paper is None:
        raise Http404("没有找到这个附件，可能已被移除")
    return paper


def sorry(request: SignedIn, report: MonthlyReport, code: str, why: str):
    """At the head of the page, where the words stand."""
    messages.error(request, why)
    return back(report, code)


def back(report: MonthlyReport, code: str, there: str = ""):
    return redirect(f"{address('report', report)}?cell={code}{there}")
