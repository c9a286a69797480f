"""How federations themselves are listed where a figure counts them: they have no register of their own."""

from django.db import models
from django.urls import reverse

from union_portal.ledgers.declarations import LEDGERS, Ledger
from union_portal.organization.models import OrgUnit


class PlaceList(Ledger, listed=False):
    model = OrgUnit  # type: ignore[assignment]
    list_display = ["name", "code", "since", "until"]
    search_fields = ["name", "code"]
    app = "reporting"

    def url(self, view, row=None):
        """Of a unit, its figures."""
        return reverse("indicators") + (f"?org={row.code}" if row else "")


PLACES = PlaceList()


def register_of(model: type[models.Model]) -> Ledger:
    """What lists the rows of a model behind a figure."""
    return PLACES if model is OrgUnit else LEDGERS[model]
