"""会员列表: what the list tells of a member is worked out for one page alone, however deep it lies (S13)."""

from django.core.paginator import Paginator

from union_portal.ledgers import filters, tables
from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.views import PAGE, ListPage

from ..models import Member


class Lean(Paginator):
    """Finds a page's rows by their keys alone, then reads those."""

    def _get_page(self, object_list, *args, **kwargs):
        keys = list(object_list.values_list("pk", flat=True))
        rows = self.object_list.filter(pk__in=keys)
        return super()._get_page(list(rows), *args, **kwargs)


class MemberList(ListPage):
    ledger = LEDGERS[Member]

    def get(self, request):
        bar, rows = filters.chosen(self.ledger, request.user, request.GET, self.ledger.rows(request.user))
        page = Lean(rows, PAGE).get_page(request.GET.get("page"))
        return self.page("list", bar=bar, columns=tables.columns(self.ledger), page=page)
