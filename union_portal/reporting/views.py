"""Indicators: the directory, and the page that opens one figure down to its rows."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render

from union_portal.ledgers.filters import search
from union_portal.ledgers.tables import columns
from union_portal.organization.models import OrgUnit

from .annual.behind import compared, frozen_detail, kept_parts
from .annual.effects import effects
from .annual.meanings import version_of
from .article.content import correction
from .catalogue import CATALOGUE
from .dimensions import broken_down, offered
from .discretion import kept_from, told_to
from .figures import a_year_before, cells, show
from .identities import checked, naming
from .indicators import REGISTRY, Rate
from .models import Target
from .places import register_of
from .review.drift import of_code
from .sealed import approved, record_of, snapshot_of
from .years import asked_for, best_year, on_offer

PAGE = 50
RATE_PARTS = {"num": "分子", "den": "分母", "rest": "未覆盖"}


def asked(request):
    """The period and unit of the URL; a unit outside the user's own is the same 404 as none."""
    try:
        period = asked_for(request.GET)
    except ValueError as error:
        if not {"from", "to"} & {name for name, value in request.GET.items() if value}:
            raise Http404(str(error)) from None
        messages.error(request, f"起止日期：{error}")
        period = best_year()
    return period, place_asked(request)


def place_asked(request) -> OrgUnit:
    """The unit of the URL, else that of the user's post."""
    allowed = OrgUnit.objects.filter(pk__in=request.user.unit_ids("reporting.view"))
    code = request.GET.get("org")
    unit = allowed.filter(code=code).first() if code else allowed.order_by("path").first()
    if unit is None:
        raise Http404("没有这个单位，或它不在你的管理范围内")
    return unit


def directory(request):
    """Every indicator that has a ledger, by work block, with its value and last year's."""
    period, unit = asked(request)
    now, computed_at = cells(period, REGISTRY, [unit])
    before = a_year_before(period, REGISTRY, [unit])
    now, before = (told_to(request.user, found, [unit]) for found in (now, before))
    groups: dict[str, list] = {}
    for code in CATALOGUE:
        if code in REGISTRY:
            shown = show(code, now[unit.pk][code], before[unit.pk].get(code))
            groups.setdefault(CATALOGUE[code].group_name, []).append(shown)
    return render(
        request,
        "reporting/directory.html",
        {**when_and_where(period, unit), "groups": groups, "computed_at": computed_at},
    )


def when_and_where(period, unit) -> dict:
    """What the period select and the addresses of figures need."""
    return {
        "period": period,
        "before": period.same_last_year,
        "place": unit,
        "offer": on_offer(period),
    }


def indicator_page(request, code: str):
    """Equation, definition, breakdown by unit, and the rows of each part with the 对平 badge."""
    if code not in REGISTRY:
        raise Http404(f"指标“{code}”不在目录中，或还没有台账")
    indicator = REGISTRY[code]
    period, unit = asked(request)
    children = list(unit.children.order_by("path"))
    now, computed_at = cells(period, [code], [unit, *children])
    before = a_year_before(period, [code], [unit])
    now = told_to(request.user, now, [unit, *children])
    before = told_to(request.user, before, [unit])
    part = request.GET.get("part", "") or next(iter(indicator.parts()))
    if part not in indicator.parts() | {group.name: group.label for group in indicator.groups()}:
        raise Http404("没有这部分明细")
    return render(
        request,
        "reporting/indicator.html",
        {
            "indicator": indicator,
            "is_rate": isinstance(indicator, Rate),
            **when_and_where(period, unit),
            "computed_at": computed_at,
            "shown": show(code, now[unit.pk][code], before[unit.pk].get(code)),
            "target": Target.objects.filter(code=code, by__gte=period.start).order_by("by").first(),
            "breakdown": [(child, show(code, now[child.pk][code])) for child in children],
            "part": part,
            "version": version_of(code),
            **told_apart(request, indicator, period, unit),
            "checks": checked(period, unit, naming(code)) if naming(code) else (),
            "drifted": of_code(code, period, unit),
            "several": True,
            **compared(request, period, unit, indicator, part),
            **rows_behind(request, indicator, period, unit, part, now[unit.pk][code]),
        },
    )


def rows_behind(request, indicator, period, unit, part: str, value) -> dict:
    """Of a sealed period those that were sealed, unless `?rows=now` asks for the registers."""
    sealed = record_of(period, unit)
    corrected = put_right(sealed, indicator.code, unit) if sealed else []
    told = {"sealed": sealed, "put_right": corrected}
    if sealed and request.GET.get("rows") != "now" and part in kept_parts(indicator):
        told |= frozen_detail(request, snapshot_of(sealed), indicator, unit, part)
        return told | {"against": "封存数"} if corrected else told
    return told | detail(request, indicator, period, unit, part, value)


def put_right(sealed, code: str, unit) -> list[str]:
    """The approved corrections that moved this figure of this unit."""
    moved = effects(sealed)
    return [
        correction(one, [])
        for one in approved(sealed).select_related("unit")
        if any((each.code, each.unit.pk) == (code, unit.pk) for each in moved[one.number].figures)
    ]


def told_apart(request, indicator, period, unit) -> dict:
    """The figure by what the URL's `by` names, besides places."""
    dimensions = offered(indicator)
    by = next((one for one in dimensions if one.name == request.GET.get("by")), None)
    if by is None or kept_from(request.user, indicator.code):
        return {"dimensions": dimensions}
    lines = [
        (kind, label, show(indicator.code, value))
        for kind, label, value in broken_down(indicator, period, unit, by)
    ]
    return {"dimensions": dimensions, "by": by, "kinds": lines}


def detail(request, indicator, period, unit, part: str, value) -> dict:
    """One page of the rows behind a part, and whether all of them together equal the figure."""
    told = {group.name: group.label for group in indicator.groups()}
    rows = indicator.grouped(period, unit, part) if part in told else indicator.rows(period, unit, part)
    ledger = register_of(rows.model)
    if not request.user.can(f"{ledger.app}.view"):
        return {"rows_hidden": True}
    by = next((one for one in offered(indicator) if one.name == request.GET.get("by")), None)
    if kind_asked := by and "of" in request.GET:
        rows = by.only(rows, period.last_day, request.GET["of"].strip())
    counts = indicator.sizes(period, unit)
    found = search(ledger, ledger.annotate(rows.select_related(*ledger.related)), request.GET.get("q", ""))
    whole = "den" if isinstance(indicator, Rate) else next(iter(indicator.parts()))
    recounted, expected = indicator.recount(rows, part), None
    if part not in told and not kind_asked:
        expected = indicator.expected(value, part)
    names = indicator.parts() | (RATE_PARTS if isinstance(indicator, Rate) else {}) | told
    return {
        "ledger": ledger,
        "columns": [*columns(ledger), *indicator.columns()],
        "besides": indicator.besides(indicator.rows(period, unit, whole)),
        "tabs": [(name, names[name], count) for name, count in counts.items()],
        "against": names[part] if isinstance(indicator, Rate) else "本指标",
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "balanced": expected is None or recounted == expected,
        "recounted": recounted,
        "expected": expected,
        "difference": (recounted or 0) - (expected or 0),
        "summed": indicator.total if indicator.adding(part) else "",
    }
