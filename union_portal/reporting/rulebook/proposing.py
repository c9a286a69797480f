"""The form by which a value is proposed and tried: the rule's own numbers, a day, a month, a reason."""

import datetime as dt
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q

from union_portal import periods

from ..models import MonthlyReport, Period, Trial
from .definitions import Rule
from .trials import first_free, held_on, propose
from .values import numbers, replaced

KNOWN = 24
"""Months with reports or figures that are offered, besides those of the last year."""


class TrialForm(forms.Form):
    """The numbers first, by the names of `values.numbers`."""

    since = forms.DateField(
        label="拟从哪天起执行",
        widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"),
        error_messages={"invalid": "日期应写作2027-01-01"},
    )
    source = forms.CharField(label="依据", max_length=200, help_text="文件名称、文号，或为什么要改")

    def __init__(self, rule: Rule, today: dt.date, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.rule, self.today = rule, today
        self.numbers = list(numbers(rule.held.value)) if rule.held else []
        for one in self.numbers:
            self.fields[one.name] = forms.CharField(
                label=f"{one.label}{f'（{one.unit}）' if one.unit else ''}",
                initial=one.held,
                max_length=20,
                widget=forms.TextInput({"inputmode": "decimal", "autocomplete": "off"}),
                help_text=f"现行 {one.held}",
            )
        self.fields["since"].initial = periods.month(today.year, today.month).end
        self.fields["month"] = forms.ChoiceField(
            label="用哪个月试算",
            help_text="假定从这个月1日起就按拟定取值",
            choices=[(one.code, str(one)) for one in months_to_try(today)],
        )
        self.order_fields([*(one.name for one in self.numbers), "since", "source", "month"])

    def clean(self):
        told = super().clean()
        typed: dict[tuple, Any] = {}
        for one in self.numbers:
            try:
                typed[one.path] = one.read(told.get(one.name, ""))
            except ValueError as error:
                if one.name not in self.errors:
                    self.add_error(one.name, str(error))
        since, first = told.get("since"), first_free(self.today)
        if since and not first <= since < first.replace(year=first.year + 5):
            self.add_error("since", f"应为{first}以后、五年以内的日期，已结束的月份不改")
        if self.errors:
            return told
        told["value"] = replaced(self.rule.held.value, typed)
        held = held_on(self.rule.code, since)
        if held is not None and held.value == told["value"]:
            self.add_error(None, f"拟定取值与{since}的现行取值相同，没有可试算的变化")
        return told

    def save(self, unit, user) -> Trial:
        told = self.cleaned_data
        month = periods.parse(told["month"], periods.Kind.MONTH)
        return propose(unit, user, self.rule.code, told["value"], told["since"], told["source"], month)


def months_to_try(today: dt.date) -> list[periods.Period]:
    """Ended months, the latest first: those of the last year, and earlier ones with reports or figures."""
    running = periods.month(today.year, today.month)
    starts = {periods.add_months(running.start, -back) for back in range(1, 13)}
    reports = MonthlyReport.objects.filter(period=OuterRef("pk"))
    known = Period.objects.filter(Q(computed_at__isnull=False) | Exists(reports), kind=periods.Kind.MONTH)
    starts |= set(known.filter(end__lte=today).order_by("-start").values_list("start", flat=True)[:KNOWN])
    return [periods.month(start.year, start.month) for start in sorted(starts, reverse=True)]
