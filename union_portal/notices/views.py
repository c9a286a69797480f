"""消息: what the portal has told the reader, the unread first; opening one is reading it."""

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from union_portal.organization.requests import SignedIn

from .models import MailAddress, Notice

PAGE = 30


class MailForm(forms.ModelForm):
    """An empty address forgets it."""

    email = forms.EmailField(
        label="邮箱",
        required=False,
        max_length=254,
        error_messages={"invalid": "邮箱应写成 name@example.com 的样子"},
    )

    class Meta:
        model = MailAddress
        fields = ["email", "digest"]

    def clean(self):
        if self.cleaned_data.get("digest") and not self.errors and not self.cleaned_data["email"]:
            self.add_error("email", "要收摘要的，应填写邮箱")
        return self.cleaned_data


def own_address(user) -> MailAddress | None:
    return MailAddress.objects.filter(user=user).first()


def inbox(request: SignedIn, form: MailForm | None = None):
    rows = Notice.objects.filter(user=request.user)
    unread_first = rows.order_by(F("read_at").desc(nulls_first=True), "-created_at", "-pk")
    page = Paginator(unread_first, PAGE).get_page(request.GET.get("page"))
    form = form or MailForm(instance=own_address(request.user) or MailAddress(digest=False), label_suffix="")
    context = {"page": page, "form": form}
    return render(request, "notices/inbox.html", context, status=422 if form.errors else 200)


@require_POST
def mail(request: SignedIn):
    """Where the daily digest goes, or that it goes nowhere."""
    form = MailForm(
        request.POST, instance=own_address(request.user) or MailAddress(user=request.user), label_suffix=""
    )
    if not form.is_valid():
        return inbox(request, form)
    if form.cleaned_data["email"]:
        form.save()
        goes = "每个工作日早上发送摘要" if form.instance.digest else "不再发送摘要"
        messages.success(request, f"已保存：{goes}")
    else:
        MailAddress.objects.filter(user=request.user).delete()
        messages.success(request, "已删去邮箱，不再发送摘要")
    return redirect("notices")


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
