"""撤销工会: first its enterprises and members go to another union, then it ends (OR-35, MB-35)."""

import datetime as dt

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.shortcuts import redirect

from union_portal.ledgers.declarations import LEDGERS, PANELS
from union_portal.ledgers.forms import KeyField
from union_portal.ledgers.views import DetailPage, StepPage
from union_portal.organization.records import refusal, show
from union_portal.workflow import WORKFLOWS

from ..belongings import BELONGINGS, of_same_rank
from ..models import Committee, GrassrootsUnion


class HeirForm(forms.Form):
    """The union that takes over; needed only while something hangs on the old one."""

    def __init__(self, union: GrassrootsUnion, user, data=None):
        super().__init__(data)
        self.union = union
        self.fields["heir"] = KeyField(
            LEDGERS[GrassrootsUnion],
            "name",
            user,
            label="转入工会",
            required=False,
            help_text="覆盖单位和在册会员从撤销之日起转入这个工会；没有的不填",
        )

    def clean_heir(self):
        heir = self.cleaned_data["heir"]
        if heir and heir == self.union:
            raise ValidationError("转入工会应与撤销的工会不同")
        if heir and not of_same_rank(self.union, heir):
            raise ValidationError(f"“{heir}”是{heir.get_kind_display()}，不能接收这个工会的单位和会员")
        return heir


class Dissolution(StepPage, DetailPage):
    """The step of the union's life, with what still hangs on it beside the form."""

    ledger = LEDGERS[GrassrootsUnion]

    def form(self, data=None):
        """What the step needs and nothing else, so that it can be found valid."""
        form = super().form(data)
        for name in set(form.fields) - {*self.step.needs, "version", "form_key"}:
            del form.fields[name]
        for name in self.step.needs:
            form.fields[name].required = True
        return form

    def show(self, status: int, form, heir):
        panels = [panel for panel in map(self.panel, PANELS[GrassrootsUnion]) if panel and panel["count"]]
        left = [(b.title, b.left(self.row).count(), b.unit) for b in BELONGINGS]
        return self.page(
            "../enterprises/dissolution",
            status,
            row=self.row,
            step=self.step,
            form=form,
            heir=heir,
            left=left,
            hangs=any(number for _, number, _ in left),
            panels=panels,
        )

    def get(self, request, pk, name):
        return self.show(200, self.form(), HeirForm(self.row, request.user))

    def post(self, request, pk, name):
        form, heir = self.form(request.POST), HeirForm(self.row, request.user, request.POST)
        values = {name: form.data.get(name) for name in self.step.needs}
        if form.is_valid():
            values = form.cleaned_data
        row = self.ledger.rows(request.user).get(pk=pk)
        if heir.is_valid():
            try:
                with transaction.atomic():
                    moved = rehome(row, heir.cleaned_data["heir"], values.get("dissolved_on"), request.user)
                    WORKFLOWS[GrassrootsUnion].take(
                        name, row, request.user, **{name: values.get(name) for name in self.step.needs}
                    )
                messages.success(request, "，".join([f"已撤销{row}", *moved]))
                return redirect(self.ledger.url("detail", row))
            except ValidationError as error:
                show(form, error)
            except IntegrityError as error:
                form.add_error(None, refusal(error, BELONGINGS[0].model))
        return self.show(422, form, heir)


def rehome(union: GrassrootsUnion, heir: GrassrootsUnion | None, day, user) -> list[str]:
    """Moves all that hangs on the union from `day` on; says in words how much went."""
    if heir is None or not isinstance(day, dt.date):
        return []
    if not GrassrootsUnion.objects.standing(day).filter(pk=heir.pk).exists():
        raise ValidationError(f"“{heir}”在{day}没有批复或已撤销，不能转入")
    said = []
    for belonging in BELONGINGS:
        if late := belonging.left(union).filter(since__gt=day).count():
            raise ValidationError(
                f"有{late}{belonging.unit}{belonging.title}起始日期晚于{day}，请先核对或推后撤销日期"
            )
        if belonging.left(union).exists() and not user.can(belonging.right):
            raise PermissionDenied(f"你的岗位不能转接{belonging.title}")
        said.append(f"{belonging.title}{belonging.move(union, heir, day)}{belonging.unit}转入{heir}")
    Committee.objects.filter(union=union, until=None, since__lte=day).update(until=day)
    return said
