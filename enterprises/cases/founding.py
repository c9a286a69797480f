"""建会登记: the approval of a union closes the case that led to it."""

import datetime as dt

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render

from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.forms import KeyField
from union_portal.ledgers.views import StepPage
from union_portal.organization.records import refusal, show

from ..companions import open_to
from ..models import Affiliation, GrassrootsUnion, Headcount, UnionizationCase
from ..workflow import CaseLife

JOIN = "join"
WAYS = (
    ("independent", "单独建会"),
    ("joint", "新建联合基层工会"),
    (JOIN, "加入已有联合基层工会"),
)
NO_APPROVAL = "未填写上级工会批复，不能计入建会数"


class FoundingForm(forms.Form):
    way = forms.ChoiceField(label="建会方式", choices=WAYS, widget=forms.RadioSelect, initial="independent")
    name = forms.CharField(label="工会名称", max_length=100, required=False)
    applied_on = forms.DateField(label="申请日期", required=False)
    approved_on = forms.DateField(
        label="批复日期", help_text="自这一天起计入建会数", error_messages={"required": NO_APPROVAL}
    )
    approval_no = forms.CharField(label="批复文号", max_length=40, error_messages={"required": NO_APPROVAL})
    employees = forms.IntegerField(label="批复时职工数", min_value=1)
    origin = forms.ChoiceField(label="建会来源", choices=Affiliation.Origin.choices)

    field_order = ["way", "union", "name"]

    def __init__(self, case: UnionizationCase, user, data=None):
        super().__init__(data, initial=proposed(case), label_suffix="")
        self.fields["union"] = KeyField(
            LEDGERS[GrassrootsUnion],
            "name",
            user,
            label="联合基层工会",
            required=False,
            help_text="加入已有联合基层工会的填写，其他方式不填",
        )
        self.companions = open_to(user, case.enterprise)
        self.more = [(one.title, one.fields(case.enterprise)) for one in self.companions]
        for _, fields in self.more:
            self.fields |= fields
        for field in self.fields.values():
            if field.error_messages.get("required") != NO_APPROVAL:
                field.error_messages["required"] = "应填写，不能为空"
            if isinstance(field, forms.DateField):
                field.widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        self.order_fields(self.field_order)

    def clean(self):
        cleaned = super().clean()
        self._check_union(cleaned)
        day = cleaned.get("approved_on")
        if day and day > dt.date.today():
            self.add_error("approved_on", f"不能晚于今天，填写的是{day}")
        for companion in self.companions:
            companion.check(self)
        return cleaned

    def _check_union(self, cleaned):
        joins, union, day = cleaned.get("way") == JOIN, cleaned.get("union"), cleaned.get("approved_on")
        if not joins and not cleaned.get("name"):
            self.add_error("name", "新建工会应填写工会名称")
        if joins and not self.errors.get("union"):
            if union is None:
                self.add_error("union", "加入已有工会的，应填写该工会名称")
            elif union.kind != GrassrootsUnion.Kind.JOINT:
                self.add_error("union", f"“{union}”是{union.get_kind_display()}，应填写联合基层工会")
            elif day and not GrassrootsUnion.objects.standing(day).filter(pk=union.pk).exists():
                self.add_error("union", f"“{union}”在{day}未经批复或已撤销，请核对批复日期")

    def sections(self) -> list:
        """What apps above ask: title and fields."""
        return [(title, [self[name] for name in fields]) for title, fields in self.more]


def proposed(case: UnionizationCase) -> dict:
    """What is known beforehand: the name after the firm, the day it applied, the latest headcount."""
    count = Headcount.objects.filter(enterprise=case.enterprise, until=None).first()
    applied = case.stages.filter(state=UnionizationCase.State.APPLIED).order_by("-since").first()
    return {
        "name": f"{case.enterprise.name}工会委员会",
        "applied_on": applied and applied.since,
        "employees": count and count.employees,
        "origin": Affiliation.Origin.MEETING
        if case.origin == UnionizationCase.Origin.MEETING
        else Affiliation.Origin.SURVEY,
    }


def found(case: UnionizationCase, user, cleaned: dict, companions=()) -> tuple[GrassrootsUnion, list[str]]:
    """The union, the firm's coverage, what comes with it and the end of the case, all or nothing.

    The database then ends the open claim and the open reason (`case_closes`).
    """
    joins, day = cleaned["way"] == JOIN, cleaned["approved_on"]
    with transaction.atomic():
        union = cleaned["union"] if joins else _new_union(case, cleaned)
        own = cleaned["way"] == GrassrootsUnion.Kind.INDEPENDENT
        affiliation = Affiliation(
            org=case.org,
            enterprise=case.enterprise,
            union=union,
            mode=Affiliation.Mode.OWN if own else Affiliation.Mode.JOINT,
            origin=cleaned["origin"],
            since=day,
            employees=cleaned["employees"],
        )
        affiliation.full_clean()
        affiliation.save()
        case.union = union
        CaseLife.take("found", case, user, state_since=day)
        told = [one.keep(union, case.enterprise, user, cleaned) for one in companions]
    return union, [text for text in told if text]


def _new_union(case: UnionizationCase, cleaned: dict) -> GrassrootsUnion:
    kept = {name: cleaned[name] for name in ("name", "applied_on", "approved_on", "approval_no")}
    union = GrassrootsUnion(org=case.org, kind=cleaned["way"], **kept)
    union.full_clean()
    union.save()
    return union


class FoundingPage(StepPage):
    ledger = LEDGERS[UnionizationCase]

    def dispatch(self, request, *args, **kwargs):
        if not request.user.can(self.step.right):
            raise PermissionDenied(f"你的岗位不能办理“{self.step.label}”，请由镇街工会主席或组织部办理")
        return super().dispatch(request, *args, **kwargs)

    def form(self, data=None):
        return FoundingForm(self.row, self.request.user, data)

    def shown(self, form, status=200):
        context = {"ledger": self.ledger, "row": self.row, "step": self.step, "form": form}
        return render(self.request, "enterprises/found.html", context, status=status)

    def get(self, request, pk, name):
        return self.shown(self.form())

    def post(self, request, pk, name):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.shown(form, 422)
        try:
            case = self.ledger.rows(request.user).get(pk=pk)
            union, told = found(case, request.user, form.cleaned_data, form.companions)
        except ValidationError as error:
            show(form, error)
            return self.shown(form, 422)
        except IntegrityError as error:
            form.add_error(None, refusal(error, Affiliation))
            return self.shown(form, 422)
        messages.success(
            request, "，".join([f"已登记{union}，自{form.cleaned_data['approved_on']}起计入建会数", *told])
        )
        return redirect(LEDGERS[GrassrootsUnion].url("detail", union))
