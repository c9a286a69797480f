"""By what else a figure is told apart than by place: declared by the app whose table knows."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.db.models import Count, Expression, QuerySet, Sum

from union_portal.fields import rate
from union_portal.organization.models import OrgUnit
from union_portal.periods import Period

from .indicators import SCALE, Counted, Indicator, Rate, Tally
from .measures import Value

UNKNOWN = ("", "未登记")


@dataclass(frozen=True)
class Dimension:
    """`kind_of(day, path)`: of a row that reaches `model` by `path` ("" or "enterprise__"), its kind then."""

    name: str
    label: str
    model: type[models.Model]
    kinds: Sequence[tuple[str, str]]
    kind_of: Callable[[dt.date, str], Expression]

    def __post_init__(self):
        if self.name in DIMENSIONS:
            raise ValueError(f"{self.name} is declared twice")
        DIMENSIONS[self.name] = self

    def path_from(self, model: type[models.Model]) -> str | None:
        """How a row of this model reaches the dimension's; None where it does not, or in several ways."""
        if model is self.model:
            return ""
        keys = [f.name for f in model._meta.fields if f.is_relation and f.related_model is self.model]
        return f"{keys[0]}__" if len(keys) == 1 else None

    def told(self, rows: QuerySet, day: dt.date) -> QuerySet:
        """With `dimension`, the kind of each row; empty where nothing is registered."""
        return rows.annotate(dimension=self.kind_of(day, self.path_from(rows.model) or ""))

    def only(self, rows: QuerySet, day: dt.date, kind: str) -> QuerySet:
        return self.told(rows, day).filter(dimension=kind)


DIMENSIONS: dict[str, Dimension] = {}


def offered(indicator: Indicator) -> list[Dimension]:
    """Those by which its rows fall into kinds, each row once."""
    plain = type(indicator) is Rate or (isinstance(indicator, Tally) and not indicator.distinct)
    if not plain or not isinstance(indicator, (Counted, Rate)):
        return []
    return [one for one in DIMENSIONS.values() if one.path_from(indicator.model) is not None]


def broken_down(
    indicator: Indicator, period: Period, unit: OrgUnit, by: Dimension
) -> list[tuple[str, str, Value]]:
    """(kind, its label, the figure of its rows), in the order of the kinds; kinds without rows left out."""
    found = {part: _sums(indicator, period, unit, by, part) for part in indicator.parts() if part != "rest"}
    present = {kind for sums in found.values() for kind in sums}
    return [
        (kind, label, _value(indicator, [sums.get(kind, Decimal(0)) for sums in found.values()]))
        for kind, label in (*by.kinds, UNKNOWN)
        if kind in present
    ]


def _sums(indicator, period: Period, unit: OrgUnit, by: Dimension, part: str) -> dict[str, Decimal]:
    amount = indicator.adding(part)
    total = Sum(amount, default=Decimal(0)) if amount else Count("pk")
    rows = by.told(indicator.rows(period, unit, part), period.last_day).order_by()
    scale = SCALE.get(indicator.unit, Decimal(1)) if amount else Decimal(1)
    found = rows.values("dimension").annotate(total=total).values_list("dimension", "total")
    return {kind: Decimal(number) / scale for kind, number in found}


def _value(indicator: Indicator, sums: list[Decimal]) -> Value:
    if not isinstance(indicator, Rate):
        return Value(sums[0])
    numerator, denominator = sums
    return Value(rate(numerator, denominator), numerator, denominator)
