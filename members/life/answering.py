"""A transfer's answer: its fields stand in no form of the register, for only a step may write them."""

from typing import Any

from django import forms
from django.db import models
from django.utils import timezone

from union_portal.fields import column
from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.views import StepPage

from ..models import Transfer


class AnswerPage(StepPage):
    ledger = LEDGERS[Transfer]

    def form(self, data=None):
        """A day begins as today."""
        day = max(timezone.localdate(), self.row.requested_on)
        fields = {name: field_of(column(Transfer, name)) for name in self.step.needs}
        return type("AnswerForm", (forms.Form,), fields)(
            data, label_suffix="", initial=dict.fromkeys(fields, day) | {"reason": "", "ruling": ""}
        )


def field_of(field: models.Field) -> forms.Field:
    asked: dict[str, Any] = {"required": True, "error_messages": {"required": "应填写，不能为空"}}
    if isinstance(field, models.DateField):
        asked["widget"] = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    made = field.formfield(**asked)
    assert made is not None
    return made
