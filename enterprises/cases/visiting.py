"""记走访: from a phone at the gate, in ten seconds; the reason and the next step on the same sheet."""

import datetime as dt
import uuid

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.views import View

from union_portal.ledgers.declarations import LEDGERS
from union_portal.organization.records import show
from union_portal.organization.requests import SignedIn

from .. import rules
from ..ledgers.marks import EARLY
from ..models import CLOSED, Claim, Enterprise, Headcount, Obstacle, Stage, UnionizationCase, Visit
from ..pages.doors import allowed
from ..workflow import CaseLife

MISSED = "missed"
QUICK = {
    "place": ("实地走访", Visit.Method.PLACE),
    MISSED: ("上门未遇", Visit.Method.PLACE),
    "phone": ("电话沟通", Visit.Method.PHONE),
    "net": ("网络核实", Visit.Method.NET),
}
"""The four kinds at the thumb, and how each is kept. Whoever met nobody has verified nothing."""


class VisitForm(forms.Form):
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    quick = forms.ChoiceField(
        label="方式", choices=[(key, label) for key, (label, _) in QUICK.items()], widget=forms.RadioSelect
    )
    result = forms.CharField(
        label="情况", max_length=500, widget=forms.Textarea({"rows": 3, "maxlength": 500})
    )
    next_step = forms.CharField(label="下一步", max_length=200, required=False)
    next_on = forms.DateField(label="下次联系日期", required=False)
    on = forms.DateField(label="日期")
    met = forms.CharField(label="接待人", max_length=50, required=False)

    def __init__(self, obstacle: Obstacle | None, large: bool, data=None, quick: str = "place"):
        start = {"form_key": uuid.uuid4(), "quick": quick, "on": dt.date.today()}
        if obstacle:
            start |= {"reason": obstacle.reason, "next_step": obstacle.next_step}
        super().__init__(data, initial=start, label_suffix="")
        blank = "原因已化解" if obstacle else "没有原因可记"
        self.fields["reason"] = forms.ChoiceField(
            label="未建会原因",
            choices=[("", blank), *Obstacle.Reason.choices],
            required=large and self["quick"].value() != MISSED,
            help_text="百人以上未建会的应填写" if large else "",
        )
        self.order_fields(["quick", "result", "reason"])
        for name in ("on", "next_on"):
            self.fields[name].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        for field in self.fields.values():
            field.error_messages["required"] = "应填写，不能为空"
        self.fields["reason"].error_messages["required"] = (
            "百人以上未建会的单位，应写明原因，说不清的选“其他”"
        )
        self.fields["result"].error_messages["required"] = "应写明了解到的情况，一两句即可"
        self.fields["result"].required = self["quick"].value() != MISSED
        self.obstacle = obstacle

    def clean(self):
        cleaned = super().clean()
        day, after = cleaned.get("on"), cleaned.get("next_on")
        if cleaned.get("quick") == MISSED and not cleaned.get("result"):
            cleaned["result"] = "上门未遇负责人"
        if day and day > dt.date.today():
            self.add_error("on", f"不能晚于今天，填写的是{day}")
        if day and after and after < day:
            self.add_error("next_on", f"不能早于走访日期{day}，填写的是{after}")
        since = self.obstacle and self.obstacle.since
        if day and since and day < since and cleaned.get("reason") != self.obstacle.reason:
            self.add_error("reason", f"现有原因自{since}起登记，{day}的走访不能改动它")
        return cleaned


@transaction.atomic
def keep(firm: Enterprise, user, cleaned: dict, obstacle: Obstacle | None) -> Visit:
    """The visit, the reason if it changed, and the first step of the road, all or none."""
    kept = {name: cleaned[name] for name in ("on", "met", "result", "next_step", "next_on")}
    visit = Visit(org=firm.org, enterprise=firm, visitor=user, method=QUICK[cleaned["quick"]][1], **kept)
    visit.form_key = cleaned["form_key"] or uuid.uuid4()
    visit.full_clean()
    visit.save()
    change_reason(firm, obstacle, cleaned)
    case = UnionizationCase.objects.filter(enterprise=firm, state=Stage.NEW, opened_on__lte=visit.on).first()
    if case and cleaned["quick"] != MISSED:
        CaseLife.take("survey", case, user, state_since=max(visit.on, case.state_since or visit.on))
    return visit


def change_reason(firm: Enterprise, obstacle: Obstacle | None, cleaned: dict) -> None:
    """Another reason ends the one before on the day of the visit; the same one keeps the newer next step."""
    reason, step = cleaned["reason"], cleaned["next_step"]
    if obstacle and obstacle.reason == reason:
        if step and step != obstacle.next_step:
            obstacle.next_step = step
            obstacle.save()
        return
    if obstacle:
        obstacle.until = cleaned["on"]
        obstacle.save()
    if reason:
        fresh = Obstacle(org=firm.org, enterprise=firm, reason=reason, since=cleaned["on"], next_step=step)
        fresh.full_clean()
        fresh.save()


class VisitPage(View):
    request: SignedIn

    def dispatch(self, request, *args, **kwargs):
        allowed(request, "view", "查看企业")
        if self.firm.org_id not in request.user.unit_ids("enterprises.change"):
            raise PermissionDenied("你的岗位没有记走访的权限")
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def firm(self) -> Enterprise:
        rows = Enterprise.objects.visible_to(self.request.user).select_related("org")
        firm = rows.filter(pk=self.kwargs["pk"]).first()
        if firm is None:
            raise Http404("没有找到这家企业，或它不在你的管理范围内")
        return firm

    @cached_property
    def obstacle(self) -> Obstacle | None:
        return Obstacle.objects.filter(enterprise=self.firm, until=None).first()

    @cached_property
    def case(self) -> UnionizationCase | None:
        return self.firm.unionization_cases.exclude(state__in=CLOSED).first()

    @cached_property
    def headcount(self) -> Headcount | None:
        return Headcount.objects.on(dt.date.today()).filter(enterprise=self.firm).first()

    def form(self, data=None, quick: str = "place") -> VisitForm:
        """OR-41 asks the reason of every large firm that is not yet on its way to a union."""
        early = self.case is not None and self.case.state in EARLY
        count = self.headcount.employees if self.headcount else 0
        return VisitForm(self.obstacle, early and count >= rules.large(dt.date.today()), data, quick)

    def page(self, form, status=200):
        case = self.case
        context = {
            "firm": self.firm,
            "form": form,
            "case": case,
            "claim": Claim.objects.select_related("holder", "org").filter(case=case, until=None).first(),
            "last": self.firm.visits.select_related("visitor").first(),
            "headcount": self.headcount,
        }
        return render(self.request, "enterprises/visit.html", context, status=status)

    def get(self, request, pk):
        return self.page(self.form(quick=request.GET.get("quick", "place")))

    def post(self, request, pk):
        form = self.form(request.POST)
        home = redirect(LEDGERS[Enterprise].url("detail", self.firm))
        if not form.is_valid():
            return self.page(form, 422)
        if Visit.objects.filter(enterprise=self.firm, form_key=form.cleaned_data["form_key"]).exists():
            return home
        try:
            keep(self.firm, request.user, form.cleaned_data, self.obstacle)
        except ValidationError as error:
            show(form, error)
            return self.page(form, 422)
        messages.success(request, f"已记走访：{self.firm}")
        return home
