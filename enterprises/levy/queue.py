"""待认定: one payer at a time beside its candidates, decided by a key, undone until the month closes."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import HttpResponseBadRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.forms import KeyField
from union_portal.organization.models import OrgUnit

from .. import rules
from ..models import CLOSED, Enterprise, LevyCandidate, LevyEntry, UnionizationCase
from ..models.employers import Industry, Ownership
from ..models.tracking import Stage
from . import deciding
from .pages import Month, last_day

Decision = LevyEntry.Decision
BLANK = [("", "请选择")]


class Townships(forms.ModelChoiceField):
    def label_from_instance(self, obj):
        return obj.short_name


class Registration(forms.Form):
    """What the tax list does not tell of a new enterprise."""

    use_required_attribute = False  # other buttons of the same HTML form leave these empty

    org = Townships(OrgUnit.objects.none(), to_field_name="code", label="所属镇街", empty_label="请选择")
    ownership = forms.ChoiceField(label="经济类型", choices=BLANK + Ownership.choices)
    industry = forms.ChoiceField(label="行业门类", choices=BLANK + Industry.choices)

    def __init__(self, user, entry, *args):
        unit = deciding.unit_of(entry)
        super().__init__(*args, initial={"org": unit and unit.code}, auto_id="new-%s")
        changed = OrgUnit.objects.filter(pk__in=user.unit_ids("enterprises.change"))
        self.fields["org"].queryset = changed.townships()


class Another(forms.Form):
    """An enterprise that is none of the candidates, by code or whole name."""

    use_required_attribute = False

    def __init__(self, user, *args):
        super().__init__(*args)
        self.fields["other"] = KeyField(LEDGERS[Enterprise], "credit_code", user, label="另选单位")


@dataclass(frozen=True)
class Choice:
    candidate: LevyCandidate
    union: str
    """建会状态 on the last day of the month."""


class Queue(Month):
    """`?at=` is the payer looked at; without it, the first that waits. Townships read."""

    @cached_property
    def waiting(self) -> QuerySet:
        return self.entries.filter(decision="").order_by("pk")

    def get(self, request):
        at = request.GET.get("at", "")
        entry = self.entry(at) if at.isdecimal() else self.waiting.first()
        return self.show(entry)

    def entry(self, pk: str) -> LevyEntry:
        rows = self.entries.select_related("org", "enterprise__org", "decided_by")
        return get_object_or_404(rows, pk=pk)

    def show(self, entry: LevyEntry | None, status: int = 200, **typed):
        request = self.request
        context: dict[str, object] = {"month": self.month, "closed": self.closed}
        now, last = self.counts, request.GET.get("last", "")
        context |= {
            "now": now,
            "done": now["total"] - now["waiting"],
            "decides": self.decides,
            "entry": entry,
        }
        if entry:
            context |= {
                "choices": self.choices(entry),
                "words": entry.decision and deciding.in_words(entry),
                "before": self.waiting.filter(pk__lt=entry.pk).last(),
                "after": self.waiting.filter(pk__gt=entry.pk).first(),
                "form": Registration(request.user, entry),
                "other": Another(request.user),
                "remark": entry.remark,
            } | typed
        if last.isdecimal():
            context["last"] = self.entries.exclude(decision="").filter(pk=last).first()
        return render(request, "enterprises/levy_queue.html", context, status=status)

    def choices(self, entry: LevyEntry) -> list[Choice]:
        """Only enterprises in the reader's scope."""
        day = last_day(self.month)
        firms = Enterprise.objects.visible_to(self.request.user)
        covered = Enterprise.objects.filter(rules.unionized(day), pk=OuterRef("enterprise"))
        road = UnionizationCase.objects.filter(enterprise=OuterRef("enterprise")).exclude(state__in=CLOSED)
        rows = entry.candidates.filter(enterprise__in=firms).select_related("enterprise__org")
        rows = rows.annotate(covered=Exists(covered), stage=Subquery(road.values("state")[:1]))
        return [Choice(row, union_state(row, day)) for row in rows.order_by("rank")]

    # --- what is said about a payer

    def post(self, request):
        if not self.decides:
            raise PermissionDenied("税务代收由组织部认定，你的岗位没有这项权限")
        pk, version = request.POST.get("entry", ""), request.POST.get("version", "")
        if not (pk.isdecimal() and version.isdecimal()):
            return HttpResponseBadRequest()
        entry = self.entry(pk)
        do, _, which = request.POST.get("do", "").partition(":")
        acts = {"same": self.same, "other": self.other, "new": self.new, "foreign": self.foreign}
        if do == "undo":
            return self.told(entry, lambda: self.undo(deciding.held(entry.pk, int(version))))
        if do not in acts:
            return HttpResponseBadRequest()
        return self.told(entry, lambda: acts[do](deciding.held(entry.pk, int(version)), which))

    def told(self, entry, act):
        """The answer of the act; a refusal leaves everything as it was and is read at the payer."""
        try:
            with transaction.atomic():
                return act()
        except deciding.RefusedError as error:
            messages.warning(self.request, str(error))
            return redirect(self.at(entry))

    def same(self, entry, which):
        firms = Enterprise.objects.visible_to(self.request.user)
        firm = firms.filter(pk=which).first() if which.isdecimal() else None
        if firm is None or not entry.candidates.filter(enterprise=firm).exists():
            raise deciding.RefusedError(f"{entry.payer_name}的候选单位已更新，请重新选择")
        return self.decided(entry, Decision.MATCHED, firm)

    def other(self, entry, which):
        form = Another(self.request.user, self.request.POST)
        if not form.is_valid():
            return self.show(entry, 422, other=form, remark=self.remark)
        return self.decided(entry, Decision.MATCHED, form.cleaned_data["other"])

    def new(self, entry, which):
        form = Registration(self.request.user, entry, self.request.POST)
        if not form.is_valid():
            return self.show(entry, 422, form=form, remark=self.remark)
        known = form.cleaned_data
        if entry.decision:
            raise deciding.RefusedError(f"{entry.payer_name}{deciding.in_words(entry)}。这次没有改动")
        firm = deciding.register(entry, known["org"], known["ownership"], known["industry"])
        return self.decided(entry, Decision.CREATED, firm)

    def foreign(self, entry, which):
        return self.decided(entry, Decision.FOREIGN, None)

    def decided(self, entry, decision, firm):
        if entry.decision:
            raise deciding.RefusedError(f"{entry.payer_name}{deciding.in_words(entry)}。这次没有改动")
        deciding.decide(entry, self.request.user, decision, firm, self.remark)
        following = self.waiting.filter(pk__gt=entry.pk).first() or self.waiting.first()
        return redirect(self.at(following, last=entry.pk))

    def undo(self, entry):
        if not entry.decision:
            raise deciding.RefusedError(f"{entry.payer_name}还没有认定，不需要撤销")
        deciding.undo(entry)
        messages.success(self.request, f"已撤销认定：{entry.payer_name}")
        return redirect(self.at(entry))

    @property
    def remark(self) -> str:
        return self.request.POST.get("remark", "").strip()[:200]

    def at(self, entry: LevyEntry | None, **more) -> str:
        query = urlencode(({"at": entry.pk} if entry else {}) | more)
        return reverse("levy-queue", args=[self.month]) + (f"?{query}" if query else "")


def union_state(row, day: dt.date) -> str:
    firm = row.enterprise
    if firm.closed_on and firm.closed_on <= day:
        return f"{firm.closed_on}{firm.get_closure_display()}"
    if row.covered:
        return "已建会"
    return f"未建会，{Stage(row.stage).label}" if row.stage else "未建会"
