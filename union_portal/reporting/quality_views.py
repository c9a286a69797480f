"""数据质量: findings with their counts in the user's scope, and the rows of each (S38)."""

import datetime as dt

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render

from union_portal.ledgers.filters import search
from union_portal.ledgers.tables import columns
from union_portal.organization.models import OrgUnit

from .quality import FINDINGS, Finding, counts
from .views import PAGE, place_asked


def overview(request):
    unit, today = place_asked(request), dt.date.today()
    groups: dict[str, list[tuple[Finding, int]]] = {}
    for finding, count in counts(request.user, today, unit).items():
        groups.setdefault(finding.ledger.title, []).append((finding, count))
    total = sum(count for lines in groups.values() for _, count in lines)
    context = {"groups": groups, "total": total, "place": unit, "today": today, "places": places(request)}
    return render(request, "reporting/quality.html", context)


def rows(request, code: str):
    """The rows of one finding; each leads to its own page, where it is put right."""
    finding, unit = FINDINGS.get(code), place_asked(request)
    if finding is None or not request.user.can(f"{finding.ledger.app}.view"):
        raise Http404("没有这项检查，或岗位没有查看这本台账的权限")
    wrong = finding.rows(request.user, dt.date.today(), unit)
    found = search(finding.ledger, wrong, request.GET.get("q", ""))
    context = {
        "finding": finding,
        "ledger": finding.ledger,
        "columns": columns(finding.ledger),
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "place": unit,
        "places": places(request),
    }
    return render(request, "reporting/quality_rows.html", context)


def places(request):
    """The townships a user may narrow the checks to; none where there is but one."""
    own = OrgUnit.objects.filter(pk__in=request.user.unit_ids("reporting.view")).order_by("path")
    return own if own.count() > 1 else ()
