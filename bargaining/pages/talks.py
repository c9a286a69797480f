"""Talks that renew a contract open with what the contract already says."""

import datetime as dt

from django.http import Http404

from enterprises.models import Enterprise
from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.forms import form_class
from union_portal.ledgers.views import FormPage

from ..models import Contract, Talks

SAME = ("org", "kind", "scope", "enterprise", "area", "union")


class Renewal(FormPage):
    """CB-43: renewal runs the whole procedure again."""

    ledger = LEDGERS[Talks]

    def found(self) -> Contract:
        contract = Contract.objects.visible_to(self.request.user).filter(pk=self.kwargs["contract"]).first()
        if contract is None:
            raise Http404("没有找到这份合同，或它不在你的管理范围内")
        return contract

    def get(self, request, contract):
        before = self.found()
        known = {name: getattr(before, f"{name}_id", None) or getattr(before, name) for name in SAME}
        title = f"{before.enterprise or before.area}{before.get_kind_display()}续签协商"
        form = form_class(self.ledger, request.user)(initial=known | {"renews": before.pk, "title": title})
        return self.page("form", form=form, row=None)

    def post(self, request, contract):
        self.found()
        return super().post(request)


class Opening(FormPage):
    """From the enterprise's page: its own talks, by its own union where it has one."""

    ledger = LEDGERS[Talks]

    def found(self) -> Enterprise:
        firm = Enterprise.objects.visible_to(self.request.user).filter(pk=self.kwargs["pk"]).first()
        if firm is None:
            raise Http404("没有找到这家单位，或它不在你的管理范围内")
        return firm

    def get(self, request, pk):
        firm = self.found()
        spell = firm.affiliations.filter(until=None).first()
        known = {
            "org": firm.org_id,
            "enterprise": firm.pk,
            "union": spell and spell.union_id,
            "title": f"{firm}{dt.date.today().year}年工资集体协商",
        }
        return self.page("form", form=form_class(self.ledger, request.user)(initial=known), row=None)

    def post(self, request, pk):
        self.found()
        self.kwargs.pop("pk")
        return super().post(request)
