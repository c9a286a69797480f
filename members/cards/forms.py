"""What the card pages ask."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError

from union_portal.organization.models import OrgUnit
from union_portal.sheets.requests import ExportRequest

SHORTEST_REASON = 4


def past(day: dt.date) -> None:
    if day > dt.date.today():
        raise ValidationError(f"不能晚于今天，现为{day}")


class DayForm(forms.Form):
    day = forms.DateField(
        label="日期",
        validators=[past],
        error_messages={"required": "应填写日期", "invalid": "日期应写成 2015-12-31 的样子"},
    )


class GatherForm(DayForm):
    """`unit` is one of those the user may change; without it, her own topmost one."""

    unit = forms.ModelChoiceField(
        label="镇街", queryset=OrgUnit.objects.none(), to_field_name="code", required=False
    )

    def __init__(self, user, *args, **kwargs):
        super().__init__(*args, **kwargs)
        mine = OrgUnit.objects.filter(pk__in=user.unit_ids("members.change")).order_by("path")
        self.fields["unit"].queryset, self.top = mine, mine.first()


class FileForm(forms.Form):
    format = forms.ChoiceField(choices=ExportRequest.Form.choices, initial="xlsx")
    reason = forms.CharField(
        label="用途",
        min_length=SHORTEST_REASON,
        max_length=200,
        error_messages={
            "required": f"应写明用途，至少{SHORTEST_REASON}个字；用途记入日志，可供查对",
            "min_length": f"应写明用途，至少{SHORTEST_REASON}个字；用途记入日志，可供查对",
            "max_length": "不能超过200个字，请写得简短些",
        },
    )


class AnswerForm(DayForm):
    file = forms.FileField(label="回盘文件", error_messages={"required": "请选择银行的回盘文件"})
