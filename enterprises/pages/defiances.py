"""三不: who the data suggest should be flagged, on what evidence; a person decides (A47)."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, Subquery
from django.http import Http404
from django.shortcuts import redirect, render

from union_portal.calendars import add_months
from union_portal.organization.requests import SignedIn

from .. import rules
from ..models import CaseStage, Defiance, Enterprise, LevyEntry, Obstacle, Stage, Visit
from .doors import allowed, day_asked

PAGE = 50
MONTHS = 12
"""不缴费: this long without a payment (ORG27)."""
Kind = Defiance.Kind


def suspects(kind: str, user, day: dt.date):
    """Enterprises that the registers show as `kind` on `day` and bear no such flag, and the evidence."""
    flags = Defiance.objects.on(day).filter(kind=kind, enterprise=OuterRef("pk"))
    rows = Enterprise.objects.visible_to(user).filter(rules.open_on(day)).exclude(Exists(flags))
    if kind == Kind.UNION:
        refused = CaseStage.objects.on(day).filter(case__enterprise=OuterRef("pk"), state=Stage.REFUSED)
        visits = Visit.objects.filter(enterprise=OuterRef("pk"), on__lte=day).order_by("-on", "-pk")
        why = Obstacle.objects.on(day).filter(enterprise=OuterRef("pk")).order_by("-since")
        rows = rows.filter(~rules.unionized(day)).annotate(
            refused=Subquery(refused.values("since")[:1]),
            visited=Subquery(visits.values("on")[:1]),
            reason=Subquery(why.values("reason")[:1]),
        )
        return rows.filter(refused__isnull=False).order_by("org__path", "initials", "pk")
    if not lists_known(day):
        return rows.none()
    paid = LevyEntry.objects.filter(enterprise=OuterRef("pk"), month__lte=day).order_by("-month")
    rows = rows.filter(rules.unionized(day)).annotate(paid=Subquery(paid.values("month")[:1]))
    late = Q(paid=None) | Q(paid__lte=add_months(day, -MONTHS))
    return rows.filter(late).order_by("org__path", "initials", "pk")


def lists_known(day: dt.date) -> bool:
    """Whether the tax office's lists of the last months are here: without them nobody is suspected."""
    return LevyEntry.objects.filter(month__lte=day, month__gt=add_months(day, -MONTHS)).exists()


def evidence(kind: str, row: Any) -> str:
    """What the registers say, as the first draft of the finding."""
    if kind == Kind.UNION:
        reason = dict(Obstacle.Reason.choices).get(row.reason)
        parts = [f"{row.refused}登记拒绝建会", row.visited and f"最近走访{row.visited}", reason]
        return "；".join(part for part in parts if part)
    return f"已建会，最近一次缴费所属月份{row.paid:%Y-%m}" if row.paid else "已建会，没有缴费记录"


def suggested(request: SignedIn):
    """The suggestions of one kind, each with a line to set the flag."""
    allowed(request, "view", "查看三不认定")
    kind = request.GET.get("kind") or Kind.UNION
    if kind not in (Kind.UNION, Kind.LEVY):
        raise Http404("这种情形没有可供提示的台账")
    day = day_asked(request)
    if request.method == "POST":
        flag(request, kind, day)
        return redirect(request.get_full_path())
    counts = [(k, Kind(k).label, suspects(k, request.user, day).count()) for k in (Kind.UNION, Kind.LEVY)]
    rows = suspects(kind, request.user, day).select_related("org")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.evidence = evidence(kind, row)
    return render(
        request,
        "enterprises/suspects.html",
        {
            "day": day,
            "kind": kind,
            "tabs": counts,
            "page": page,
            "can_flag": can_flag(request),
            "unknown": kind == Kind.LEVY and not lists_known(day),
        },
    )


def can_flag(request: SignedIn) -> bool:
    return request.user.can("enterprises.decide")


def flag(request: SignedIn, kind: str, day: dt.date) -> None:
    """One flag, by a person who answers for it; set twice, it is one."""
    if not can_flag(request):
        raise PermissionDenied("你的岗位没有认定三不企业的权限")
    pk = request.POST.get("enterprise", "")
    row = suspects(kind, request.user, day).filter(pk=pk if pk.isdecimal() else 0).first()
    if row is None:
        messages.error(request, "这家单位已有认定，或台账情况已变，没有重复认定")
        return
    said = request.POST.get("evidence", "").strip() or evidence(kind, row)
    made = Defiance(
        org=row.org, enterprise=row, kind=kind, since=day, evidence=said, found_by=request.user.name
    )
    try:
        with transaction.atomic():
            made.full_clean()
            made.save()
        messages.success(request, f"已认定：{made}")
    except ValidationError as error:
        messages.error(request, "；".join(error.messages))
