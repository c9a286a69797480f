"""会籍变更: what may happen to a member's membership now, each with the day and the facts it needs."""

from functools import cached_property

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils import timezone

from enterprises.models import Enterprise, GrassrootsUnion
from union_portal.fields import column
from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.forms import KeyField

from ..cards.road import to_cancel
from ..models import Card, Membership
from ..pages.doors import MemberDeed
from .answering import field_of
from .changes import CHANGES, rejoin, take

REJOIN = "rejoin"


class ChangePage(MemberDeed):
    """`?do=retain` chooses; whoever has left may only join again."""

    deed = "办理会籍变更"

    @cached_property
    def spell(self) -> Membership | None:
        live = Membership.objects.filter(member=self.member, until=None)
        return live.select_related("union", "employer").first()

    @property
    def open_to(self) -> dict[str, str]:
        """Name and label of what may be done."""
        if self.spell is None:
            return {} if self.member.merged_into_id else {REJOIN: "重新入会"}
        return {name: c.label for name, c in CHANGES.items() if self.spell.standing in c.of}

    @property
    def chosen(self) -> str:
        asked = self.request.GET.get("do", "")
        return asked if asked in self.open_to else next(iter(self.open_to), "")

    def form(self, data=None) -> forms.Form:
        fields: dict[str, forms.Field] = {"on": day_field("生效日期")}
        if self.chosen == REJOIN:
            user = self.request.user
            fields = {
                "union": KeyField(LEDGERS[GrassrootsUnion], "name", user, label="加入的工会"),
                "employer": KeyField(
                    LEDGERS[Enterprise], "credit_code", user, label="工作单位", required=False
                ),
                "on": day_field("入会日期"),
            }
            fields |= {name: field_of(column(Membership, name)) for name in ("source", "channel")}
        elif self.chosen:
            fields |= {name: field_of(column(Membership, name)) for name in CHANGES[self.chosen].asks}
        first = {name: self.request.GET[name] for name in ("on", "retained_for") if name in self.request.GET}
        made = type("ChangeForm", (forms.Form,), fields)
        return made(data, label_suffix="", initial={"on": timezone.localdate()} | first)

    def get(self, request):
        return self.show(200, self.form())

    def post(self, request):
        form = self.form(request.POST)
        if self.chosen and form.is_valid():
            told = form.cleaned_data
            try:
                if self.chosen == REJOIN:
                    rejoin(self.member, **told)
                else:
                    spells = Membership.objects.filter(pk=self.spell and self.spell.pk)
                    take(self.chosen, spells, told.pop("on"), **told)
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                messages.success(request, f"已办理{self.open_to[self.chosen]}：{self.member}")
                if to_cancel(Card.objects.filter(member=self.member)).exists():
                    messages.warning(request, "其京卡应注销，已列入“京卡办理进度”的“应注销”")
                return redirect("member-detail", self.member.pk)
        return self.show(422, form)

    def show(self, status: int, form: forms.Form):
        context = {
            "member": self.member,
            "spell": self.spell,
            "open_to": self.open_to,
            "chosen": self.chosen,
            "change": CHANGES.get(self.chosen),
            "form": form,
        }
        return render(self.request, "members/changes.html", context, status=status)


def day_field(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, error_messages={"required": "应填写，不能为空"})
