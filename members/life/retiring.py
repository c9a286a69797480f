"""到龄会员: who reaches the statutory date soon or has passed it, made retained members together (MB-39)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date

from union_portal import parameters

from ..models import Member, Membership
from ..pages.doors import MembersView
from .changes import take
from .retirement import past_retirement, retiring, with_retirement

PAGE = 50


class Retiring(MembersView):
    """The day that counts is the real one, earlier or later than the statutory date: a person types it."""

    deed = "办理退休会员"

    def rows(self, show: str) -> QuerySet:
        today = timezone.localdate()
        spells = Membership.objects.visible_to(self.request.user)
        if show == "past":
            return past_retirement(spells, today)
        return retiring(spells, today, parameters.value("retirement_notice_months", today))

    def get(self, request):
        today = timezone.localdate()
        show = "past" if request.GET.get("show") == "past" else "soon"
        found = {name: self.rows(name).order_by("member__born_on", "pk") for name in ("soon", "past")}
        related = found[show].select_related("member", "org", "union", "employer")
        page = Paginator(related, PAGE).get_page(request.GET.get("page"))
        shown = Member.objects.filter(pk__in=[spell.member_id for spell in page])
        dates = {m.pk: (m.retires_on, Member.Retirement(m.kind)) for m in with_retirement(shown, today)}
        months = parameters.value("retirement_notice_months", today)
        context = {
            "show": show,
            "tabs": [
                ("soon", f"{months}个月内到龄", found["soon"].count()),
                ("past", "已到龄仍在册", found["past"].count()),
            ],
            "page": page,
            "lines": [(spell, *dates[spell.member_id]) for spell in page],
            "today": today,
        }
        return render(request, "members/retiring.html", context)

    def post(self, request):
        keys, day = request.POST.getlist("row"), request.POST.get("on", "")
        if not all(key.isdecimal() for key in keys):
            return HttpResponseBadRequest()
        mine = Membership.objects.visible_to(request.user, "change").filter(pk__in=keys)
        try:
            number = take("retain", mine, parse_date(day), retained_for=Membership.Retained.RETIRED)
        except (ValidationError, ValueError) as error:
            told = (
                "；".join(error.messages) if isinstance(error, ValidationError) else "日期应写成 2026-11-21"
            )
            messages.error(request, f"没有办理：{told}")
        else:
            messages.success(request, f"已将{number}人转为保留会籍（退休）")
        return redirect(request.get_full_path())
