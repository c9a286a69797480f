"""核对覆盖名单: a list comes in by Excel, the differences are shown, and a person confirms them."""

import datetime as dt

from django import forms
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views import View

from enterprises.pages.doors import allowed
from union_portal.organization.records import refusal
from union_portal.organization.requests import SignedIn
from union_portal.sheets.reading.source import Unreadable
from union_portal.sheets.reading.storing import in_memory
from union_portal.sheets.wizard.forms import UploadForm

from ..models import Contract, ContractCoverage
from ..roll import Decision, begins, carry_over, compare, coverage_on, inherited, keep, last_day

SALT = "bargaining.roll"
HOURS = 12
"""After so long what was shown may no longer be what is confirmed."""
CHANGED = "名单在核对以后有了变化，没有保存；请重新上传，再核对一次"


def nearest(contract: Contract) -> dt.date:
    """Today, or the first or last day of the contract."""
    return min(max(begins(contract), dt.date.today()), last_day(contract))


class RollForm(UploadForm):
    day = forms.DateField(
        label="名单日期",
        help_text="新增的从这一天起覆盖，名单上没有的到这一天截止",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "应填写，不能为空", "invalid": "日期应写成 2015-12-31 的样子"},
    )

    def __init__(self, contract: Contract, data=None, files=None):
        super().__init__(data, files, initial={"day": nearest(contract)}, label_suffix="")
        self.contract = contract

    def clean_day(self):
        day, first, last = self.cleaned_data["day"], begins(self.contract), last_day(self.contract)
        if not first <= day <= last:
            raise forms.ValidationError(f"应在合同有效期内（{first}至{last}），现为{day}")
        return day


class RollPage(View):
    request: SignedIn

    def dispatch(self, request, *args, **kwargs):
        allowed(request, "change", "核对覆盖名单", "bargaining")
        rows = Contract.objects.visible_to(request.user).exclude(scope=Contract.Scope.ENTERPRISE)
        self.contract = rows.select_related("org", "renews").filter(pk=kwargs["pk"]).first()
        if self.contract is None:
            raise Http404("没有找到这份区域性、行业性合同，或它不在你的管理范围内")
        if self.contract.org_id not in request.user.unit_ids("bargaining.change"):
            raise PermissionDenied("你的岗位没有修改这份合同的权限")
        return super().dispatch(request, *args, **kwargs)

    def page(self, status: int = 200, **context):
        context = {"form": RollForm(self.contract)} | context
        day = nearest(self.contract)
        context |= {"row": self.contract, "bound": len(coverage_on(self.contract, day)), "as_of": day}
        context |= {"inherited": len(inherited(self.contract)), "old": self.contract.renews}
        return render(self.request, "bargaining/roll.html", context, status=status)

    def get(self, request, pk):
        return self.page()

    def post(self, request, pk):
        form = RollForm(self.contract, request.POST, request.FILES)
        if not form.is_valid():
            return self.page(422, form=form)
        day = form.cleaned_data["day"]
        try:
            with in_memory(form.cleaned_data["file"].chunks()) as path:
                roll = compare(path, self.contract, request.user, day)
        except Unreadable as error:
            form.add_error("file", str(error))
            return self.page(422, form=form)
        told = {
            "pk": self.contract.pk,
            "day": f"{day}",
            "fresh": [firm.pk for firm in roll.fresh],
            "gone": [row.pk for row in roll.gone],
            "open": [row.pk for row in coverage_on(self.contract, day)],
        }
        token = signing.dumps(told, salt=SALT, compress=True)
        return self.page(form=form, roll=roll, day=day, token=token, after=roll.same + len(roll.fresh))


class RollKeep(RollPage):
    """Writes what was shown, if the list is still as it was then."""

    def post(self, request, pk):
        try:
            told = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=HOURS * 3600)
        except signing.BadSignature:
            messages.error(request, CHANGED)
            return redirect("contract-roll", pk)
        if told.pop("pk") != self.contract.pk:
            raise Http404("没有找到这次核对")
        decision = Decision(**told | {"day": dt.date.fromisoformat(told["day"])})
        try:
            with transaction.atomic():
                Contract.objects.select_for_update().get(pk=self.contract.pk)
                if not decision.holds(self.contract):
                    messages.error(request, CHANGED)
                    return redirect("contract-roll", pk)
                keep(self.contract, decision)
        except IntegrityError as error:
            messages.error(request, f"没有保存：{refusal(error, ContractCoverage)}")
            return redirect("contract-roll", pk)
        done = f"新增{len(decision.fresh)}家，截止{len(decision.gone)}家"
        messages.success(request, f"覆盖名单已核对：{done}")
        return redirect("contract-detail", pk)


class RollCarry(RollPage):
    """The successor takes over the list of the contract it renews."""

    def post(self, request, pk):
        with transaction.atomic():
            Contract.objects.select_for_update().get(pk=self.contract.pk)
            number = carry_over(self.contract)
        if number:
            messages.success(request, f"已沿用上一份合同的覆盖名单：{number}家")
        else:
            messages.warning(request, "上一份合同没有可以沿用的覆盖名单")
        return redirect("contract-detail", pk)
