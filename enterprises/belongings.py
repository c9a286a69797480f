"""What hangs on a union and must find another before it is dissolved; apps above declare theirs here."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Count, QuerySet

from union_portal.organization.records import Record

from .models import Affiliation, GrassrootsUnion

BELONGINGS: list["Belonging"] = []
Kind, Mode = GrassrootsUnion.Kind, Affiliation.Mode
MODES = {
    Kind.INDEPENDENT: Mode.OWN,
    Kind.JOINT: Mode.JOINT,
    Kind.REGIONAL: Mode.FEDERATION,
    Kind.INDUSTRY: Mode.FEDERATION,
}


@dataclass(frozen=True)
class Belonging:
    """Dated rows of `model` with a `union`. `successor` makes, unsaved, the row that follows one under
    another union; `closing` is what the old row is given besides its end; `right` moves them."""

    model: type[Record]
    title: str
    unit: str
    right: str
    successor: Callable[[Any, GrassrootsUnion], models.Model]
    closing: dict[str, str]

    def __post_init__(self):
        BELONGINGS.append(self)

    def left(self, union: GrassrootsUnion) -> QuerySet:
        """The rows that have not ended."""
        return self.model._default_manager.filter(union=union, until=None)

    def counts(self, unions: Iterable[GrassrootsUnion], day: dt.date) -> dict[int, int]:
        """How many hold on `day`, by union."""
        rows = self.model.objects.on(day).filter(union__in=unions).order_by()
        return dict(rows.values_list("union").annotate(n=Count("pk")))

    def move(self, union: GrassrootsUnion, heir: GrassrootsUnion, day: dt.date) -> int:
        """Every row ends on `day`, and its successor begins; two statements, however many there are."""
        rows = list(self.left(union).select_for_update())
        self.left(union).update(until=day, **self.closing)
        after = [self.successor(row, heir) for row in rows]
        for row in after:
            row.since = day
        self.model._default_manager.bulk_create(after, batch_size=2000)
        return len(after)


def of_same_rank(union: GrassrootsUnion, heir: GrassrootsUnion) -> bool:
    """A union of the base gives its people to another; a federation of unions to another federation."""
    return (MODES[union.kind] == Mode.FEDERATION) == (MODES[heir.kind] == Mode.FEDERATION)


def _covered_by(row: Affiliation, heir: GrassrootsUnion) -> Affiliation:
    return Affiliation(
        org_id=row.org_id,
        enterprise_id=row.enterprise_id,
        union=heir,
        mode=MODES[heir.kind],
        origin=Affiliation.Origin.MOVED,
        employees=row.employees,
    )


Belonging(Affiliation, "覆盖单位", "家", "enterprises.change", _covered_by, {})
