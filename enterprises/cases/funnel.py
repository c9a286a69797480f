"""建会进度: how many cases stand at each stage on a day, how long each stage takes, and why some stand still.

Townships are read in administrative order; nobody is set above anybody.
"""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import (
    Count,
    DateField,
    F,
    Func,
    IntegerField,
    Q,
    QuerySet,
    Value,
)
from django.db.models.functions import Coalesce, Least
from django.shortcuts import render

from union_portal.organization.models import OrgUnit
from union_portal.organization.requests import SignedIn
from union_portal.reporting.changes import Median

from ..models import CLOSED, CaseStage, Obstacle, Stage
from ..pages.doors import allowed, day_asked

ROWS = 50


@dataclass(frozen=True)
class Line:
    """One stage: cases in it on the day, cases that ever were, the median days of those that left it."""

    stage: Stage
    now: int
    ever: int
    median: float | None


def standing(user, day: dt.date) -> QuerySet:
    """One row for each case opened by `day`: the stage it was in."""
    return CaseStage.objects.visible_to(user).on(day)


def entered(user, day: dt.date) -> QuerySet:
    return CaseStage.objects.visible_to(user).filter(since__lte=day)


def passed(user, day: dt.date) -> QuerySet:
    """Stages left by `day`."""
    return CaseStage.objects.visible_to(user).filter(until__lte=day)


def days_until(end) -> Func:
    shape = "(%(expressions)s)"
    return Func(end, F("since"), template=shape, arg_joiner=" - ", output_field=IntegerField())


def stages(user, day: dt.date, within: Q) -> list[Line]:
    now, ever = (
        dict(rows.filter(within).order_by().values_list("state").annotate(Count("case", distinct=True)))
        for rows in (standing(user, day), entered(user, day))
    )
    middle = (
        passed(user, day)
        .filter(within)
        .order_by()
        .values_list("state")
        .annotate(middle=Median(days_until(F("until"))))
    )
    medians = dict(middle)
    return [Line(stage, now.get(stage, 0), ever.get(stage, 0), medians.get(stage)) for stage in Stage]


def by_township(user, day: dt.date, units: QuerySet) -> list[tuple[OrgUnit, list[tuple[Stage, int]], int]]:
    """Every township in administrative order, its cases at each stage, and all of them."""
    counted = standing(user, day).order_by().values_list("org", "state").annotate(Count("case"))
    found = {(org, state): number for org, state, number in counted}
    table = []
    for unit in units:
        cells = [(stage, found.get((unit.pk, stage), 0)) for stage in Stage]
        table.append((unit, cells, sum(number for _, number in cells)))
    return table


def obstacles(user, day: dt.date) -> QuerySet:
    """Reasons that stood on the day, of enterprises whose case was open on it."""
    cases = standing(user, day).exclude(state__in=CLOSED).values("case__enterprise")
    return Obstacle.objects.visible_to(user).on(day).filter(enterprise__in=cases)


def reasons(user, day: dt.date, within: Q) -> list[tuple[str, str, int, int]]:
    """Code, reason, how many stand, how many were cured by the day."""
    kept = Obstacle.objects.visible_to(user).filter(within, until__lte=day)
    now, cured = (
        dict(rows.order_by().values_list("reason").annotate(Count("pk")))
        for rows in (obstacles(user, day).filter(within), kept)
    )
    return [(code, label, now.get(code, 0), cured.get(code, 0)) for code, label in Obstacle.Reason.choices]


def funnel(request: SignedIn):
    allowed(request, "view", "查看建会进度")
    day, user = day_asked(request), request.user
    units = OrgUnit.objects.filter(pk__in=user.unit_ids("enterprises.view")).townships()
    unit = units.filter(code=request.GET.get("org", "")).first()
    within = Q(org=unit) if unit else Q()
    context = {
        "day": day,
        "unit": unit,
        "units": units,
        "lines": stages(user, day, within),
        "table": by_township(user, day, units),
        "reasons": reasons(user, day, within),
        "stages": list(Stage),
    }
    return render(request, "enterprises/funnel.html", context)


KINDS = {
    "now": "在此阶段",
    "ever": "曾到此阶段",
    "left": "已走过此阶段",
    "reason": "未建会原因",
    "cured": "已化解",
}


def funnel_rows(request: SignedIn):
    """The rows behind one number of the page before: the same conditions, so as many of them."""
    allowed(request, "view", "查看建会进度")
    day, user, query = day_asked(request), request.user, request.GET
    kind, code = query.get("kind", "now"), query.get("code", "")
    rows = _rows(user, day, kind)
    label = dict(Obstacle.Reason.choices if kind in ("reason", "cured") else Stage.choices).get(code, "")
    if code:
        rows = rows.filter(**{"reason" if kind in ("reason", "cured") else "state": code})
    if unit := OrgUnit.objects.filter(code=query.get("org", "")).first():
        rows = rows.filter(org=unit)
    page = Paginator(rows, ROWS).get_page(query.get("page"))
    back = urlencode({"on": str(day)} | ({"org": query["org"]} if query.get("org") else {}))
    context = {"day": day, "unit": unit, "page": page, "kind": kind, "back": back}
    context["title"] = f"{label or '全部'}：{KINDS.get(kind, KINDS['now'])}"
    return render(request, "enterprises/funnel_rows.html", context)


def _rows(user, day: dt.date, kind: str) -> QuerySet:
    today = Least(Coalesce("until", Value(day, DateField())), Value(day, DateField()))
    if kind in ("reason", "cured"):
        cured = Obstacle.objects.visible_to(user).filter(until__lte=day)
        rows = obstacles(user, day) if kind == "reason" else cured
        return rows.select_related("enterprise", "org").order_by("org__path", "since", "pk")
    rows = {"ever": entered, "left": passed}.get(kind, standing)(user, day)
    if kind == "ever":
        rows = rows.order_by("case_id", "state", "since").distinct("case_id", "state")
    else:
        rows = rows.order_by("org__path", "since", "pk")
    return rows.select_related("case__enterprise", "org").annotate(days=days_until(today))
