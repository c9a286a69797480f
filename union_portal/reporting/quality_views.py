"""数据质量: findings with their counts in the user's scope, how they went, and the rows of each (S38)."""

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from union_portal.calendars import add_months
from union_portal.ledgers.filters import search
from union_portal.ledgers.tables import columns
from union_portal.organization.models import OrgUnit

from .models import FindingException
from .quality import FINDINGS, Finding, before, counts
from .views import PAGE, place_asked

LONGEST = 12
"""Months after which an exception must be looked at again."""


@dataclass(frozen=True)
class Line:
    """One finding: how many now, how many then (None where it was not counted), how many excepted."""

    finding: Finding
    count: int
    then: int | None
    excepted: int

    @property
    def change(self) -> str:
        if self.then is None:
            return "—"
        return "持平" if self.count == self.then else f"{self.count - self.then:+d}"


def overview(request):
    unit, today = place_asked(request), dt.date.today()
    known, then = before(request.user, today, unit)
    excepted = FindingException.objects.on(today).filter(org__in=seen(request, unit)).order_by()
    spared = dict(excepted.values_list("code").annotate(Count("pk")))
    groups: dict[str, list[Line]] = {}
    for finding, count in counts(request.user, today, unit).items():
        line = Line(finding, count, then.get(finding.code), spared.get(finding.code, 0))
        groups.setdefault(finding.ledger.title, []).append(line)
    total = sum(line.count for lines in groups.values() for line in lines)
    context = {"groups": groups, "total": total, "place": unit, "today": today, "known": known}
    return render(request, "reporting/quality.html", context | {"places": places(request)})


def seen(request, unit: OrgUnit):
    return OrgUnit.objects.filter(pk__in=request.user.unit_ids("reporting.view"), path__startswith=unit.path)


def asked(request, code: str) -> Finding:
    finding = FINDINGS.get(code)
    if finding is None or not request.user.can(f"{finding.ledger.app}.view"):
        raise Http404("没有这项检查，或岗位没有查看这本台账的权限")
    return finding


def rows(request, code: str):
    """The rows of one finding; each leads to its own page, where it is put right, or is excepted."""
    finding, unit, today = asked(request, code), place_asked(request), dt.date.today()
    wrong = finding.rows(request.user, today, unit)
    found = search(finding.ledger, wrong, request.GET.get("q", ""))
    context = {
        "finding": finding,
        "ledger": finding.ledger,
        "columns": columns(finding.ledger),
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "place": unit,
        "places": places(request),
        "ticks": request.user.can(f"{finding.ledger.app}.change"),
        "form": ExceptionForm(initial={"until": add_months(today, 3)}),
        "excepted": excepted(request, finding, unit),
        "today": today,
    }
    return render(request, "reporting/quality_rows.html", context)


def excepted(request, finding: Finding, unit: OrgUnit) -> list[tuple[FindingException, object]]:
    """Each exception in force and the row it spares; one gone from the user's sight is left out."""
    kept = finding.excepted(dt.date.today()).filter(org__in=seen(request, unit)).select_related("by")
    there = finding.ledger.rows(request.user).in_bulk([one.row for one in kept])
    return [(one, there[one.row]) for one in kept if one.row in there]


class ExceptionForm(forms.Form):
    reason = forms.CharField(label="原因", max_length=200, error_messages={"required": "应写明原因"})
    until = forms.DateField(
        label="有效期至",
        widget=forms.DateInput(attrs={"type": "date", "class": "day"}, format="%Y-%m-%d"),
        error_messages={"required": "应填写有效期", "invalid": "有效期应为日期，如2026-12-31"},
    )

    def clean_until(self):
        until, today = self.cleaned_data["until"], dt.date.today()
        last = add_months(today, LONGEST)
        if not today < until <= last:
            raise forms.ValidationError(f"有效期应在明天至{last}之间，填写的是{until}")
        return until


@require_POST
def spare(request, code: str):
    """列为例外: the ticked rows that this user may change, all at once; or 取消, from today on."""
    finding, unit, today = asked(request, code), place_asked(request), dt.date.today()
    if not request.user.can(f"{finding.ledger.app}.change"):
        raise PermissionDenied("你的岗位不能把记录列为例外")
    units = request.user.unit_ids(f"{finding.ledger.app}.change")
    back = redirect(f"{finding.address}?org={unit.code}")
    if request.POST.get("end", "").isdecimal():
        live = finding.excepted(today).filter(pk=request.POST["end"], org__in=units)
        if live.update(until=today):
            messages.success(request, "已取消例外，这条记录重新列入检查")
        return back
    ticked = [pk for pk in request.POST.getlist("row") if pk.isdecimal()]
    chosen = finding.rows(request.user, today, unit).filter(pk__in=ticked, org__in=units)
    form, found = ExceptionForm(request.POST), list(chosen.values_list("pk", "org"))
    if not found or not form.is_valid():
        why = [str(text) for errors in form.errors.values() for text in errors] if found else ["应先勾选记录"]
        messages.error(request, f"没有列为例外：{'；'.join(why)}")
        return back
    made = [
        FindingException(code=code, row=pk, org_id=org, since=today, by=request.user, **form.cleaned_data)
        for pk, org in found
    ]
    FindingException.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["code", "row", "since"],
        update_fields=["until", "reason", "by"],
    )
    messages.success(request, f"已将{len(made)}条列为例外，有效期至{form.cleaned_data['until']}")
    return back


def places(request):
    """The townships a user may narrow the checks to; none where there is but one."""
    own = OrgUnit.objects.filter(pk__in=request.user.unit_ids("reporting.view")).order_by("path")
    return own if own.count() > 1 else ()
