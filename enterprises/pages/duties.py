"""干部履职: each cadre's duties by period, kept or not, and one line to register what was done (A130)."""

import datetime as dt
import uuid
from collections import defaultdict
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, F, Q
from django.shortcuts import redirect, render

from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.forms import KeyField
from union_portal.organization.requests import SignedIn

from ..duties import open_terms
from ..models import Duty, DutyDone, DutyTerm, Enterprise
from .doors import allowed, year_asked

IN_TIME = Q(done__on__gte=F("starts_on"), done__on__lte=F("ends_on"))


class DoneForm(forms.Form):
    """One line: which duty, when, where, what. The period follows from the day."""

    duty = forms.IntegerField(widget=forms.HiddenInput)
    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    on = forms.DateField(label="日期")
    subject = forms.CharField(label="内容", max_length=200)

    def __init__(self, user, *args, **options):
        super().__init__(*args, **options)
        self.user = user
        firms = LEDGERS[Enterprise]
        self.fields["enterprise"] = KeyField(firms, "credit_code", user, label="单位", required=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("duty") and cleaned.get("on"):
            terms = DutyTerm.objects.visible_to(self.user, "change").filter(duty=cleaned["duty"])
            term = terms.filter(starts_on__lte=cleaned["on"], ends_on__gte=cleaned["on"]).first()
            if term is None:
                raise ValidationError(f"{cleaned['on']}没有这项职责的履职周期，请核对日期，或先登记履职周期")
            cleaned["term"] = term
        return cleaned


def state(term: Any, today: dt.date) -> str:
    if term.times >= term.owed:
        return "kept"
    return "missed" if term.ends_on < today else "open"


WORDS = {"kept": ("达标", "g"), "missed": ("未达标", "r"), "open": ("未到期", "n")}


def kept(request: SignedIn):
    """The year's periods of every cadre in scope: how often owed, how often done."""
    allowed(request, "view", "查看干部履职")
    year = year_asked(request)
    form = None
    if request.method == "POST":
        form = DoneForm(request.user, request.POST)
        if done(request, form):
            return redirect(f"{request.path}?year={year}")
    today = dt.date.today()
    terms = (
        DutyTerm.objects.visible_to(request.user)
        .filter(ends_on__year=year)
        .annotate(times=Count("done", filter=IN_TIME))
        .select_related("duty__org")
        .order_by("org__path", "duty__cadre", "duty__kind", "starts_on")
    )
    lines: dict[Duty, list] = defaultdict(list)
    for term in terms:
        code = state(term, today)
        lines[term.duty].append((term, code, *WORDS[code]))
    counted = [cell[1] for cells in lines.values() for cell in cells]
    return render(
        request,
        "enterprises/duties_kept.html",
        {
            "year": year,
            "today": today,
            "lines": [(duty, cells, uuid.uuid4()) for duty, cells in lines.items()],
            "kept": counted.count("kept"),
            "due": len(counted),
            "open": counted.count("open"),
            "form": form,
            "can_change": request.user.can("enterprises.change"),
        },
        status=422 if form else 200,
    )


def done(request: SignedIn, form: DoneForm) -> bool:
    """Saves the line; sent twice it is one row. A duty that is new today has its period at once."""
    if not request.user.can("enterprises.change"):
        raise PermissionDenied("你的岗位没有登记履职记录的权限")
    open_terms(dt.date.today())
    if not form.is_valid():
        return False
    known = form.cleaned_data
    key = known["key"] or uuid.uuid4()
    with transaction.atomic():
        row, made = DutyDone.objects.get_or_create(
            form_key=key,
            defaults={
                "org": known["term"].org,
                "term": known["term"],
                "on": known["on"],
                "enterprise": known["enterprise"],
                "subject": known["subject"],
            },
        )
    if made:
        messages.success(request, f"已登记：{row.term.duty} {row.on} {row.subject}")
    return True
