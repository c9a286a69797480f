"""导出: what a list shows, as a file: small ones at once, large ones by a job that says when it is ready."""

import io

from django import forms
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header

from union_portal.audit.context import acting
from union_portal.fields import EncryptedField
from union_portal.ledgers.declarations import Ledger, ledger_named
from union_portal.ledgers.filters import chosen
from union_portal.ledgers.tables import columns

from ..requests import ExportRequest
from . import delivery, finished

SHORTEST_REASON = 4
TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


class ExportForm(forms.Form):
    format = forms.ChoiceField(choices=ExportRequest.Form.choices, initial="xlsx")
    clear = forms.BooleanField(required=False)
    reason = forms.CharField(
        label="导出原文的原因",
        max_length=200,
        required=False,
        error_messages={"max_length": "不能超过200个字，请写得简短些"},
    )

    def clean(self):
        typed = super().clean()
        reason = typed.get("reason")
        if typed.get("clear") and reason is not None and len(reason) < SHORTEST_REASON:
            self.add_error(
                "reason",
                f"应写明用途，至少{SHORTEST_REASON}个字，现为{len(reason)}个字；原因记入日志，可供查对",
            )
        return typed


def export(request, name: str):
    """The masked file of few rows at once, `format` xlsx or csv; for many rows, the page that asks."""
    ledger = register(name)
    form = request.GET.get("format", "xlsx")
    asked = delivery.wish(request.user, ledger, request.GET, form=form if form in TYPES else "xlsx")
    if delivery.rows_of(asked).count() > delivery.AT_ONCE:
        return redirect(f"{reverse('export-ask', args=[name])}?{request.GET.urlencode()}")
    return handed_over(request, asked)


def ask(request, name: str):
    """Which form, masked or in clear and why. Posted: the file, or the page of the job that makes it."""
    ledger = register(name)
    form = ExportForm(request.POST or None, initial={"format": request.GET.get("format", "xlsx")})
    if request.method != "POST" or not form.is_valid():
        return page(request, ledger, form, 422 if form.errors else 200)
    typed = form.cleaned_data
    asked = delivery.wish(
        request.user,
        ledger,
        request.GET,
        form=typed["format"],
        clear=typed["clear"],
        reason=typed["reason"],
    )
    count = delivery.rows_of(asked).count()
    try:
        delivery.check_length(asked, count)
    except delivery.TooMany as refusal:
        form.add_error(None, str(refusal))
        return page(request, ledger, form, 422)
    if count <= delivery.AT_ONCE:
        return handed_over(request, asked)
    with acting_for(request, asked):
        job = delivery.ask(asked)
    return redirect("job", job.pk)


def download(request, pk: int):
    """A finished file, to its asker alone, while her rights and units are what they were."""
    asked = delivery.kept().filter(pk=pk, user=request.user).first()
    if asked is None or not finished.exists(asked.number):
        days = delivery.KEPT.days
        raise Http404(f"没有这个导出文件：导出{days}天后删除，可重新导出")
    with acting_for(request, asked):
        delivery.take(asked)
    answer = StreamingHttpResponse(finished.pieces(asked.number), content_type=TYPES[asked.form])
    answer["Content-Disposition"] = content_disposition_header(True, file_name(asked))
    answer["Content-Length"] = str(asked.size)
    return private(answer)


def register(name: str) -> Ledger:
    ledger = ledger_named(name)
    if ledger is None:
        raise Http404("没有这个台账")
    return ledger


def page(request, ledger: Ledger, form: ExportForm, status: int) -> HttpResponse:
    asked = delivery.wish(request.user, ledger, request.GET)
    shown = columns(ledger)
    secret = [column.label for column in shown if isinstance(column.field, EncryptedField)]
    context = {
        "ledger": ledger,
        "form": form,
        "bar": chosen(ledger, request.user, request.GET, ledger.rows(request.user, "export"))[0],
        "count": delivery.rows_of(asked).count(),
        "at_once": delivery.AT_ONCE,
        "days": delivery.KEPT.days,
        "columns": shown,
        "secret": secret if request.user.can(f"{ledger.app}.reveal") else [],
        "recent": delivery.recent(request.user, ledger),
        "back": f"{ledger.url('list')}?{asked.query}",
    }
    return render(request, "sheets/export.html", context, status=status)


def handed_over(request, asked: ExportRequest) -> FileResponse:
    with acting_for(request, asked):
        content = delivery.at_once(asked)
    return private(FileResponse(io.BytesIO(content), as_attachment=True, filename=file_name(asked)))


def file_name(asked: ExportRequest) -> str:
    return f"{delivery.register(asked).title}.{asked.form}"


def private(answer):
    """No copy stays in the browser's cache or a proxy's."""
    answer["Cache-Control"] = "no-store"
    return answer


def acting_for(request, asked: ExportRequest):
    """The trail names the register and the reason, whichever the method."""
    route, address = f"{request.method} /export/{asked.ledger}/", request.META.get("REMOTE_ADDR", "")
    return acting(request.user, route=route, address=address, reason=asked.reason)
