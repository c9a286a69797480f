"""Talks that renew a contract open with what the contract already says."""

from django.http import Http404

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
