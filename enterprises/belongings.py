"""What hangs on a union and must find another before it is dissolved; apps above declare theirs here."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet

from .models import Affiliation, GrassrootsUnion

BELONGINGS: list["Belonging"] = []
Kind, Mode = GrassrootsUnion.Kind, Affiliation.Mode
MODES: dict[str, str] = {
    Kind.INDEPENDENT: Mode.OWN,
    Kind.JOINT: Mode.JOINT,
    Kind.REGIONAL: Mode.FEDERATION,
    Kind.INDUSTRY: Mode.FEDERATION,
}


@dataclass(frozen=True)
class Belonging:
    """Dated rows of `model` with a `union`. `opening` is what differs in the row that follows one under an
    heir, `closing` what the old row is given besides its end; `right` moves them."""

    model: Any
    title: str
    unit: str
    right: str
    opening: Callable[[GrassrootsUnion], dict[str, Any]]
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
        changed = {**self.opening(heir), "union_id": heir.pk, "since": day}
        after = [self.model(**{name: getattr(row, name) for name in self._kept} | changed) for row in rows]
        self.model._default_manager.bulk_create(after, batch_size=2000)
        return len(after)

    @property
    def _kept(self) -> list[str]:
        """What a row has in common with the one that follows it."""
        own = {"version", "form_key", "until"}
        fields = self.model._meta.concrete_fields
        return [f.attname for f in fields if not (f.primary_key or f.generated or f.name in own)]


def of_same_rank(union: GrassrootsUnion, heir: GrassrootsUnion) -> bool:
    """A union of the base gives its people to another; a federation of unions to another federation."""
    return (MODES[union.kind] == Mode.FEDERATION) == (MODES[heir.kind] == Mode.FEDERATION)


def covered_by(heir: GrassrootsUnion) -> dict[str, Any]:
    return {"mode": MODES[heir.kind], "origin": Affiliation.Origin.MOVED}


Belonging(Affiliation, "覆盖单位", "家", "enterprises.change", covered_by, {})
