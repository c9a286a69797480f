"""S32: what is checked before a month is handed in, the receipt, and taking it back."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from union_portal.organization.requests import SignedIn

from ..figures import text_of
from ..indicators import REGISTRY
from ..models import MonthlyReport
from ..review import reopening
from ..review.acts import RefusedError
from .cells import Clash, Refused, explain, locked
from .checks import Finding
from .filing import DECLARATION, HANDED_IN, submit, withdraw
from .form import MONTHLY
from .page import address, sheet
from .panel import NATURAL, SUGGESTED
from .views import about, found


def handing_in(request: SignedIn, org: str, month: str):
    """S32: what moved most first, the reasons, what was typed; then the receipt."""
    one = found(request, org, month, "change")
    if request.method == "POST":
        try:
            submit(one, request.user)
        except Refused as refused:
            for told in refused.findings:
                if not told.code:
                    messages.error(request, told.text)
            return check_page(request, one, list(refused.findings))
        return redirect(address("report-receipt", one))
    if one.state in HANDED_IN:
        return redirect(address("report-receipt", one))
    return check_page(request, one, [])


def check_page(request: SignedIn, one: MonthlyReport, refused: list[Finding]):
    shown = sheet(one)
    context = {
        **about(request, one), "sheet": shown, "refused": refused, "declaration": DECLARATION,
        "natural": NATURAL,
        "natural_codes": [row for row in shown.asking if not row.typed],
        "asking": [(row, SUGGESTED.get(row.rule, ())) for row in shown.asking],
        "faults": [found for found in shown.blocked if found.level != "soft"],
    }  # fmt: skip
    return render(request, "reporting/monthly/submit.html", context, status=422 if refused else 200)


@require_POST
def all_natural(request: SignedIn, org: str, month: str):
    """One tap for every figure of the registers that moved: they are as the registers say."""
    one = found(request, org, month, "change")
    try:
        with transaction.atomic():
            locked(one)
            for row in sheet(one).asking:
                if not row.typed:
                    explain(one, request.user, row.code, NATURAL, 0)
    except (Clash, Refused) as refused:
        messages.error(request, str(refused))
    return redirect(address("report-submit", one))


@require_POST
def taking_back(request: SignedIn, org: str, month: str):
    one = found(request, org, month, "change")
    try:
        withdraw(one, request.user)
        messages.success(request, "已撤回，可以修改后再报送")
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(address("report-receipt", one))
    return redirect(address("report", one))


@require_POST
def amending(request: SignedIn, org: str, month: str):
    """申请更正: a locked month is opened again by somebody of the district."""
    one = found(request, org, month, "change")
    try:
        reopening.ask(one.pk, request.user, request.POST.get("why", "")[:300])
        messages.success(request, "更正申请已提交，区总工会同意后可以修改")
    except RefusedError as refused:
        messages.error(request, str(refused))
    return redirect(address("report", one))


@require_GET
def receipt(request: SignedIn, org: str, month: str):
    one = found(request, org, month)
    if not one.submitted_at:
        return redirect(address("report", one))
    figures = {row.code: row for row in one.figures.filter(filed=one.filed)}
    typed = [(REGISTRY[code], figures.get(code)) for code in MONTHLY.typed]
    shown = [
        (indicator, text_of(indicator, figure.value) if figure else "—", figure.reason if figure else "")
        for indicator, figure in typed
    ]
    events = one.events.select_related("by")
    return render(
        request, "reporting/monthly/receipt.html", {**about(request, one), "typed": shown, "events": events}
    )
