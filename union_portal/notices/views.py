"""消息: what the portal has told the reader, the unread first; opening one is reading it."""

from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from union_portal.organization.requests import SignedIn

from .models import Notice

PAGE = 30


def inbox(request: SignedIn):
    rows = Notice.objects.filter(user=request.user)
    unread_first = rows.order_by(F("read_at").desc(nulls_first=True), "-created_at", "-pk")
    page = Paginator(unread_first, PAGE).get_page(request.GET.get("page"))
    return render(request, "notices/inbox.html", {"page": page})


@require_POST
def read(request: SignedIn, pk: int):
    """Marks it as read and goes where it leads."""
    notice = Notice.objects.filter(user=request.user, pk=pk).first()
    if notice is None:
        raise Http404("没有找到这条消息，或它不是发给你的")
    Notice.objects.filter(pk=pk, read_at=None).update(read_at=timezone.now())
    return redirect(notice.url or "notices")


@require_POST
def read_all(request: SignedIn):
    Notice.objects.filter(user=request.user, read_at=None).update(read_at=timezone.now())
    return redirect("notices")
