"""What of an indicator's rows a snapshot keeps, and how the figure is found again from what it kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Min, QuerySet, Window

from union_portal.organization.models import OrgUnit
from union_portal.periods import Period

from .measures import SCALE, Value


@dataclass(frozen=True)
class Trace:
    """The rows of one part, and with each what it gives: an amount, or the id of the row it equals."""

    rows: QuerySet
    gives: str | Window = ""


@dataclass(frozen=True)
class Sums:
    """How many kept rows there are; the sum, the least, the median of their amounts, how many differ."""

    count: int = 0
    total: Decimal = Decimal(0)
    least: Decimal | None = None
    different: int = 0
    middle: float | None = None


class Evidence:
    """Of an indicator."""

    def traces(self, period: Period, unit: OrgUnit) -> dict[str, Trace]:
        """By part. What is the rest of another, or another indicator's, is not kept twice."""
        if getattr(self, "plus", ()):
            return {}
        if distinct := getattr(self, "distinct", ""):
            rows = self.model.objects.within(unit).filter(self.when(period))  # type: ignore[attr-defined]
            known = rows.exclude(**{f"{distinct}__isnull": True})
            return {"num": Trace(known, Window(Min("pk"), partition_by=F(distinct)))}
        return {
            part: Trace(self.rows(period, unit, part), self.adding(part))  # type: ignore[attr-defined]
            for part in self.vouched()
        }

    def vouched(self) -> list[str]:
        """The parts whose rows must come to what the figure says of them."""
        zero = Value(Decimal(0), Decimal(0), Decimal(0))
        parts = [part for part in self.parts() if part != "rest"]  # type: ignore[attr-defined]
        return [part for part in parts if self.expected(zero, part) is not None]  # type: ignore[attr-defined]

    def come_to(self, sums: Mapping[str, Sums], part: str = "num") -> Decimal | None:
        """What the kept rows of a part come to: must equal `expected`."""
        own = sums[part]
        if getattr(self, "distinct", ""):
            return Decimal(own.different)
        if self.adding(part):  # type: ignore[attr-defined]
            return own.total / SCALE.get(self.unit, Decimal(1))  # type: ignore[attr-defined]
        return Decimal(own.count)
