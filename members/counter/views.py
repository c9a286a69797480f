"""The counter's one page, its two suggestions, its receipt, and taking back."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.crypto import salted_hmac
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_post_parameters

from enterprises.pages.doors import allowed
from union_portal.organization.records import refusal
from union_portal.organization.requests import SignedIn

from ..models import Member, Registration
from . import places, reading, saving
from .forms import CounterForm
from .reading import Answer

DRAFTS = 50
"""Drafts a browser keeps at most."""
TODAY = 30
"""Of today's registrations, those listed."""


@method_decorator(sensitive_post_parameters(), name="dispatch")
@method_decorator(cache_control(no_store=True, private=True), name="dispatch")
class CounterView(View):
    """Nothing of these pages is kept by a browser: they hold numbers as typed, and the key to its drafts."""

    request: SignedIn

    def dispatch(self, request, *args, **kwargs):
        allowed(request, "change", "窗口登记", app="members")
        return super().dispatch(request, *args, **kwargs)

    def answer(self, data) -> Answer:
        pk = data.get("member") or ""
        kind = data.get("document_type") or reading.DocumentType.RIC
        return reading.read(
            self.request.user, data.get("typed", ""), kind, int(pk) if pk.isdecimal() else None
        )

    def page(self, form: CounterForm, status: int = 200, **more: Any) -> HttpResponse:
        user = self.request.user
        made = Registration.objects.filter(worker=user, on=dt.date.today()).select_related(
            "member", "membership__union", "card"
        )
        context = {
            "form": form.shown(),
            "answer": form.answer,
            "made": made[:TODAY],
            "count": made.count(),
            "undoable": saving.UNDOABLE,
            "used": [place.firm for place in places.suggested_firms(user, "")],
            "drafts_key": salted_hmac("members.counter.drafts", str(user.pk), algorithm="sha256").hexdigest(),
            "drafts": DRAFTS,
        }
        return render(self.request, "members/counter.html", context | more, status=status)


class CounterPage(CounterView):
    def get(self, request):
        """`?done=` shows the receipt of one's own registration above the empty box."""
        done = request.GET.get("done", "")
        receipt = (
            _receipts(request).filter(pk=done, worker=request.user).first() if done.isdecimal() else None
        )
        return self.page(CounterForm(request.user, Answer(reading.EMPTY)), receipt=receipt)

    def post(self, request):
        form = CounterForm(request.user, self.answer(request.POST), request.POST)
        if made := self._sent_before(request.POST.get("form_key", "")):
            return self.done(made)
        if not form.is_valid():
            return self.page(form, 422)
        try:
            return self.done(saving.save(request.user, form.answer, form.cleaned_data))
        except ValidationError as error:
            for message in error.messages:
                form.add_error(None, message)
        except IntegrityError as error:
            if made := self._sent_before(str(form.cleaned_data["form_key"])):
                return self.done(made)
            form.add_error("typed", refusal(error, Member))
        return self.page(form, 422)

    def _sent_before(self, key: str) -> Registration | None:
        if len(key) != 36:
            return None
        return Registration.objects.filter(worker=self.request.user, form_key=key).first()

    def done(self, made: Registration) -> HttpResponse:
        return redirect(f"{self.request.path}?done={made.pk}")


class LookPage(CounterView):
    """Who it is; whatever else was typed stays as it was typed, unjudged."""

    def post(self, request):
        answer = self.answer(request.POST)
        form = CounterForm(request.user, answer, request.POST)
        form.data = form.data.copy()
        form.data["card"] = form.initial["card"]
        form.data["member"] = answer.member.pk if answer.member and answer.state != reading.AWAY else ""
        form._errors = {}
        return self.page(form, looked=True)


class Undo(CounterView):
    def post(self, request, pk):
        try:
            name = saving.undo(request.user, pk)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        else:
            messages.success(
                request, f"已撤销{name}的登记：今天新写入的会员、会籍、京卡申请都已去掉，操作记录保留"
            )
        return redirect("counter")


class Suggestions(CounterView):
    """Of `firms` or `unions`: names only, so that a GET may carry what is typed."""

    def get(self, request, what):
        typed = request.GET.get("q", "")
        if what == "firms":
            rows = [place.as_json() for place in places.suggested_firms(request.user, typed)]
        elif what == "unions":
            found = places.suggested_unions(request.user, typed)
            rows = [{"key": u.pk, "text": u.name, "more": u.get_kind_display()} for u in found]
        else:
            raise Http404("没有这种提示")
        return JsonResponse({"rows": rows})


class Receipt(CounterView):
    def get(self, request, pk):
        made = _receipts(request).filter(pk=pk).first()
        if made is None:
            raise Http404("没有找到这张回执，或它不在你的管理范围内")
        return render(request, "members/counter_receipt.html", {"receipt": made})


def _receipts(request: SignedIn):
    rows = Registration.objects.filter(org__in=request.user.unit_ids("members.change"))
    return rows.select_related("org", "worker", "member", "membership__union", "membership__employer", "card")
