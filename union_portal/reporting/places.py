"""How rows are listed that a figure counts and no register keeps: federations, and monthly reports' cells."""

from django.db import models
from django.urls import reverse

from union_portal.ledgers.declarations import LEDGERS, Ledger
from union_portal.organization.models import OrgUnit

from .models import FiledCell, MonthlyReport, ReportEvent


class PlaceList(Ledger, listed=False):
    model = OrgUnit  # type: ignore[assignment]
    list_display = ["name", "code", "since", "until"]
    search_fields = ["name", "code"]
    app = "reporting"

    def url(self, view, row=None):
        """Of a unit, its figures."""
        return reverse("indicators") + (f"?org={row.code}" if row else "")


class FiledList(Ledger, listed=False):
    model = FiledCell  # type: ignore[assignment]
    list_display = ["report__period", "org", "value", "reason"]
    app = "reporting"

    def url(self, view, row=None):
        return reverse("indicators")


class ReportList(Ledger, listed=False):
    model = MonthlyReport  # type: ignore[assignment]
    list_display = ["org", "period", "due_on", "first_submitted_at", "state"]
    app = "reporting"

    def url(self, view, row=None):
        """Of a report, its month in the table of all townships."""
        return reverse("report-matrix", args=[row.period.start.year]) if row else reverse("report-matrix-now")


class EventList(Ledger, listed=False):
    model = ReportEvent  # type: ignore[assignment]
    list_display = ["report__period", "org", "kind", "at", "by", "note", "until"]
    app = "reporting"

    def url(self, view, row=None):
        return reverse("report-matrix-now")


UNLISTED: dict[type[models.Model], Ledger] = {
    OrgUnit: PlaceList(),
    FiledCell: FiledList(),
    MonthlyReport: ReportList(),
    ReportEvent: EventList(),
}


def register_of(model: type[models.Model]) -> Ledger:
    """What lists the rows of a model behind a figure."""
    return UNLISTED.get(model) or LEDGERS[model]
