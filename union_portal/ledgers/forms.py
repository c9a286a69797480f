"""The form of a register: its own fields, foreign keys typed by natural key, a version and a key."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from union_portal.organization.models import OrgUnit

from .declarations import LEDGERS, Ledger, walk


class KeyField(forms.CharField):
    """A row of another register, typed by its key or its exact name; only rows in scope are found."""

    def __init__(self, ledger: Ledger, key: str, user, **options):
        super().__init__(**options)
        self.ledger, self.key, self.user = ledger, key, user
        self.widget.attrs.update({"data-lookup": ledger.name, "data-by": key, "autocomplete": "off"})

    def prepare_value(self, value):
        if isinstance(value, int):
            row = self.ledger.model.objects.filter(pk=value).first()
            return str(getattr(row, self.key) or row) if row else ""
        return value

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        names = dict.fromkeys((self.key, *self.ledger.open_search[:1]))
        for name in (n for n in names if n != "pk" or text.isdecimal()):
            found = list(self.ledger.model.objects.visible_to(self.user).filter(**{name: text})[:2])
            if len(found) == 1:
                return found[0]
            if found:
                raise ValidationError(f"有多个{self.ledger.title}名为“{text}”，请改填{self._key_label}")
        raise ValidationError(f"没有找到{self.ledger.title}“{text}”，请填写{self._key_label}或完整名称")

    @property
    def _key_label(self) -> str:
        return "编号" if self.key == "pk" else str(walk(self.ledger.model, self.key)[-1].verbose_name)


class LedgerForm(forms.ModelForm):
    """Saves through the version and the form key; a refusal of the database becomes a Chinese error."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    authors: dict[str, models.Model] = {}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for field in self.fields.values():
            field.error_messages["required"] = "应填写，不能为空"
            if isinstance(field, forms.TypedChoiceField):
                field.choices = [(value, label if value else "请选择") for value, label in field.choices]
        if self.instance.pk:
            self.fields["version"].initial = self.instance.version
        else:
            self.fields["form_key"].initial = uuid.uuid4()

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and cleaned.get("version"):
            self.instance.version = cleaned["version"]
        elif not self.instance.pk:
            self.instance.form_key = cleaned.get("form_key") or uuid.uuid4()
            for name, user in self.authors.items():
                setattr(self.instance, name, user)
        return cleaned


def form_class(ledger: Ledger, user) -> type[LedgerForm]:
    """The form of this ledger for this user: units and rows offered are those she may change."""
    relations = [f for f in ledger.model._meta.fields if isinstance(f, models.ForeignKey)]
    declared = {f.name: _relation(ledger, f, user) for f in relations if f.name in ledger.form_fields}
    dates = {
        f.name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        for f in ledger.model._meta.fields
        if isinstance(f, models.DateField)
    }
    meta = type("Meta", (), {"model": ledger.model, "fields": ledger.form_fields, "widgets": dates})
    body = {**declared, "Meta": meta, "authors": {ledger.author: user} if ledger.author else {}}
    return type(f"{ledger.model.__name__}Form", (LedgerForm,), body)


def _relation(ledger: Ledger, field: models.ForeignKey, user) -> forms.Field:
    label, must = str(field.verbose_name), not field.blank
    if field.related_model is OrgUnit:
        units = OrgUnit.objects.filter(pk__in=user.unit_ids(f"{ledger.app}.change")).townships()
        only = units[0] if len(units) == 1 else None
        return forms.ModelChoiceField(units, initial=only, empty_label="请选择", label=label, required=must)
    target = LEDGERS.get(field.related_model)
    if target is None:
        rows = field.related_model._default_manager.all()
        return forms.ModelChoiceField(rows, empty_label="请选择", label=label, required=must)
    key = ledger.keys.get(field.name) or (target.open_search or ["pk"])[0]
    return KeyField(target, key, user, label=label, required=must)
