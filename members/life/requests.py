"""接转请求: what other townships ask of this one, and what this one asked of them."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import OuterRef, Subquery
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone

from ..models import Membership, TransferRequest
from ..pages.doors import MembersView
from . import asking
from .inbox import PAGE, tabs
from .transfers import patience

RECENT = 20
"""Answered requests of ours that are still shown."""


class Requests(MembersView):
    deed = "办理会籍接转"

    def get(self, request):
        today, mine = timezone.localdate(), request.GET.get("show") == "mine"
        rows = (asking.asked_by_us if mine else asking.to_confirm)(request.user)
        spells = Membership.objects.filter(member=OuterRef("member"), until=None)
        rows = rows.annotate(place=Subquery(spells.values("union__name")[:1]))
        page = Paginator(self.related(rows).order_by("asked_on", "pk"), PAGE).get_page(
            request.GET.get("page")
        )
        for row in page:
            row.waited = (today - row.asked_on).days
        units = request.user.unit_ids("members.view")
        refused = TransferRequest.objects.filter(org__in=units, refused_on__isnull=False)
        context = {
            "show": "mine" if mine else "asked",
            "tabs": tabs(request.user, "mine" if mine else "asked", today),
            "page": page,
            "days": patience(today),
            "refused": self.related(refused).order_by("-refused_on", "-pk")[:RECENT] if mine else [],
        }
        return render(request, "members/transfer_requests.html", context)

    def related(self, rows):
        return rows.select_related("member", "org", "to_union__org", "to_employer", "asked_by")

    def post(self, request):
        """`do` is 确认, 不同意 or 撤回 and the key of one request."""
        do, _, key = request.POST.get("do", "").partition(":")
        rows = asking.asked_by_us if do == "withdraw" else asking.to_confirm
        if do not in ("confirm", "refuse", "withdraw") or not key.isdecimal():
            return HttpResponseBadRequest()
        one = self.related(rows(request.user, "change")).filter(pk=key).first()
        try:
            if one is None:
                raise ValidationError(asking.ANSWERED)
            messages.success(request, self.take(do, one, request.POST.get(f"reason-{key}", "")))
        except ValidationError as error:
            messages.error(request, f"没有办理：{'；'.join(error.messages)}")
        return redirect(request.get_full_path())

    def take(self, do: str, one: TransferRequest, reason: str) -> str:
        if do == "confirm":
            made = asking.confirm(one)
            return f"已转出{one.member}至{made.to_union}，对方已请求接转，会籍今天转入"
        if do == "refuse":
            asking.refuse(one, reason)
            return f"已答复不同意转出{one.member}，理由已告知{one.org.short_name}"
        asking.withdraw(one)
        return f"已撤回{one.member}的接转请求"
