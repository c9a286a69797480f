"""Who sets the days of a year, and what they may set: what has opened, and what is past, stays."""

import datetime as dt

from django import forms
from django.db import DatabaseError, transaction

from union_portal import periods
from union_portal.organization.models import Level, OrgUnit, User
from union_portal.organization.records import refusal
from union_portal.parameters.enacting import enact
from union_portal.parameters.models import RuleParameter, WorkCalendar

from .months import DUE, still_to_open

SATURDAY = 5


class Clash(Exception):
    """Somebody else changed it since the page was shown."""


def sets_days(user: User, unit: OrgUnit) -> bool:
    """办公室统计 for its district, and the federation's officer; never a township for itself."""
    units = user.unit_ids("reporting.change") | user.unit_ids("parameters.change")
    return unit.level != Level.TOWNSHIP and unit.pk in units


def sets_rules(user: User) -> bool:
    """Days off and legal numbers hold for every district: 联合会管理员."""
    return user.can("parameters.change")


def edition_of_due() -> int:
    """Greater after every change of a due day."""
    return RuleParameter.objects.filter(code=DUE).order_by("-pk").values_list("pk", flat=True).first() or 0


class DueDayForm(forms.Form):
    """`seen`: the edition the page showed."""

    until = forms.ChoiceField(
        label="改到什么时候",
        choices=[("", "一直执行，以后各月都按新的截止日"), ("month", "只改这一个月")],
        widget=forms.RadioSelect,
        required=False,
    )
    day = forms.IntegerField(
        label="截止日",
        min_value=1,
        max_value=28,
        help_text="次月几日，填1至28；逢节假日自动顺延",
        widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
        error_messages={
            "invalid": "应填1至28的整数",
            "min_value": "应为1至28日，每个月都有这一天",
            "max_value": "应为1至28日，每个月都有这一天",
        },
    )
    source = forms.CharField(label="理由或依据", max_length=200, help_text="写明文号，或为什么要改")
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, today: dt.date, *args, **kwargs):
        super().__init__(*args, **kwargs)
        months = [(one.code, f"{one}月报") for one in still_to_open(today)]
        self.fields["month"] = forms.ChoiceField(label="从哪个月的月报改起", choices=months)

    def save(self, unit: OrgUnit) -> str:
        """What was set, in words."""
        told, month = self.cleaned_data, periods.parse(self.cleaned_data["month"], periods.Kind.MONTH)
        after = periods.month(month.end.year, month.end.month).end if told["until"] else None
        try:
            with transaction.atomic():
                list(RuleParameter.objects.filter(code=DUE).select_for_update())
                if told["seen"] != edition_of_due():
                    raise Clash("刚才有人改过截止日，上面已是新的情况；请核对后再保存")
                enact(DUE, told["day"], month.end, after, scope=unit.division, source=told["source"])
        except DatabaseError as error:
            raise Clash(refusal(error, RuleParameter)) from None
        return f"{month}月报{'' if after else '起'}，截止日改为次月{told['day']}日"


class DayOffForm(forms.Form):
    """A day to come, as a notice moves it; `usual` takes back what was entered."""

    on = forms.DateField(
        label="日期",
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        error_messages={"invalid": "日期应写作2027-01-01"},
    )
    kind = forms.ChoiceField(
        label="安排",
        choices=[("off", "放假"), ("work", "调休上班"), ("usual", "恢复平常，周一至周五上班")],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(label="节日", max_length=30, required=False, help_text="如春节")
    source = forms.CharField(
        label="通知文号", max_length=60, required=False, help_text="如国办发明电〔2025〕7号"
    )

    def __init__(self, today: dt.date, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self):
        told = super().clean()
        day, kind = told.get("on"), told.get("kind")
        if day and not self.today < day < self.today.replace(day=1, year=self.today.year + 3):
            self.add_error("on", f"应为今天（{self.today}）以后、三年以内的日期，过去的安排不能改")
        elif day and kind == "off" and day.weekday() >= SATURDAY:
            self.add_error("on", f"{day}是周末，本来就不上班，不用登记")
        elif day and kind == "work" and day.weekday() < SATURDAY:
            self.add_error("on", f"{day}不是周末，本来就上班，不用登记")
        for name in ("name", "source") if kind != "usual" else ():
            if not told.get(name) and name not in self.errors:
                self.add_error(name, "应填写，页面上要说明依据")
        return told

    def save(self) -> str:
        day, kind = self.cleaned_data["on"], self.cleaned_data["kind"]
        if kind == "usual":
            for row in WorkCalendar.objects.filter(day=day):
                row.delete()
            return f"{day}恢复平常安排"
        off, name = kind == "off", self.cleaned_data["name"]
        note = f"{name}{'' if off else '调休上班'}（{self.cleaned_data['source']}）"
        WorkCalendar(day=day, is_workday=not off, note=note).save()
        return f"{day}{'放假' if off else '上班'}：{note}"
