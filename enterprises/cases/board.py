"""建会台账 as tabs: the register of cases with the count under each (S09)."""

from django.db.models import Count

from union_portal.ledgers import filters
from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.views import ListPage

from ..ledgers.marks import TRACKS
from ..models import UnionizationCase


class CaseList(ListPage):
    """The same list, filters and export; a tab is the filter `track`, counted over what the others leave."""

    ledger = LEDGERS[UnionizationCase]

    def page(self, template, status=200, **context):
        return super().page(template, status, **context, tabs=self.tabs())

    def tabs(self) -> list[tuple[str, str, int]]:
        user, query = self.request.user, self.request.GET.copy()
        query.pop("track", None)
        _, rows = filters.chosen(self.ledger, user, query, self.ledger.rows(user))
        counts = dict(rows.order_by().values_list("track").annotate(Count("pk")))
        tabs = [(name, label, counts.get(name, 0)) for name, label in TRACKS.items()]
        return [("", "全部", sum(counts.values())), *tabs]
