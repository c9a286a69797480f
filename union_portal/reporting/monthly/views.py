"""S31: a chair's month, typed cell by cell."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from union_portal import periods
from union_portal.notices.files import ACCEPT
from union_portal.organization.requests import SignedIn

from ..indicators import REGISTRY
from ..models import MonthlyReport
from ..review import drift
from ..review.reopening import ANSWERS
from ..sealed import SEALED_MONTH, month_sealed
from .cells import Clash, Refused, explain, takes_typing, type_in, type_nothing, written
from .deadline import due, late
from .filing import HANDED_IN
from .form import MONTHLY
from .objecting import object_to
from .page import address, for_script, plain, sheet
from .panel import panel
from .papers import papers_of, reads, removable
from .pasting import read
from .values import cells_of, month_values

WRITING = 10
"""The reports a list shows a page."""


def found(request: SignedIn, org: str, month: str, verb: str = "view") -> MonthlyReport:
    """The report of the address; of a unit outside the user's own, or a month not yet open: the same 404."""
    rows = MonthlyReport.objects.select_related("org", "period", "submitted_by")
    report = rows.filter(
        org__in=request.user.unit_ids("reporting.view"),
        org__code=org,
        period__kind=periods.Kind.MONTH,
        period__start=f"{month}-01",
    ).first()
    if report is None:
        raise Http404("没有这份月报：这个月还没有开启，或不在你的管理范围内")
    if verb == "change" and not mine(request, report):
        raise PermissionDenied("月报由镇街工会填报")
    return report


def mine(request: SignedIn, report: MonthlyReport) -> bool:
    """A township reports for itself: who reviews it does not fill it in."""
    posts = [post for post in request.user.live_posts if post.unit_id == report.org_id]
    return any("reporting.change" in post.definition.rights for post in posts)


def wants_json(request) -> bool:
    return "application/json" in request.headers.get("Accept", "")


@require_GET
def reports(request: SignedIn):
    """A unit's own months, the latest first; whoever sees several units sees them by month."""
    rows = MonthlyReport.objects.visible_to(request.user).select_related("org", "period", "submitted_by")
    shown = [(one, due(one), late(one), one.state in HANDED_IN) for one in rows[: WRITING * 12]]
    return render(request, "reporting/monthly/reports.html", {"shown": shown})


def report(request: SignedIn, org: str, month: str):
    """The form. Posted whole by a browser without a script, it saves every field that was changed."""
    one = found(request, org, month, "change" if request.method == "POST" else "view")
    clashes = save_all(request, one) if request.method == "POST" else {}
    if request.method == "POST" and not clashes:
        return redirect(address("report", one))
    shown = sheet(one)
    code = request.GET.get("cell", "")
    code = code if code in shown.rows else shown.first.code
    editing = takes_typing(one) and mine(request, one)
    context = {
        **about(request, one),
        "sheet": shown,
        "editing": editing,
        "clashes": clashes,
        "drifted": drift.now(one) if one.locked_at else [],
        "script": for_script(shown, request.user),
        **panel(shown, code),
        **papers_beside(request, one, code),
    }
    return render(request, "reporting/monthly/report.html", context, status=409 if clashes else 200)


def about(request: SignedIn, one: MonthlyReport) -> dict:
    told = one.remarks.filter(filed=one.filed, code="").first() if one.returned_at else None
    locked = one.state == MonthlyReport.State.LOCKED
    asked = one.events.filter(kind__in=ANSWERS).select_related("by").last() if locked else None
    sealed = month_sealed(one.org, one.period.span)
    return {
        "report": one,
        "sealed": SEALED_MONTH if sealed else "",
        "own": mine(request, one),
        "place": one.org,
        "period": one.period.span,
        "due": due(one),
        "late": late(one),
        "handed_in": one.state in HANDED_IN,
        "can_withdraw": one.state == MonthlyReport.State.SUBMITTED and not (one.review_began_at or sealed),
        "told": told,
        "asked": asked,
        "papers_in_all": one.papers.count(),
    }


def papers_beside(request: SignedIn, one: MonthlyReport, code: str) -> dict:
    """How many papers each figure has; those of the one in hand, for whoever may open them."""
    known = papers_of(one)
    return {
        "attached": {each: len(found) for each, found in known.items()},
        "papers": known.get(code, []),
        "removable": removable(one, known.get(code, [])) if code in known else set(),
        "opens_papers": code in reads(request.user, one),
        "accept": ACCEPT,
    }


def save_all(request: SignedIn, one: MonthlyReport) -> dict[str, dict]:
    """What could not be saved, by code: what was typed, and what stands there or is wrong with it."""
    left: dict[str, dict] = {}
    for code in MONTHLY.typed:
        if code not in request.POST:
            continue
        try:
            type_in(one, request.user, code, request.POST[code], number(request.POST.get(f"{code}-version")))
        except Clash as clash:
            left[code] = {"mine": request.POST[code], **standing(clash)}
        except Refused as refused:
            left[code] = {"mine": request.POST[code], "error": str(refused)}
    if not left:
        messages.success(request, "已保存")
    return left


def number(text: str | None) -> int:
    return int(text) if text and text.isdigit() and len(text) < 9 else 0


def standing(clash: Clash) -> dict:
    """What somebody else saved, when."""
    row = clash.row
    theirs = getattr(row, "text", None) if hasattr(row, "text") else written(row)
    return {
        "theirs": "不适用" if theirs == "-" else theirs,
        "version": row.version if row.pk else 0,
        "by": row.by.name,
        "at": f"{row.at:%H:%M}" if row.pk else "",
    }


def cell(request: SignedIn, org: str, month: str, code: str):
    """The panel of one figure; posted, its value."""
    if code not in MONTHLY.codes:
        raise Http404("月报没有这一项")
    one = found(request, org, month, "change" if request.method == "POST" else "view")
    if request.method != "POST":
        shown = sheet(one, MONTHLY.typed if code in MONTHLY.typed else MONTHLY.codes)
        context = {
            **about(request, one),
            "editing": takes_typing(one) and mine(request, one),
            **panel(shown, code),
            **papers_beside(request, one, code),
        }
        return render(request, "reporting/monthly/panel.html", context)
    try:
        saved = type_in(
            one, request.user, code, request.POST.get("value", ""), number(request.POST.get("version"))
        )
    except Clash as clash:
        return JsonResponse(standing(clash), status=409)
    except Refused as refused:
        return JsonResponse({"error": str(refused)}, status=422)
    version = saved.version if saved.pk else 0
    return JsonResponse(
        {"value": written(saved), "version": version, "at": f"{saved.at:%H:%M}" if saved.pk else ""}
    )


@require_POST
def reason(request: SignedIn, org: str, month: str, code: str):
    one = found(request, org, month, "change")
    if code not in MONTHLY.codes:
        raise Http404("月报没有这一项")
    text = request.POST.get("text", "").strip()[:200]
    try:
        row = explain(one, request.user, code, text, number(request.POST.get("version")))
    except (Clash, Refused) as refused:
        return answer(request, one, code, refused)
    if wants_json(request):
        return JsonResponse({"text": text, "version": row.version if row.pk else 0})
    if request.POST.get("next") == "submit":
        return redirect(address("report-submit", one))
    return redirect(f"{address('report', one)}?cell={code}#c-{code}")


@require_POST
def objection(request: SignedIn, org: str, month: str, code: str):
    """异议: a figure of the registers is held to be wrong."""
    one = found(request, org, month, "change")
    try:
        object_to(one, request.user, code, request.POST.get("text", "").strip()[:300])
    except Refused as refused:
        return answer(request, one, code, refused)
    messages.success(request, "异议已提出，由管理这本台账的部门答复；答复前不影响报送")
    return redirect(f"{address('report', one)}?cell={code}#c-{code}")


def answer(request, one: MonthlyReport, code: str, refused: Clash | Refused) -> HttpResponse:
    told, clash = str(refused), False
    if isinstance(refused, Clash):
        told, clash = f"{refused.row.by}已先写了说明，没有覆盖，请看过再改", True
    if wants_json(request):
        return JsonResponse({"error": told}, status=409 if clash else 422)
    messages.error(request, told)
    return redirect(f"{address('report', one)}?cell={code}#c-{code}")


@require_POST
def nothing(request: SignedIn, org: str, month: str):
    """零报, one click."""
    one = found(request, org, month, "change")
    try:
        count = type_nothing(one, request.user)
        messages.success(request, f"已按零报填写{count}项，核对后报送")
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect(address("report", one))


@require_GET
def now(request: SignedIn, org: str, month: str):
    """The figures of the registers as they are, for a page that stays open."""
    one = found(request, org, month)
    values = month_values(one, MONTHLY.automatic)
    shown = {code: plain(REGISTRY[code], values[code].value) for code in MONTHLY.automatic if code in values}
    return JsonResponse({"figures": shown})


def paste(request: SignedIn, org: str, month: str):
    """A block from a spreadsheet: what it would change, and then the change."""
    one = found(request, org, month, "change")
    if request.POST.get("confirm"):
        left = save_all(request, one)
        if not left:
            return redirect(address("report", one))
        told = "；".join(f"{REGISTRY[code].name}：{why(gap)}" for code, gap in left.items())
        messages.error(request, f"有{len(left)}项没有保存：{told}")
        return redirect(address("report", one))
    block = request.POST.get("block", "")[:20_000]
    lines = read(block, cells_of(one)) if block.strip() else []
    return render(
        request,
        "reporting/monthly/paste.html",
        {
            **about(request, one),
            "pasted": block,
            "lines": lines,
            "changing": [one for one in lines if one.changes],
        },
    )


def why(gap: dict) -> str:
    return gap.get("error") or f"{gap['by']}已先保存为{gap['theirs'] or '空'}"
