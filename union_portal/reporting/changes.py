"""Figures that compare: what came and went between two days, how long something took on average."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db import models
from django.db.models import Aggregate, Avg, Expression, FloatField, IntegerField, Q, QuerySet

from union_portal.fields import half_up
from union_portal.ledgers.tables import Column

from .indicators import Counted, Indicator
from .measures import Measure, Value

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Change(Indicator):
    """By how many rows those that are `at` grew from the day before the period to its last day.

    `numerator` keeps those that came, `denominator` those that went.
    """

    model: type[models.Model]
    at: Callable[[date], Q]

    def basis(self):
        return f"“{self.registers()[0]}”期末新符合的减去不再符合的"

    def registers(self):
        return [str(self.model._meta.verbose_name)]

    def measures(self, period):
        yield Measure(f"{self.code}_n", self.model, self._moved(period, "num"))
        yield Measure(f"{self.code}_d", self.model, self._moved(period, "den"))

    def _moved(self, period, part: str) -> Q:
        closing, opening = self.at(period.last_day), self.at(period.start - DAY)
        return closing & ~opening if part == "num" else opening & ~closing

    def read(self, cells):
        came, went = (Decimal(cells.get(f"{self.code}_{part}") or 0) for part in "nd")
        return Value(came - went, came, went)

    def parts(self):
        return {"num": "增加", "den": "减少"}

    def rows(self, period, unit, part="num"):
        return self.model.objects.within(unit).filter(self._moved(period, part))  # type: ignore[attr-defined]

    def expected(self, value, part="num"):
        return value.numerator if part == "num" else value.denominator


class Median(Aggregate):
    """Half of the values lie on either side."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True)
class Average(Counted):
    """The mean of `took` over rows, one division at each level; the page says the median beside it."""

    took: Expression
    amount: str = "took"
    total = "平均"
    adds_up = False

    def basis(self):
        return f"“{self.registers()[0]}”逐条用时的平均"

    def measures(self, period):
        chosen = self.when(period)
        yield Measure(f"{self.code}_n", self.model, chosen, self.took)
        yield Measure(f"{self.code}_d", self.model, chosen)

    def read(self, cells):
        total, count = (Decimal(cells.get(f"{self.code}_{part}") or 0) for part in "nd")
        return Value(half_up(total / count, 2) if count else None, total, count)

    def rows(self, period, unit, part="num"):
        return super().rows(period, unit, part).annotate(took=self.took)

    def recount(self, rows: QuerySet, part: str = "num"):
        mean = rows.aggregate(mean=Avg("took"))["mean"]
        return None if mean is None else half_up(Decimal(mean), 2)

    def columns(self):
        return (Column("took", f"用时（{self.unit}）", IntegerField()),)

    def besides(self, rows: QuerySet):
        median = rows.aggregate(median=Median("took"))["median"]
        return {} if median is None else {"中位数": f"{median:g}{self.unit}"}
