"""会籍接转: what waits for this side, what it sent, what waits too long, what the district decides (S16)."""

import datetime as dt
from functools import cached_property

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from union_portal.calendars import add_months

from ..models import Transfer
from ..models.joining import TransferQuerySet
from ..pages.doors import MembersView, meant
from ..workflow import TransferLife
from . import transfers
from .asking import asked_by_us, to_confirm

PAGE = 50
TABS = {"in": "待我接收", "out": "我转出的", "late": "", "returned": "已退回"}


def rows_of(user, show: str, today: dt.date) -> TransferQuerySet:
    seen = Transfer.objects.visible_to(user)
    return {
        "in": transfers.incoming(user).waiting(),
        "out": transfers.outgoing(user),
        "late": seen.filter(transfers.overdue(today)),
        "returned": seen.filter(transfers.returned()),
    }[show]


def tabs(user, here: str, today: dt.date) -> list[tuple[str, str, int, bool]]:
    """Address, label, number and whether it is `here`: transfers, then what is asked of us and by us."""
    inbox, asked = reverse("transfer-inbox"), reverse("transfer-requests")
    days = transfers.patience(today)
    found = [
        (f"{inbox}?show={name}", label or f"超{days}日", rows_of(user, name, today).count(), name == here)
        for name, label in TABS.items()
    ]
    return [
        *found,
        (asked, "请我转出的", to_confirm(user).count(), here == "asked"),
        (f"{asked}?show=mine", "我请求的", asked_by_us(user).count(), here == "mine"),
    ]


class Inbox(MembersView):
    deed = "办理会籍接转"

    @cached_property
    def today(self):
        return timezone.localdate()

    def get(self, request):
        show = request.GET.get("show", "")
        show = show if show in TABS else "in"
        asked = request.GET.get("q", "").strip()
        found = rows_of(request.user, show, self.today).filter(self.asked(asked))
        related = found.select_related("member", "org", "from_union", "to_union__org", "to_employer")
        page = Paginator(related.order_by("requested_on", "pk"), PAGE).get_page(request.GET.get("page"))
        start = self.today.replace(day=1)
        days = transfers.patience(self.today)
        context = {
            "show": show,
            "asked": asked,
            "tabs": tabs(request.user, show, self.today),
            "page": page,
            "lines": [(row, TransferLife.open_to(request.user, row), self.waited(row)) for row in page],
            "days": days,
            "month": transfers.in_months(request.user, start, add_months(start, 1)),
        }
        return render(request, "members/transfer_inbox.html", context)

    def asked(self, words: str) -> Q:
        """Every word in the member's name or number, or in a union's name."""
        narrowed = Q()
        for word in words.split():
            names = ("member__name", "member__number", "from_union__name", "to_union__name")
            narrowed &= Q(*((f"{name}__icontains", word) for name in names), _connector=Q.OR)
        return narrowed

    def waited(self, row: Transfer) -> int | None:
        return (self.today - row.requested_on).days if row.state == Transfer.State.WAITING else None

    def post(self, request):
        """接收: one (`do` holds its key), the ticked ones, or all that wait; today is the day."""
        do, _, one = request.POST.get("do", "").partition(":")
        if do != "accept" or not all(key.isdecimal() for key in [one or "0", *request.POST.getlist("row")]):
            return HttpResponseBadRequest()
        waiting = transfers.incoming(request.user, "change").waiting()
        rows = waiting.filter(pk=one) if one else meant(request, waiting, "row")
        try:
            number = transfers.accept(rows, self.today)
        except ValidationError as error:
            messages.error(request, f"没有接收：{'；'.join(error.messages)}")
        else:
            if number:
                messages.success(request, f"已接收{number}人，会籍从今天起转入")
            else:
                messages.warning(request, "没有接收：请先勾选待接收的会员，已由他人办理的不再列出")
        return redirect(request.get_full_path())
