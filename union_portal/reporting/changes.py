"""Figures that compare: what came and went between two days, how long something took on average."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Aggregate, Avg, Expression, F, FloatField, Func, IntegerField, Q, QuerySet, Sum

from union_portal.fields import half_up
from union_portal.ledgers.tables import Column
from union_portal.periods import Period

from .indicators import Counted, Indicator, Rate, Tally
from .measures import Group, Measure, Singular, Value

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Moves(Indicator):
    """Rows that came less rows that went: `numerator` keeps the ones, `denominator` the others."""

    model: type[models.Model]

    def registers(self):
        return [str(self.model._meta.verbose_name)]

    def measures(self, period):
        yield Measure(f"{self.code}_n", self.model, self._moved(period, "num"))
        yield Measure(f"{self.code}_d", self.model, self._moved(period, "den"))

    def _moved(self, period: Period, part: str) -> Q:
        raise NotImplementedError

    def read(self, cells):
        came, went = (Decimal(cells.get(f"{self.code}_{part}") or 0) for part in "nd")
        return Value(came - went, came, went)

    def parts(self):
        return {"num": "增加", "den": "减少"}

    def rows(self, period, unit, part="num"):
        return self.model.objects.within(unit).filter(self._moved(period, part))  # type: ignore[attr-defined]

    def expected(self, value, part="num"):
        return value.numerator if part == "num" else value.denominator


@dataclass(frozen=True)
class Change(Moves):
    """By how many rows those that are `at` grew from the day before the period to its last day."""

    at: Callable[[date], Q]

    def basis(self):
        return f"“{self.registers()[0]}”期末新符合的减去不再符合的"

    def _moved(self, period, part):
        closing, opening = self.at(period.last_day), self.at(period.start - DAY)
        return closing & ~opening if part == "num" else opening & ~closing


@dataclass(frozen=True)
class Flow(Moves):
    """What the period's events added less what they took away, each kind told apart."""

    came: tuple[Group, ...]
    went: tuple[Group, ...]

    def basis(self):
        added, taken = ("、".join(group.label for group in kinds) for kinds in (self.came, self.went))
        return f"“{self.registers()[0]}”{added}的合计，减去{taken}的合计"

    def groups(self):
        return (*self.came, *self.went)

    def kinds(self):
        return {"num": self.came, "den": self.went}

    def _moved(self, period, part):
        return reduce(or_, (group.when(period) for group in (self.came if part == "num" else self.went)))


@dataclass(frozen=True, kw_only=True)
class Quotient(Rate):
    """A rate whose numerator is counted over another table than its denominator; it may pass 100%."""

    over_model: type[models.Model]
    over_amount: str = ""

    def registers(self):
        return [str(model._meta.verbose_name) for model in (self.model, self.over_model)]

    def measures(self, period):
        yield Measure(f"{self.code}_n", self.model, self.of(period), self.amount)
        yield Measure(f"{self.code}_d", self.over_model, self.over(period), self.over_amount)

    def parts(self):
        return {"num": self.of_label, "den": self.over_label}

    def rows(self, period, unit, part="num"):
        model, when = (self.model, self.of) if part == "num" else (self.over_model, self.over)
        return model.objects.within(unit).filter(when(period))  # type: ignore[attr-defined]

    def adding(self, part="num"):
        return self.amount if part == "num" else self.over_amount

    def recount(self, rows, part="num"):
        amount = self.adding(part)
        return Decimal(rows.aggregate(sum=Sum(amount, default=0))["sum"] if amount else rows.count())


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

    def come_to(self, sums, part="num"):
        return half_up(sums[part].total / sums[part].count, 2) if sums[part].count else None

    def columns(self):
        return (Column("took", f"用时（{self.unit}）", IntegerField()),)

    def besides(self, rows: QuerySet):
        return median_of(rows, self.unit)


@dataclass(frozen=True)
class Middle(Counted):
    """The median of `took` over rows, found anew at each level of the tree."""

    took: Expression
    amount: str = "took"
    total = "中位数"
    adds_up = False

    def basis(self):
        return f"“{self.registers()[0]}”逐条用时的中位数"

    def measures(self, period):
        yield Singular(self.code, self.model, Median(self.took, filter=self.when(period)))

    def read(self, cells):
        found = cells.get(self.code)
        return Value(None if found is None else Decimal(found))

    def rows(self, period, unit, part="num"):
        return super().rows(period, unit, part).annotate(took=self.took)

    def recount(self, rows, part="num"):
        found = rows.aggregate(median=Median("took"))["median"]
        return None if found is None else Decimal(found)

    def come_to(self, sums, part="num"):
        middle = sums[part].middle
        return None if middle is None else Decimal(middle)

    def columns(self):
        return (Column("took", f"用时（{self.unit}）", IntegerField()),)


def days_between(first: str, last: str) -> Func:
    """Calendar days from one date column to a later one."""
    days = "(%(expressions)s)"
    return Func(F(last), F(first), template=days, arg_joiner=" - ", output_field=IntegerField())


def median_of(rows: QuerySet, unit: str) -> dict[str, str]:
    median = rows.aggregate(median=Median("took"))["median"]
    return {} if median is None else {"中位数": f"{median:g}{unit}"}


@dataclass(frozen=True)
class Timed(Tally):
    """A count of rows whose page says beside it how many days the middle one `took`."""

    took: Expression | F = F("pk")

    def rows(self, period, unit, part="num"):
        return super().rows(period, unit, part).annotate(took=self.took)

    def columns(self):
        return (Column("took", "用时（天）", IntegerField()),)

    def besides(self, rows):
        return {"中位用时": text} if (text := "".join(median_of(rows, "天").values())) else {}
