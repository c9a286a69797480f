"""What a worker writes on a phone: as little as a membership needs, every wrong word said at its field."""

import datetime as dt

from django import forms
from django.core.exceptions import ValidationError

from union_portal.fields import (
    UNCHECKED,
    DocumentType,
    check_joining_age,
    check_mobile,
    document_facts,
    doubt,
    normalise_document,
)

from ..models import JoiningDoor, Member, Sex

NOTICE = "2026-1"
"""The edition of the notice in templates/members/notice.html; a new purpose is a new edition (SP-22)."""
ACCEPTED = [kind for kind in DocumentType if kind != DocumentType.OTHER]
"""With others people come to the counter."""
NEEDED = "请填写{}"


class ApplicationForm(forms.Form):
    """`cleaned_data` holds plain texts only, so that it can be sealed; the two consents are left out."""

    use_required_attribute = False

    name = forms.CharField(label="姓名", max_length=50, help_text="与证件上的姓名一致")
    document_type = forms.ChoiceField(
        label="证件类型",
        choices=[(kind.value, kind.label) for kind in ACCEPTED],
        initial=DocumentType.RIC,
        help_text="持其他证件的，请到窗口办理",
    )
    document = forms.CharField(
        label="证件号码", max_length=32, help_text="身份证、居住证为18位，末位是X的照填"
    )
    sex = forms.ChoiceField(label="性别", choices=[("", "请选择"), *Sex.choices], required=False)
    born_on = forms.DateField(
        label="出生日期", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    mobile = forms.CharField(label="手机号码", max_length=20, help_text="审核结果通过这个号码告知")
    workplace = forms.CharField(
        label="工作单位", max_length=100, required=False, help_text="写单位全称；没有固定单位的不填"
    )
    category = forms.ChoiceField(label="用工类型", choices=Member.Category.choices, widget=forms.RadioSelect)
    new_form = forms.ChoiceField(
        label="从事的工作", choices=[("", "请选择"), *Member.NewForm.choices], required=False
    )
    platform = forms.CharField(
        label="所属平台", max_length=60, required=False, help_text="如接单的平台或合作企业名称"
    )
    consent = forms.BooleanField(label="我已阅读上面的告知，同意为办理入会收集这些信息")
    sensitive = forms.BooleanField(label="我单独同意处理我的证件号码")

    def __init__(self, door: JoiningDoor, data=None, initial=None):
        super().__init__(data, initial=initial, label_suffix="")
        self.door = door
        if door.enterprise_id:
            del self.fields["workplace"]
        for name, field in self.fields.items():
            field.error_messages["required"] = NEEDED.format(field.label)
            field.widget.attrs.update(KEYBOARDS.get(name, {}))
        self.fields["born_on"].error_messages["invalid"] = "请填写年月日，如1990-03-07"
        self.fields["category"].error_messages["required"] = "请选择用工类型"
        self.fields["consent"].error_messages["required"] = "勾选同意后才能申请；不同意的，可到窗口咨询"
        self.fields["sensitive"].error_messages["required"] = "处理敏感个人信息须取得单独同意"

    def clean_name(self):
        name = self.cleaned_data["name"]
        if any(letter.isdigit() for letter in name):
            raise ValidationError("姓名中不应有数字，请与证件上的姓名一致")
        return name

    def clean_mobile(self):
        return check_mobile(self.cleaned_data["mobile"])

    def clean(self):
        known = super().clean()
        if "document" in known and "document_type" in known:
            try:
                known["document"] = self.checked(known["document"], known["document_type"])
                self._told_apart(known)
            except ValidationError as error:
                self.add_error("document", error)
        if known.get("category") == Member.Category.NEW_FORM:
            if not known.get("new_form"):
                self.add_error("new_form", "新就业形态劳动者请选择从事的工作")
            if not (known.get("platform") or known.get("workplace") or self.door.enterprise_id):
                self.add_error("platform", "新就业形态劳动者须填写所属平台或用工合作企业")
        else:
            known["new_form"] = ""
        return known

    def checked(self, typed: str, kind: str) -> str:
        if wrong := doubt(typed, kind):
            swapped = wrong.exchanged and f"；{wrong.exchanged}是否写反了"
            raise ValidationError(wrong.why + swapped)
        number = normalise_document(typed)
        facts = document_facts(number, kind)
        if facts is None and kind not in UNCHECKED:
            raise ValidationError("这种旧版号码不含出生日期，请持证件到窗口办理")
        if facts:
            check_joining_age(facts.birth, dt.date.today())
        return number

    def _told_apart(self, known: dict) -> None:
        """Birth and sex are asked for only where the number does not state them."""
        if known["document_type"] not in UNCHECKED:
            known["sex"], known["born_on"] = "", None
            return
        noun = DocumentType(known["document_type"]).label
        if not known.get("sex"):
            self.add_error("sex", f"{noun}号码不含性别，请选择")
        if "born_on" in self.errors:
            return
        if not known.get("born_on"):
            self.add_error("born_on", f"{noun}号码不含出生日期，请填写")
            return
        try:
            check_joining_age(known["born_on"], dt.date.today())
        except ValidationError as error:
            self.add_error("born_on", error)

    @property
    def answers(self) -> dict[str, str]:
        known = self.cleaned_data
        left_out = {"consent", "sensitive"} | ({"born_on"} if known["born_on"] is None else set())
        return {name: str(text) for name, text in known.items() if name not in left_out}


KEYBOARDS: dict[str, dict[str, str]] = {
    "name": {"autocomplete": "name"},
    "document": {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    "mobile": {"autocomplete": "tel-national", "inputmode": "tel"},
    "workplace": {"autocomplete": "organization"},
}
