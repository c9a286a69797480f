"""What an indicator is. Declared in each app's `indicators.py`: what is counted, never how.

Every condition is a function of the period that returns a `Q` over one model. The same `Q` computes
the number and lists the rows behind it, so the two agree by construction. Conditions reach other
tables by `pk__in` sub-queries or forward foreign keys, never by joins that could repeat a row.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import ClassVar

from django.db import models
from django.db.models import Count, Min, QuerySet, Sum

from union_portal.fields import column, rate
from union_portal.ledgers.tables import Column
from union_portal.organization.models import OrgUnit
from union_portal.periods import Period

from .catalogue import CATALOGUE, Entry
from .evidence import Evidence
from .measures import SCALE, Group, Measure, Singular, Value, When


@dataclass(frozen=True)
class Indicator(Evidence):
    """Name, unit, type and definition come from the catalogue by `code`."""

    code: str
    total: ClassVar[str] = "合计"
    """What the amounts of its rows come to, in a word."""

    def __post_init__(self):
        if self.code in REGISTRY:
            raise ValueError(f"{self.code} is declared twice")
        REGISTRY[self.code] = self

    @property
    def entry(self) -> Entry:
        return CATALOGUE[self.code]

    @property
    def name(self) -> str:
        return self.entry.name

    @property
    def unit(self) -> str:
        return self.entry.unit

    @property
    def adds_up(self) -> bool:
        """Whether the values of a unit's parts add up to its own."""
        return True

    def basis(self) -> str:
        """What was counted, summed or divided, in words, for whoever vouches for the figure."""
        raise NotImplementedError

    def registers(self) -> list[str]:
        """The tables it is computed from, by their own names."""
        raise NotImplementedError

    def measures(self, period: Period) -> Iterable[Measure | Singular]:
        """What to ask of the database; nothing for an indicator derived from others."""
        return ()

    def read(self, cells: Mapping[str, Decimal | None]) -> Value:
        """The value for one unit, from that unit's measures."""
        raise NotImplementedError

    def parts(self) -> dict[str, str]:
        """The row sets behind the figure, by the name used in URLs: the tabs of its page."""
        return {"num": self.name}

    def groups(self) -> Sequence[Group]:
        """Into which kinds its rows fall, each once: further tabs, which together make up the figure."""
        return ()

    def rows(self, period: Period, unit: OrgUnit, part: str = "num") -> QuerySet:
        """The rows behind one part of the figure."""
        raise NotImplementedError

    def kinds(self) -> dict[str, Sequence[Group]]:
        """The groups of each part's rows."""
        return {"num": self.groups()}

    def grouped(self, period: Period, unit: OrgUnit, name: str) -> QuerySet:
        """The rows of one group."""
        found = ((part, group) for part, groups in self.kinds().items() for group in groups)
        part, group = next(one for one in found if one[1].name == name)
        return self.rows(period, unit, part).filter(group.when(period))

    def sizes(self, period: Period, unit: OrgUnit) -> dict[str, int]:
        """How many rows each part and group has: one query for all groups of a part."""
        found = {part: self.rows(period, unit, part).count() for part in self.parts()}
        for part, groups in self.kinds().items():
            wanted = {group.name: Count("pk", filter=group.when(period)) for group in groups}
            found |= self.rows(period, unit, part).order_by().aggregate(**wanted) if wanted else {}
        return found

    def recount(self, rows: QuerySet, part: str = "num") -> Decimal | None:
        """What these rows come to: must equal `expected`, or the page says by how much not."""
        return Decimal(rows.count())

    def expected(self, value: Value, part: str = "num") -> Decimal | None:
        """What the figure says of one part."""
        return value.value

    def adding(self, part: str = "num") -> str:
        """The column whose sum the figure or its part is; nothing where rows are counted."""
        return getattr(self, "amount", "")

    def columns(self) -> Sequence[Column]:
        """What its rows show besides the columns of their register."""
        return ()

    def besides(self, rows: QuerySet) -> dict[str, str]:
        """What else is said of these rows next to the figure, by its label."""
        return {}


REGISTRY: dict[str, Indicator] = {}


def label(model: type[models.Model], name: str) -> str:
    """A column in the model's words; a blind index goes by the column it is made from."""
    return str(column(model, getattr(column(model, name), "source", "") or name).verbose_name)


@dataclass(frozen=True)
class Counted(Indicator):
    """An indicator over the rows of one model."""

    model: type[models.Model]
    when: When

    def registers(self):
        return [str(self.model._meta.verbose_name)]

    def rows(self, period, unit, part="num"):
        return self.model.objects.within(unit).filter(self.when(period))


@dataclass(frozen=True)
class Tally(Counted):
    """A count of rows, or the sum of `amount`; with `distinct`, a count of different values.

    Distinct values are counted anew at each level of the tree, and listed one row each. `by` tells kinds
    of rows apart.
    """

    amount: str = ""
    distinct: str = ""
    by: tuple[Group, ...] = ()

    @property
    def adds_up(self):
        return not self.distinct

    def groups(self):
        return self.by

    def basis(self):
        if self.amount:
            return f"“{self.registers()[0]}”的“{label(self.model, self.amount)}”合计"
        if self.distinct:
            return f"“{self.registers()[0]}”按“{label(self.model, self.distinct)}”去重计数"
        return f"“{self.registers()[0]}”逐条计数"

    def measures(self, period):
        chosen = self.when(period)
        if self.distinct:
            yield Singular(self.code, self.model, Count(self.distinct, distinct=True, filter=chosen))
        else:
            yield Measure(self.code, self.model, chosen, self.amount)

    def read(self, cells):
        return Value(Decimal(cells.get(self.code) or 0) / SCALE.get(self.unit, Decimal(1)))

    def rows(self, period, unit, part="num"):
        rows = super().rows(period, unit)
        return rows.order_by(self.distinct, "pk").distinct(self.distinct) if self.distinct else rows

    def recount(self, rows, part="num"):
        if not self.amount:
            return super().recount(rows)
        return rows.aggregate(sum=Sum(self.amount, default=Decimal(0)))["sum"] / SCALE.get(
            self.unit, Decimal(1)
        )


@dataclass(frozen=True)
class Statistic(Counted):
    """A minimum of `amount`: found anew at each level of the tree, never added up."""

    amount: str
    adds_up = False

    def basis(self):
        return f"“{self.registers()[0]}”的“{label(self.model, self.amount)}”最小值"

    def measures(self, period):
        yield Singular(self.code, self.model, Min(self.amount, filter=self.when(period)))

    def read(self, cells):
        least = cells.get(self.code)
        return Value(None if least is None else Decimal(least))

    def recount(self, rows, part="num"):
        return rows.aggregate(least=Min(self.amount))["least"]

    def come_to(self, sums, part="num"):
        return sums[part].least


@dataclass(frozen=True)
class Rate(Indicator):
    """Of the rows that are `over`, those that are `of`, in %. Both counts are stored, never the ratio.

    With `amount`, what that column of theirs adds up to.
    """

    model: type[models.Model]
    over: When
    of: When
    over_label: str
    of_label: str
    amount: str = ""
    adds_up = False

    def basis(self):
        return f"{self.of_label} ÷ {self.over_label}"

    def registers(self):
        return [str(self.model._meta.verbose_name)]

    def measures(self, period):
        over = self.over(period)
        yield Measure(f"{self.code}_n", self.model, over & self.of(period), self.amount)
        yield Measure(f"{self.code}_d", self.model, over, self.amount)

    def read(self, cells):
        numerator = Decimal(cells.get(f"{self.code}_n") or 0)
        denominator = Decimal(cells.get(f"{self.code}_d") or 0)
        return Value(rate(numerator, denominator), numerator, denominator)

    def parts(self):
        return {"num": self.of_label, "den": self.over_label, "rest": "未覆盖"}

    def rows(self, period, unit, part="num"):
        over = self.model.objects.within(unit).filter(self.over(period))
        if part == "den":
            return over
        reached = over.filter(self.of(period))
        return reached if part == "num" else over.exclude(pk__in=reached.values("pk"))

    def recount(self, rows, part="num"):
        if not self.amount:
            return super().recount(rows)
        return Decimal(rows.aggregate(sum=Sum(self.amount, default=0))["sum"])

    def expected(self, value, part="num"):
        numerator, denominator = value.numerator or Decimal(0), value.denominator or Decimal(0)
        return {"num": numerator, "den": denominator, "rest": denominator - numerator}[part]


@dataclass(frozen=True)
class Derived(Indicator):
    """A sum of other indicators."""

    plus: tuple[str, ...] = field(default=())

    @property
    def adds_up(self):
        return all(REGISTRY[code].adds_up for code in self.plus)

    def basis(self):
        return "＋".join(self.plus)

    def registers(self):
        return list(dict.fromkeys(name for code in self.plus for name in REGISTRY[code].registers()))

    def read(self, cells):
        return Value(sum((REGISTRY[code].read(cells).value for code in self.plus), Decimal(0)))

    def parts(self):
        return {code: CATALOGUE[code].name for code in self.plus}

    def rows(self, period, unit, part="num"):
        return REGISTRY[part if part in self.plus else self.plus[0]].rows(period, unit)

    def expected(self, value, part="num"):
        """The parts' own figures are kept under their own codes; the sum is checked as a whole."""
        return None
