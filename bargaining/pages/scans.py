"""Scans of a contract: stored encrypted, handed out as downloads, taken away by whoever may change it."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from enterprises.pages.doors import allowed
from union_portal.notices import files
from union_portal.organization.requests import SignedIn

from ..models import Contract, ContractScan


class ScanForm(forms.Form):
    kind = forms.ChoiceField(label="材料", choices=ContractScan.Kind.choices)
    file = files.PaperField(label="文件", help_text="PDF、JPG、PNG，不超过20MB")


def contract_of(request: SignedIn, pk: int, verb: str) -> Contract:
    allowed(request, verb, "查看合同" if verb == "view" else "登记合同", "bargaining")
    contract = Contract.objects.visible_to(request.user).filter(pk=pk).first()
    if contract is None:
        raise Http404("没有找到这份合同，或它不在你的管理范围内")
    if contract.org_id not in request.user.unit_ids(f"bargaining.{verb}"):
        raise PermissionDenied("你的岗位没有修改这份合同的权限")
    return contract


def scan_of(contract: Contract, scan: int) -> ContractScan:
    found = contract.scans.select_related("attachment").filter(pk=scan).first()
    if found is None:
        raise Http404("没有找到这个文件")
    return found


def page(request: SignedIn, contract: Contract, form: ScanForm):
    scans = contract.scans.select_related("attachment")
    context = {"row": contract, "form": form, "scans": scans}
    return render(request, "bargaining/scans.html", context, status=422 if form.errors else 200)


def add(request: SignedIn, pk: int):
    contract = contract_of(request, pk, "change")
    if request.method != "POST":
        return page(request, contract, ScanForm(label_suffix=""))
    form = ScanForm(request.POST, request.FILES, label_suffix="")
    if not form.is_valid():
        return page(request, contract, form)
    kept = files.keep(form.cleaned_data["file"], contract.org)
    try:
        with transaction.atomic():
            ContractScan.objects.create(contract=contract, attachment=kept, kind=form.cleaned_data["kind"])
    except BaseException:
        files.forget(kept)
        raise
    messages.success(request, f"已上传：{kept.name}")
    return redirect("contract-detail", pk)


def hand(request: SignedIn, pk: int, scan: int):
    return files.handed(scan_of(contract_of(request, pk, "view"), scan).attachment)


@require_POST
def remove(request: SignedIn, pk: int, scan: int):
    """The file goes once its rows are gone for good."""
    found = scan_of(contract_of(request, pk, "change"), scan)
    kept = found.attachment
    with transaction.atomic():
        found.delete()
        kept.delete()
        transaction.on_commit(lambda: files.forget(kept))
    messages.success(request, f"已移除：{kept.name}")
    return redirect("contract-scan-add", pk)
