"""年度工作纪实 on the screen (S36): what is shown, and each step taken there."""

from decimal import Decimal, InvalidOperation

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from union_portal.organization.models import OrgUnit

from ..figures import text_of
from ..indicators import REGISTRY
from ..models import Correction, Drift
from ..places import register_of
from ..views import place_asked, when_and_where
from ..yearbook_views import KINDS, for_readers, year_asked
from ..years import best_year, years
from . import corrections, steps
from .effects import effects
from .page import AnnualPage
from .sections import sections
from .working import ask_for_drift

ROWS = 50


def page_of(request, year: int) -> AnnualPage:
    as_sealed = request.GET.get("version") == "sealed"
    return AnnualPage(year_asked(request, year), place_asked(request), request.user, as_sealed=as_sealed)


def address(page: AnnualPage, name: str = "annual") -> str:
    """With the kind of year and the unit it was opened for."""
    return f"{reverse(name, args=[page.period.last_day.year])}?kind={page.period.kind}&org={page.unit.code}"


@for_readers
def latest(request):
    return redirect("annual", best_year().start.year)


@for_readers
def show_year(request, year: int):
    return drawn(request, page_of(request, year))


def drawn(request, page: AnnualPage, typed=None, status: int = 200):
    """The page; with what was `typed` into a correction that was refused."""
    return render(
        request,
        "reporting/annual/page.html",
        {
            **when_and_where(page.period, page.unit),
            "page": page,
            "years": years(),
            "typed": typed or {"code": request.GET.get("correct", ""), "unit": page.unit.code},
            "correcting": typed is not None or "correct" in request.GET,
            "kinds": [(kind.value, kind.label) for kind in KINDS],
            "can": {verb: page.may(verb) for verb in ("change", "review", "decide")},
            "units": OrgUnit.objects.filter(path__startswith=page.unit.path).order_by("path"),
            "corrections": listed(page) if page.sealed else (),
            "approved": page.record.corrections.exclude(approved_at=None).count() if page.sealed else 0,
            "effects": effects(page.record) if page.sealed else {},
        },
        status=status,
    )


def listed(page: AnnualPage) -> list[tuple[Correction, str, str, str]]:
    """The corrections of the year, each with the name of its figure, what it was and what it became."""
    people = ("unit", "proposed_by", "approved_by")
    return [
        (one, REGISTRY[one.code].name, worded(one, one.before), worded(one, one.after))
        for one in page.record.corrections.select_related(*people)
    ]


def worded(one: Correction, value: Decimal | None) -> str:
    """With the unit of the figure; the counts of a rate have none."""
    if one.part and value is not None:
        return f"{value.normalize():f}"
    indicator = REGISTRY[one.code]
    return f"{text_of(indicator, value)} {indicator.unit.replace('%', '')}".rstrip()


@for_readers
def progress(request, year: int):
    """How far the background work is, for the page that waits for it."""
    page = page_of(request, year)
    job = page.job
    words = "排队等待" if job and job.state == "queued" else "正在办理"
    return JsonResponse(
        {"busy": page.busy, "words": words, "done": job.done if job else 0, "total": job.total if job else 0}
    )


# --- what is done there


@require_POST
@for_readers
def act(request, year: int):
    """One step; what stands in its way is said on the page it was asked on."""
    page, do = page_of(request, year), request.POST.get("do", "")
    if do not in ACTS:
        return HttpResponseBadRequest()
    if not page.own:
        raise PermissionDenied(f"年报由{page.record.org}办理，请在本级工会的页面上操作")
    right, work = ACTS[do]
    if (right and not page.may(right)) or (do == "note" and not page.noted_by(request.user)):
        raise PermissionDenied("你的岗位不能办理年报的这一步")
    try:
        said = work(request, page)
    except steps.Refused as refusal:
        messages.error(request, str(refusal))
        return drawn(request, page, request.POST, 422) if do == "propose" else redirect(address(page))
    messages.success(request, said)
    return redirect(f"{address(page)}{request.POST.get('at', '')}")


def freeze(request, page: AnnualPage) -> str:
    steps.freeze(steps.record_for(page.period, page.unit), request.user)
    return "开始取数，可以离开本页；取好后在这里核对"


def confirm(request, page: AnnualPage) -> str:
    """Open to the department of the section, whatever else it may do."""
    name = request.POST.get("section", "")
    section = next((one for one in sections() if one.name == name), None)
    if section is None:
        raise Http404(f"没有“{name}”这一部分")
    if not section.confirmed_by(request.user, page.record):
        raise PermissionDenied(f"“{name}”由{section.department}确认")
    if page.record.pk is None:
        raise steps.Refused("还没有取数，请先由统计岗位取数")
    steps.confirm(page.record, section, request.user)
    return f"已确认{name}"


def note(request, page: AnnualPage) -> str:
    subject, text = request.POST.get("subject", ""), request.POST.get("text", "").strip()
    steps.note(steps.record_for(page.period, page.unit), subject, text, request.user)
    return f"已记下{subject}的说明" if text else f"已取消{subject}的说明"


def prepare(request, page: AnnualPage) -> str:
    steps.prepare(saved(page), request.user)
    return "已提交审核"


def review(request, page: AnnualPage) -> str:
    steps.review(saved(page), request.user)
    return "已审核，待签署"


def sign(request, page: AnnualPage) -> str:
    steps.sign(saved(page), request.user)
    return "已签署，可以封存"


def send_back(request, page: AnnualPage) -> str:
    steps.send_back(saved(page))
    return "已退回填报，签署作废"


def seal(request, page: AnnualPage) -> str:
    record = steps.seal(saved(page))
    return f"年报已封存，摘要 {record.seal}"


def drift(request, page: AnnualPage) -> str:
    if not page.sealed:
        raise steps.Refused("年报还没有封存，没有封存后的变动")
    ask_for_drift(page.record, request.user)
    return "开始与台账核对，可以离开本页"


def propose(request, page: AnnualPage) -> str:
    told = request.POST
    unit = OrgUnit.objects.filter(code=told.get("unit", ""), pk__in=request.user.unit_ids("reporting.change"))
    if not (chosen := unit.first()):
        raise steps.Refused("没有这个单位，或它不在你的管理范围内")
    try:
        after = Decimal(told.get("after", "").strip().replace(",", ""))
    except InvalidOperation:
        raise steps.Refused(f"更正后的数应是数字，现在是“{told.get('after', '')}”") from None
    if not after.is_finite() or abs(after) >= 10**14:
        raise steps.Refused("更正后的数太大，请核对")
    words = (told.get("reason", "").strip()[:300], told.get("effect", "").strip()[:300])
    code, _, part = told.get("code", "").partition(":")
    asked = corrections.Proposal(chosen, code, after, *words, part=part)
    made = corrections.propose(saved(page), asked, request.user)
    return f"已登记更正第{made.number}号，请另一个人批准"


def approve(request, page: AnnualPage) -> str:
    number = request.POST.get("number", "")
    found = Correction.objects.filter(record=page.record, number=number if number.isdecimal() else 0)
    done = corrections.approve(get_object_or_404(found), request.user)
    return f"更正第{done.number}号已批准"


def saved(page: AnnualPage):
    if page.record.pk is None:
        raise steps.Refused("还没有取数，请先取数")
    return page.record


ACTS = {
    "freeze": ("change", freeze),
    "confirm": ("", confirm),
    "note": ("", note),
    "prepare": ("change", prepare),
    "review": ("review", review),
    "sign": ("decide", sign),
    "back": ("decide", send_back),
    "seal": ("decide", seal),
    "drift": ("view", drift),
    "propose": ("change", propose),
    "approve": ("decide", approve),
}
"""What a button does, and the right on the whole unit that it asks; "" where the step itself asks."""


# --- what changed since the seal


@for_readers
def drifted(request, year: int):
    """封存后变动: the rows behind one figure, or behind all, as they were sealed and as they are."""
    page = page_of(request, year)
    if not page.sealed:
        raise Http404("年报还没有封存，没有封存后的变动")
    rows = Drift.objects.filter(record=page.record, org__path__startswith=page.unit.path)
    code = request.GET.get("code", "")
    if code:
        rows = rows.filter(code=code)
    listed = Paginator(rows.select_related("org").order_by("code", "part", "row"), ROWS)
    shown = listed.get_page(request.GET.get("page"))
    named(shown, request.user)
    context = {**when_and_where(page.period, page.unit), "annual": page, "page": shown}
    return render(request, "reporting/annual/drift.html", context)


def named(rows, user) -> None:
    """What each row is called and where it opens, as far as this user may see; one query a register."""
    asked: dict = {}
    for one in rows:
        one.indicator = REGISTRY.get(one.code)
        if one.indicator and one.part in one.indicator.parts():
            one.part_name = one.indicator.parts()[one.part]
            model = one.indicator.rows(one.record.period.span, one.org, one.part).model
            asked.setdefault(model, []).append(one)
    for model, lines in asked.items():
        ledger = register_of(model)
        if not user.can(f"{ledger.app}.view"):
            continue
        seen = model._default_manager.filter(pk__in={one.row for one in lines})
        known = seen.select_related(*ledger.related).in_bulk()
        for one in lines:
            one.known = known.get(one.row)
            one.ledger = ledger
