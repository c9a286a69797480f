"""One application's step on a page of its own."""

import datetime as dt

from django import forms

from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.views import StepPage

from ..models import MembershipApplication


class AnswerForm(forms.Form):
    decided_on = forms.DateField(
        label="审核日期",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text="工会委员会审核的日期，通过的自这一天起为会员",
    )
    reason = forms.CharField(
        label="理由", max_length=200, help_text="告知申请人；不得以户籍、就业期限、就业形式为由拒绝"
    )

    def __init__(self, row, needs, data=None):
        super().__init__(data, initial={"decided_on": dt.date.today()}, label_suffix="")
        for name in self.fields.keys() - set(needs):
            del self.fields[name]
        for field in self.fields.values():
            field.error_messages["required"] = "应填写，不能为空"
        self.fields["decided_on"].widget.attrs["min"] = row.applied_on.isoformat()


class AnswerPage(StepPage):
    ledger = LEDGERS[MembershipApplication]

    def form(self, data=None):
        return AnswerForm(self.row, self.step.needs, data)
