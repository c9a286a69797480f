"""转出: from the member's page to any union of the district, named by any words of it or of its township."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet
from django.shortcuts import redirect, render
from django.utils import timezone

from enterprises.belongings import MODES
from enterprises.models import Affiliation, Enterprise, GrassrootsUnion

from ..models import Membership, Transfer
from ..pages.doors import MemberDeed
from .transfers import in_place_of, send

OFFERED = 20
OF_THE_BASE = [kind for kind, mode in MODES.items() if mode != Affiliation.Mode.FEDERATION]


class SendForm(forms.Form):
    to_union = forms.ModelChoiceField(
        GrassrootsUnion.objects.filter(kind__in=OF_THE_BASE),
        label="转入工会",
        error_messages={"required": "请先查找并选择转入工会", "invalid_choice": "请先查找并选择转入工会"},
    )
    to_employer = forms.CharField(label="转入单位", required=False, help_text="统一社会信用代码或完整名称")
    requested_on = forms.DateField(
        label="转出日期", widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    note = forms.CharField(label="说明", required=False, max_length=200)

    def clean_to_employer(self) -> Enterprise | None:
        text = self.cleaned_data["to_employer"].strip()
        if not text:
            return None
        found = list(Enterprise.objects.filter(Q(credit_code=text.upper()) | Q(name=text))[:2])
        if len(found) != 1:
            raise ValidationError("没有找到这个单位，请填写统一社会信用代码或完整名称，也可以不填")
        return found[0]


class SendPage(MemberDeed):
    """`?q=` finds unions; one that has ended offers the one in its place."""

    deed = "办理会籍接转"

    def get(self, request):
        today = timezone.localdate()
        return self.show(200, SendForm(initial={"requested_on": today}, label_suffix=""))

    def post(self, request):
        form = SendForm(request.POST, label_suffix="")
        if form.is_valid():
            known = form.cleaned_data
            try:
                made = send(
                    self.member, known["to_union"], known["requested_on"], known["to_employer"], known["note"]
                )
            except ValidationError as error:
                form.add_error(None, error.messages)
            else:
                inside = made.state == Transfer.State.ACCEPTED
                done = "同一镇街内已自动接收" if inside else "等待转入方接收"
                messages.success(request, f"已转出{self.member}至{made.to_union}，{done}")
                return redirect("member-detail", self.member.pk)
        return self.show(422, form)

    def show(self, status: int, form: SendForm):
        asked = self.request.GET.get("q", "").strip()
        found = list(unions(asked)[: OFFERED + 1]) if asked else []
        today = timezone.localdate()
        offered = [(union, in_place_of(union, today) if union.dissolved_on else None) for union in found]
        spells = Membership.objects.filter(member=self.member, until=None)
        context = {
            "member": self.member,
            "spell": spells.select_related("union", "employer").first(),
            "waiting": Transfer.objects.waiting().filter(member=self.member).first(),
            "form": form,
            "asked": asked,
            "offered": offered[:OFFERED],
            "more": len(found) > OFFERED,
            "chosen": str(form["to_union"].value() or ""),
        }
        return render(self.request, "members/transfer_send.html", context, status=status)


def unions(asked: str) -> QuerySet:
    """Approved unions of the base with every word in their name or their township's; the standing first."""
    found = GrassrootsUnion.objects.filter(kind__in=OF_THE_BASE, approved_on__isnull=False)
    for word in asked.split():
        found = found.filter(Q(name__icontains=word) | Q(org__name__icontains=word))
    return found.select_related("org").order_by(F("dissolved_on").desc(nulls_first=True), "org__path", "name")
