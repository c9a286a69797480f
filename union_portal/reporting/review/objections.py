"""异议: what townships object to in figures from the ledgers, and what the departments answer."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from union_portal.notices.models import Notice
from union_portal.organization.models import User
from union_portal.organization.requests import SignedIn

from ..figures import text_of
from ..indicators import REGISTRY
from ..models import Objection
from ..monthly.form import MONTHLY
from ..sealed import in_sealed_year
from .acts import RefusedError, address, held
from .standing import answers_for, reviews

PAGE = 30


def codes_of(user: User) -> dict[str, frozenset[int]]:
    """By code, the units over whose townships the person answers for it."""
    whole = user.unit_ids("reporting.decide")
    return {
        code: user.unit_ids(f"{section.app}.decide") | whole
        for section in MONTHLY.sections
        for code in section.codes
    }


def for_me(user: User) -> QuerySet[Objection]:
    """Those that wait for this person's answer, the longest waiting first."""
    mine = codes_of(user)
    heads = frozenset().union(*mine.values())
    rows = Objection.objects.filter(answered_at=None, org__parent__in=heads)
    ours = [code for code, units in mine.items() if units]
    rows = rows.filter(code__in=ours).exclude(in_sealed_year("report__period"))
    return rows.select_related("org", "report__period", "raised_by").order_by("raised_at", "pk")


def inbox(request: SignedIn):
    """Departments find what waits for them; everybody, what their units objected to and was answered."""
    user = request.user
    if not user.can("reporting.view"):
        raise PermissionDenied("你的岗位没有查看月报异议的权限")
    seen = Objection.objects.filter(org__in=user.unit_ids("reporting.view"))
    mine = list(for_me(user))
    seen = seen.exclude(pk__in=[one.pk for one in mine])
    seen = seen.select_related("org", "report__period", "raised_by", "answered_by")
    page = Paginator(seen.order_by("-raised_at", "-pk"), PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "reporting/review/objections.html",
        {
            "mine": [told(one) for one in mine],
            "page": page,
            "others": [told(one) for one in page],
            "outcomes": Objection.Outcome.choices,
        },
    )


def told(one: Objection) -> dict:
    """An objection with what its page needs besides the row."""
    indicator = REGISTRY.get(one.code)
    shown = text_of(indicator, one.shown) if indicator else str(one.shown)
    return {"one": one, "indicator": indicator, "shown": shown, "place": address(one.report, one.code)}


@require_POST
def answer(request: SignedIn, pk: int):
    """台账已更正 or 台账无误, and why; the township is told."""
    found = Objection.objects.filter(pk=pk, org__in=request.user.unit_ids("reporting.view"))
    one = found.select_related("org", "report__period", "report__org").first()
    if one is None:
        raise Http404("没有这条异议，或它不在你的管理范围内")
    outcome, text = request.POST.get("outcome", ""), request.POST.get("answer", "").strip()
    if outcome and outcome not in Objection.Outcome.values:
        return HttpResponseBadRequest()
    if not may_answer(request.user, one):
        raise PermissionDenied("异议由主管这本台账的部门答复，你的岗位没有这项权限")
    try:
        settle(one, request.user, outcome, text)
    except RefusedError as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, f"已答复{one.org.short_name}：{one.get_outcome_display()}")
    return redirect("objections")


def may_answer(user: User, one: Objection) -> bool:
    """Whoever vouches for the section of its figure, and the office; never the township itself."""
    mine = {code for section in answers_for(user, one.org) for code in section.codes}
    return one.code in mine or reviews(user, one.org)


@transaction.atomic
def settle(one: Objection, user: User, outcome: str, text: str) -> None:
    held(one.report_id)
    current = Objection.objects.select_for_update(no_key=True).get(pk=one.pk)
    if current.answered_at is not None:
        raise RefusedError("这条异议已由他人答复，这次没有改动")
    if not outcome or not text:
        raise RefusedError("没有答复：应选“台账已更正”或“台账无误”，并写明核对的结果")
    one.outcome, one.answer = outcome, text[:300]
    one.answered_by, one.answered_at = user, timezone.now()
    one.save()
    name = REGISTRY[one.code].name if one.code in REGISTRY else one.code
    Notice.objects.bulk_create(
        [
            Notice(
                user_id=one.raised_by_id,
                key=f"objection-answered:{one.pk}",
                title=f"异议已答复：{name}",
                body=f"{one.get_outcome_display()}：{one.answer}"[:500],
                url=address(one.report, one.code),
            )
        ],
        ignore_conflicts=True,
    )
