"""V13: what the units below come to is what the unit above them says, less what two of them count."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import CharField, Count, F, Func, Sum
from django.db.models import Value as Text

from union_portal import periods
from union_portal.organization.models import Level, OrgUnit

from .figures import cells, text_of
from .indicators import REGISTRY, Derived, Indicator, Tally, Value
from .restating import DENOMINATOR, NUMERATOR, WHOLE, divided, part_of

WORDS = {WHOLE: "", NUMERATOR: "分子", DENOMINATOR: "分母"}


@dataclass(frozen=True)
class Summed:
    """One figure, or a count it is divided from: `parts` of the units `below` in a word, `own` of the
    unit's own rows, `shared` what more than one of them counts and the unit counts once."""

    indicator: Indicator
    part: str
    whole: Decimal
    parts: Decimal
    own: Decimal
    shared: int
    below: str

    @property
    def difference(self) -> Decimal:
        return self.whole - (self.parts + self.own - self.shared)

    @property
    def text(self) -> str:
        """Every figure by its name, as in 全区 12 ＝ 各镇街 13 － 重复 1."""
        told = f"{self.indicator.name}{WORDS[self.part]} 本级 {self._said(self.whole)}"
        told += f" ＝ 各{self.below} {self._said(self.parts)}"
        told += f" ＋ 本级直接登记 {self._said(self.own)}" if self.own else ""
        told += f" － {self.below}间重复 {self.shared}" if self.shared else ""
        return told + (f"，差额 {self._said(self.difference)}" if self.difference else "")

    def _said(self, amount: Decimal) -> str:
        return text_of(self.indicator, amount) if self.part == WHOLE else f"{amount.normalize():f}"


def levels(period: periods.Period, unit: OrgUnit) -> list[Summed]:
    """Of every figure that those of the units below make up; of a unit with none below it nothing.

    From the figures as they stand, sealed and corrected or kept; rows are asked for where the sum differs.
    """
    places = list(unit.children.filter(since__lt=period.end).exclude(until__lte=period.start))
    if not places:
        return []
    known, _ = cells(period, REGISTRY, [unit, *places])
    found = []
    for indicator, part in made_up():
        value, *others = (known[one.pk].get(indicator.code, Value(None)) for one in (unit, *places))
        whole = part_of(value, part) or Decimal(0)
        parts = sum((part_of(one, part) or Decimal(0) for one in others), Decimal(0))
        differs = whole != parts
        own = of_its_own(indicator, part, period, unit) if differs else Decimal(0)
        shared = counted_by_several(indicator, period, unit) if differs else 0
        found.append(Summed(indicator, part, whole, parts, own, shared, Level(places[0].level).label))
    return found


def made_up() -> Iterator[tuple[Indicator, str]]:
    """Sums and averages by the counts behind them; a least or a middle value is nobody's sum."""
    for code, indicator in REGISTRY.items():
        if divided(code):
            yield from ((indicator, part) for part in (NUMERATOR, DENOMINATOR))
        elif isinstance(indicator, Tally) or (isinstance(indicator, Derived) and indicator.adds_up):
            yield indicator, WHOLE


def of_its_own(indicator: Indicator, part: str, period: periods.Period, unit: OrgUnit) -> Decimal:
    """What rows come to that belong to the unit itself and to none below it."""
    if isinstance(indicator, Derived):
        owned = (of_its_own(REGISTRY[code], WHOLE, period, unit) for code in indicator.plus)
        return sum(owned, Decimal(0))
    rows = indicator.rows(period, unit, part or "num")
    place = "pk" if rows.model is OrgUnit else "org"
    if distinct := getattr(indicator, "distinct", ""):
        kept = rows.model.objects.filter(indicator.when(period), org=unit)  # type: ignore[attr-defined]
        return Decimal(kept.order_by().values(distinct).distinct().count())
    return indicator.recount(rows.filter(**{place: unit.pk}), part or "num") or Decimal(0)


def counted_by_several(indicator: Indicator, period: periods.Period, unit: OrgUnit) -> int:
    """How often something is counted again: a person insured in two townships once, in three twice."""
    distinct = getattr(indicator, "distinct", "")
    if not distinct:
        return 0
    rows = indicator.model.objects.within(unit).filter(indicator.when(period))  # type: ignore[attr-defined]
    below = unit.path.count("/") + 1
    place = Func(F("org__path"), Text("/"), Text(below), function="split_part", output_field=CharField())
    several = rows.order_by().values(distinct).annotate(places=Count(place, distinct=True))
    again = several.filter(places__gt=1).aggregate(again=Sum(F("places") - 1, default=0))
    return int(again["again"])
