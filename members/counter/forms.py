"""One form for everybody at the counter; the answer to who it is rules what must be filled."""

import datetime as dt
import uuid

from django import forms
from django.core.exceptions import ValidationError

from union_portal.fields import (
    DocumentType,
    check_joining_age,
    check_mobile,
    document_facts,
    normalise_mobile,
)
from union_portal.organization.models import User

from ..models import Member, Membership, Sex
from . import cards, places, reading
from .reading import Answer

REFUSALS = {
    reading.EMPTY: "应填写证件号码；已登记的会员也可以填姓名、简拼或会员号",
    reading.PEOPLE: "有几名会员同名，请先从中选定一人",
    reading.NOBODY: "管理范围内没有这名会员；新入会应填写18位身份证号码",
    reading.YOUNG: "年满16周岁方可作为职工入会",
}
ADMITS = {
    Member.Category.NEW_FORM: "新就业形态劳动者须填写所属平台或用工合作企业",
    Member.Category.FLEXIBLE: "",
}
"""Categories that need no employer, and what is said when they have no platform either."""
OPTIONAL = {"mobile", "union", "platform", "is_migrant"}


class CounterForm(forms.Form):
    form_key = forms.UUIDField(widget=forms.HiddenInput)
    member = forms.IntegerField(widget=forms.HiddenInput, required=False)
    firm = forms.IntegerField(widget=forms.HiddenInput, required=False)
    host_firm = forms.IntegerField(widget=forms.HiddenInput, required=False)
    typed = forms.CharField(label="身份证号", required=False, max_length=60)
    document_type = forms.ChoiceField(
        label="证件类型", choices=DocumentType.choices, initial=DocumentType.RIC, required=False
    )
    sex = forms.ChoiceField(label="性别", choices=[("", "请选择"), *Sex.choices], required=False)
    born_on = forms.DateField(label="出生日期", required=False)
    name = forms.CharField(label="姓名", max_length=50, required=False)
    mobile = forms.CharField(label="手机", max_length=30, required=False)
    category = forms.ChoiceField(
        label="用工类型", choices=Member.Category.choices, initial=Member.Category.STAFF, required=False
    )
    new_form = forms.ChoiceField(
        label="新就业形态", choices=[("", "请选择"), *Member.NewForm.choices], required=False
    )
    employer = forms.CharField(label="单位", max_length=100, required=False)
    host = forms.CharField(label="用工单位", max_length=100, required=False)
    platform = forms.CharField(label="平台", max_length=60, required=False)
    union = forms.CharField(label="所在工会", max_length=100, required=False)
    source = forms.ChoiceField(
        label="会员来源", choices=[("", "按单位建会日期判断"), *Membership.Source.choices], required=False
    )
    is_migrant = forms.BooleanField(label="农民工", required=False)
    card = forms.ChoiceField(label="京卡", choices=cards.CHOICES, required=False)
    audit_reason = forms.CharField(label="情况说明", max_length=200, required=False)

    def __init__(self, user: User, answer: Answer, data=None):
        start = {"form_key": uuid.uuid4(), "card": cards.proposed(answer)}
        super().__init__(data, initial=start, label_suffix="")
        self.user, self.answer = user, answer
        self.fields["born_on"].widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        for name, what in (("employer", "firms"), ("host", "firms"), ("union", "unions")):
            self.fields[name].widget.attrs["data-find"] = what
        for name in ("employer", "host"):
            self.fields[name].widget.attrs["list"] = "used"
        for name in ("typed", "name", "mobile", "employer", "host", "union", "platform"):
            self.fields[name].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}
        self.fields["mobile"].widget.attrs["inputmode"] = "tel"
        self.fields["typed"].widget.attrs["aria-describedby"] = "h-typed"
        self.card_choices = cards.offered(answer)

    def shown(self) -> "CounterForm":
        """Once judged: what is asked at all is marked as needed, except what may really be left out."""
        if not self.is_bound or self.errors is not None:
            for name, field in self.fields.items():
                field.required = name not in OPTIONAL
        return self

    def clean(self):
        cleaned, answer = super().clean(), self.answer
        if answer.state == reading.WRONG and answer.doubt:
            self.add_error("typed", answer.doubt.why)
        elif answer.state in REFUSALS:
            self.add_error("typed", REFUSALS[answer.state])
        elif answer.state == reading.HERE:
            self._card(cleaned)
        else:
            self._person(cleaned)
            self._place(cleaned)
            if answer.state != reading.AWAY:
                self._card(cleaned)
        return cleaned

    def _person(self, cleaned) -> None:
        answer = self.answer
        if answer.state == reading.AWAY:
            return
        if answer.state == reading.NEW:
            self._names(cleaned)
        number = normalise_mobile(cleaned.get("mobile") or "")
        if number:
            try:
                check_mobile(number)
            except ValidationError as error:
                self.add_error("mobile", f"{error.messages[0]}，填写了{len(number)}位")
        cleaned["mobile"] = number
        if answer.warnings and not cleaned.get("audit_reason"):
            self.add_error("audit_reason", f"{answer.warnings[0]}，写明情况后可以保存")

    def _names(self, cleaned) -> None:
        if len((cleaned.get("name") or "").strip()) < 2:
            self.add_error("name", "应填写姓名，至少两个字")
        facts = document_facts(self.answer.number, self.answer.kind)
        if facts:
            cleaned |= {"sex": facts.sex, "born_on": facts.birth}
            return
        for field in ("sex", "born_on"):
            if not cleaned.get(field) and not self.errors.get(field):
                self.add_error(field, f"{self.fields[field].label}不能从这种证件号码得出，应填写")
        if born_on := cleaned.get("born_on"):
            try:
                check_joining_age(born_on, dt.date.today())
            except ValidationError as error:
                self.add_error("born_on", error)

    def _place(self, cleaned) -> None:
        """The employer, the using unit, the union and the source, from what was typed or picked."""
        firm, host = (self._firm(cleaned, *pair) for pair in (("employer", "firm"), ("host", "host_firm")))
        category = cleaned.get("category") or Member.Category.STAFF
        cleaned["category"] = category
        cleaned["new_form"] = cleaned.get("new_form") if category == Member.Category.NEW_FORM else ""
        if category == Member.Category.NEW_FORM and not cleaned["new_form"]:
            self.add_error("new_form", "应选择是哪一种新就业形态")
        host = host if category == Member.Category.DISPATCHED else None
        if category == Member.Category.DISPATCHED and not host and not self.errors.get("host"):
            self.add_error("host", "劳务派遣工应填写用工单位，单位一栏填派遣单位")
        if not firm and not self.errors.get("employer"):
            told = ADMITS.get(category, "应填写单位名称或简拼")
            if told and not (category in ADMITS and cleaned.get("platform")):
                self.add_error("employer", told)
        if self.errors.keys() & {"employer", "host"}:
            return
        try:
            union = places.union_named(self.user, (cleaned.get("union") or "").strip(), [firm, host])
        except ValidationError as error:
            self.add_error("union", error)
            return
        cover = next((p.cover for p in (firm, host) if p and p.cover and p.cover.union_id == union.pk), None)
        cleaned |= {"at": firm and firm.firm, "using": host and host.firm, "into": union}
        cleaned["source"] = cleaned.get("source") or places.source(cover)

    def _firm(self, cleaned, name: str, picked: str) -> places.Place | None:
        try:
            return places.firm_named(self.user, (cleaned.get(name) or "").strip(), cleaned.get(picked))
        except ValidationError as error:
            self.add_error(name, error)
            return None

    def _card(self, cleaned) -> None:
        choice = cleaned.get("card") or cards.NONE
        if choice not in dict(self.card_choices):
            self.add_error("card", cards.refusal(choice, self.answer))
        elif choice != cards.NONE and not self._collected(cleaned):
            self.add_error("card", "会员信息尚未采集成功，不能申办京卡：应有工作单位或平台")
        elif choice == cards.NONE and self.answer.state == reading.HERE:
            self.add_error("card", "已是在册会员，没有要保存的内容；补办、换卡请在这里选择")
        cleaned["card"] = choice

    def _collected(self, cleaned) -> bool:
        if self.answer.state == reading.HERE:
            assert self.answer.member is not None
            return self.answer.member.collected_on is not None
        return bool(cleaned.get("at") or cleaned.get("platform"))
