"""The form of one act: its fields, the papers that go with it, and, at the signature, the contract."""

import datetime as dt
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import modelform_factory

from union_portal.ledgers.forms import LedgerForm
from union_portal.notices.files import ACCEPT, PaperField
from union_portal.organization.records import Record, show

from ..models import Filing, Talks
from . import evidence
from .acts import AFTER, Act

TO_COME = {"limit", "term_to", "expires_on", "starts_on"}
"""Days that may lie ahead; whatever else is told has happened."""
PHOTO = {"accept": "image/*", "capture": "environment"}


class ActForm(LedgerForm):
    """Asks for what the act needs and nothing else; what is refused elsewhere stands at its head."""

    act: Act
    talks: Talks

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.act.fields:
            self.fields[name].required = name in self.act.needs
            if name in self.act.today and not self.initial.get(name):
                self.initial[name] = dt.date.today()
        self.materials = _asked(self.talks, self.act)
        for place, name in enumerate(self.materials):
            self.fields[f"paper-{place}"] = PaperField(label=name, required=False)
            self.fields[f"photo-{place}"] = PaperField(
                label=f"{name}，拍照", required=False, widget=forms.FileInput(attrs=PHOTO)
            )
        if self.act.label == "报送":
            self.fields["why"] = forms.CharField(
                label="逾期原因",
                max_length=100,
                required=False,
                initial=self.instance.contract.remark,
                help_text="按期报送的不填；记入合同的情况说明",
            )

    def _update_errors(self, errors):
        show(self, errors)

    def _post_clean(self):
        if isinstance(self.instance, Filing) and self.cleaned_data.get("why"):
            self.instance.contract.remark = self.cleaned_data["why"]
        super()._post_clean()

    def clean(self):
        cleaned, today = super().clean(), dt.date.today()
        for name in self.act.fields:
            day = cleaned.get(name)
            if isinstance(day, dt.date) and name not in TO_COME and day > today:
                self.add_error(name, f"不能晚于今天（{today}），填写的是{day}；还没有发生的，到时再登记")
        for place, name in enumerate(self.materials):
            if not (cleaned.get(f"paper-{place}") or cleaned.get(f"photo-{place}")):
                self.add_error(f"paper-{place}", self._lacks(name))
        return cleaned

    def _lacks(self, name: str) -> ValidationError:
        return ValidationError(f"缺少{name}，请选择扫描件或拍照；没有{name}不能{self.act.label}")

    @property
    def papers(self) -> list[tuple[str, forms.BoundField, forms.BoundField]]:
        """Name of the material, a file of it, a photo of it."""
        return [
            (name, self[f"paper-{place}"], self[f"photo-{place}"])
            for place, name in enumerate(self.materials)
        ]

    @property
    def uploads(self):
        """What was sent: the name of the material and its file, once valid."""
        for place, name in enumerate(self.materials):
            for kind in ("paper", "photo"):
                if file := self.cleaned_data.get(f"{kind}-{place}"):
                    yield name, file

    @property
    def shown(self) -> list[forms.BoundField]:
        """All but the papers and what is hidden."""
        names = [*self.act.fields, *(["why"] if "why" in self.fields else [])]
        return [self[name] for name in names]


def _asked(talks: Talks, act: Act) -> list[str]:
    if not act.papers or act.day == AFTER:
        return []
    return evidence.lacking(talks, act.day, first=act.papers == "first")


def act_form(act: Act, talks: Talks, row: Record, data=None, files=None) -> ActForm:
    """Bound to the row that the act fills, which may be a new one."""
    model = type(row)
    fields = {f.name: f for f in model._meta.fields}
    days: dict[str, type[forms.Widget] | forms.Widget] = {
        name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        for name in act.fields
        if isinstance(fields[name], models.DateField)
    }
    base = type("TheActForm", (ActForm,), {"act": act, "talks": talks})
    made: Any = modelform_factory(model, base, fields=list(act.fields), widgets=days)
    return made(data, files, instance=row)


class UploadForm(forms.Form):
    """A further paper of a step, or one that was missing."""

    note = forms.ChoiceField(label="材料")
    on = forms.DateField(
        label="形成日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "应填写形成日期", "invalid": "日期应写成 2015-12-31 的样子"},
    )
    file = PaperField(label="文件", widget=forms.FileInput(attrs={"accept": ACCEPT}), required=False)
    photo = PaperField(label="拍照", widget=forms.FileInput(attrs=PHOTO), required=False)

    def __init__(self, step, data=None, files=None):
        super().__init__(
            data, files, label_suffix="", auto_id=f"id_{step.place}_%s", initial={"on": dt.date.today()}
        )
        names = [*step.materials, "其他材料"]
        self.fields["note"].choices = [(name, name) for name in names]

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not (cleaned.get("file") or cleaned.get("photo")):
            self.add_error("file", "还没有选文件，请选择扫描件或拍照")
        if cleaned.get("on") and cleaned["on"] > dt.date.today():
            self.add_error("on", f"不能晚于今天，填写的是{cleaned['on']}")
        return cleaned
