"""目标差距: how many enterprises a target still wants, with the arithmetic, and which come first."""

import datetime as dt
from decimal import Decimal, InvalidOperation
from math import ceil

from django.core.paginator import Paginator
from django.db.models import Case, Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import render

from enterprises.models import Visit
from enterprises.pages.doors import allowed, day_asked, own_unit
from union_portal.organization.requests import SignedIn
from union_portal.periods import Kind, Period, add_months
from union_portal.reporting.indicators import REGISTRY, Rate
from union_portal.reporting.models import Target

from ..models import Contract, Talks
from .coverage import employees

PAGE = 50
CODES = ("BAR15", "BAR14", "BAR16", "BAR18", "BAR19", "BAR21")
"""Rates over enterprises: a covered enterprise more is one in the numerator more."""
DEFAULT = Decimal(95)
UNDER_WAY = ("offered", "answered", "talking", "suspended", "drafted", "passed", "signed")


def missing(covered: int, all: int, percent: Decimal) -> int:
    """The least number of further enterprises that brings `covered` of `all` to `percent`."""
    return max(0, least(all, percent) - covered)


def least(all: int, percent: Decimal) -> int:
    """How many of `all` make up `percent`, rounded up."""
    return ceil(percent * all / 100)


def readiness(rows: QuerySet, day: dt.date) -> QuerySet:
    """First those that talk already, by how far; then a contract of their own that ran out; visits; size."""
    talks = Talks.objects.filter(enterprise=OuterRef("pk"), state__in=UNDER_WAY)
    far = Case(*(When(state=state, then=Value(n)) for n, state in enumerate(UNDER_WAY, 1)), default=Value(0))
    before = Contract.objects.filter(enterprise=OuterRef("pk"), kind=Contract.Kind.WAGE, expires_on__lt=day)
    visits = Visit.objects.filter(enterprise=OuterRef("pk"), on__gt=add_months(day, -12), on__lte=day)
    return rows.annotate(
        step=Coalesce(
            Subquery(talks.annotate(far=far).order_by("-far").values("far")[:1]),
            Value(0),
            output_field=IntegerField(),
        ),
        had=Exists(before),
        visited=Coalesce(
            Subquery(visits.order_by().values("enterprise").annotate(n=Count("pk")).values("n")), Value(0)
        ),
        staff=employees(day),
    ).order_by("-step", "-had", "-visited", "-staff", "pk")


def as_of(day: dt.date) -> Period:
    """The year up to `day`."""
    return Period(day.replace(month=1, day=1), day + dt.timedelta(1), Kind.CUSTOM, f"截至{day}")


def asked(request: SignedIn) -> tuple[str, Decimal, Target | None]:
    """The rate and the target: typed, or the next one recorded for the reader's unit."""
    code = request.GET.get("code") or CODES[0]
    if code not in CODES:
        raise Http404("没有这项目标")
    recorded = Target.objects.filter(code=code, org=own_unit(request)).order_by("by")
    target = recorded.filter(by__gte=day_asked(request)).first() or recorded.last()
    try:
        percent = Decimal(request.GET.get("percent") or (target.value if target else DEFAULT))
    except InvalidOperation:
        raise Http404("目标应为0至100的数") from None
    if not 0 < percent <= 100:
        raise Http404("目标应为0至100的数")
    return code, percent, target


def page(request: SignedIn):
    allowed(request, "view", "查看协商目标", "bargaining")
    day = day_asked(request)
    code, percent, target = asked(request)
    rate, unit, period = REGISTRY[code], own_unit(request), as_of(day)
    assert isinstance(rate, Rate)
    scope = Q(org__in=request.user.unit_ids("bargaining.view"))
    everybody = rate.rows(period, unit, "den").filter(scope).count()
    covered = rate.rows(period, unit, "num").filter(scope).count()
    short = missing(covered, everybody, percent)
    rest = readiness(rate.rows(period, unit, "rest").filter(scope).select_related("org"), day)
    listed = Paginator(rest, PAGE).get_page(request.GET.get("page"))
    words = dict(Talks.State.choices)
    for place, firm in enumerate(listed, listed.start_index()):
        firm.place, firm.talk = place, words[UNDER_WAY[firm.step - 1]] if firm.step else ""
    context = {
        "day": day,
        "code": code,
        "codes": [(one, REGISTRY[one].name) for one in CODES],
        "percent": percent.normalize(),
        "target": target,
        "rate": rate,
        "all": everybody,
        "covered": covered,
        "wanted": least(everybody, percent),
        "short": short,
        "spare": covered - least(everybody, percent),
        "page": listed,
    }
    return render(request, "bargaining/gap.html", context)
