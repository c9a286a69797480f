"""The signature makes the contract, or finds the one already registered; clauses and coverage go with it."""

import datetime as dt
from collections import defaultdict

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from enterprises.models import Enterprise
from union_portal.calendars import term_end
from union_portal.ledgers.forms import LedgerForm
from union_portal.organization.models import User
from union_portal.organization.records import show

from ..models import Clause, Contract, ContractCoverage, Talks

FIELDS = (
    "number",
    "starts_on",
    "expires_on",
    "women",
    "raise_percent",
    "minimum_wage",
    "average_wage",
    "remark",
)
DAYS = ("starts_on", "expires_on")
USUAL_MONTHS, WAGE_MONTHS = 36, 12


class SigningForm(LedgerForm):
    """What the text says. `firms` names those bound by a regional or industry contract, one a line."""

    talks: Talks
    user: User
    topics = forms.MultipleChoiceField(
        label="约定的内容",
        choices=Clause.Topic.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="带薪休假、安全生产为必谈内容",
    )
    firms = forms.CharField(
        label="覆盖单位",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text="每行一家，填单位名称或统一社会信用代码；也可以签订后在合同页用Excel导入",
    )

    class Meta:
        model = Contract
        fields = FIELDS
        widgets = {name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in DAYS}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.bound_to: list[Enterprise] = []
        months = WAGE_MONTHS if self.talks.kind == Contract.Kind.WAGE else USUAL_MONTHS
        self.initial["expires_on"] = term_end(dt.date.today(), months)
        if self.talks.scope == Contract.Scope.ENTERPRISE:
            del self.fields["firms"]

    def _update_errors(self, errors):
        show(self, errors)

    def clean_firms(self):
        """Every line a firm the user may see; what is not found is told line by line."""
        lines = [line.strip() for line in self.cleaned_data["firms"].splitlines() if line.strip()]
        known = Enterprise.objects.visible_to(self.user).filter(Q(name__in=lines) | Q(credit_code__in=lines))
        by_key: dict[str, set[Enterprise]] = defaultdict(set)
        for firm in known:
            for key in (firm.name, firm.credit_code):
                by_key[key or ""].add(firm)
        told = [
            f"第{place}行“{line}”{'有多家' if by_key[line] else '没有找到'}"
            for place, line in enumerate(lines, 1)
            if len(by_key[line]) != 1
        ]
        if told:
            raise ValidationError(f"{'、'.join(told)}，请填写单位的完整名称或统一社会信用代码")
        self.bound_to = list(dict.fromkeys(firm for line in lines for firm in by_key[line]))
        return lines

    @property
    def shown(self) -> list[forms.BoundField]:
        return [self[name] for name in FIELDS]


def signing_form(talks: Talks, user: User, signed_on: dt.date | None = None, data=None) -> SigningForm:
    contract = Contract(
        org=talks.org,
        kind=talks.kind,
        scope=talks.scope,
        enterprise=talks.enterprise,
        area=talks.area,
        union=talks.union,
        renews=talks.renews,
        officer=talks.officer or user,
        signed_on=signed_on or dt.date.today(),
    )
    form = type("TheSigningForm", (SigningForm,), {"talks": talks, "user": user})
    return form(data, instance=contract)


def registered(talks: Talks, user: User, number: str) -> Contract | None:
    """A contract of this number that no other talks led to."""
    mine = Contract.objects.visible_to(user, "change")
    return mine.filter(number=number.strip(), talks=None).first() if number.strip() else None


def check_same(talks: Talks, contract: Contract, signed_on: dt.date) -> None:
    """The contract that is found is the one these talks speak of."""
    told: list[tuple[str, models.Field]] = [
        (str(f.verbose_name), f)
        for f in Contract._meta.fields
        if f.name in ("kind", "scope", "enterprise")
        and getattr(contract, f.attname) != getattr(talks, f.attname)
    ]
    if told:
        names = "、".join(label for label, _ in told)
        raise ValidationError(f"已登记的合同{contract}的{names}与本次协商不一致，请核对合同编号")
    if contract.signed_on != signed_on:
        raise ValidationError(
            f"已登记的合同{contract}的签字日期为{contract.signed_on}，填写的较晚的签字日期为{signed_on}，请核对"
        )


def conclude(form: SigningForm) -> Contract:
    """Saves the contract with its clauses and coverage; the form is valid."""
    contract = form.save()
    Clause.objects.bulk_create(
        Clause(org=contract.org, contract=contract, topic=topic) for topic in form.cleaned_data["topics"]
    )
    since = contract.starts_on or contract.signed_on
    ContractCoverage.objects.bulk_create(
        ContractCoverage(org=firm.org, contract=contract, enterprise=firm, since=since)
        for firm in form.bound_to
    )
    return contract
