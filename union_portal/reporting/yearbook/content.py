"""What a year-end workbook says, before it is laid out: blocks of indicators, by unit."""

from dataclasses import dataclass
from decimal import Decimal

from union_portal import periods
from union_portal.organization.models import Level, OrgUnit

from ..catalogue import CATALOGUE
from ..figures import a_year_before, cells
from ..indicators import REGISTRY, Indicator, Value

TITLES = {
    periods.Kind.CAL_YEAR: "{p.start.year}年度工作统计年报表",
    periods.Kind.ACFTU_YEAR: "{p.last_day.year}统计年度工作统计年报表",
    periods.Kind.MONTH: "{p.label}工作统计月报表",
    periods.Kind.QUARTER: "{p.label}工作统计季报表",
    periods.Kind.CUSTOM: "工作统计报表",
}
TYPES = {"T": "时点", "P": "期间", "C": "累计", "R": "比率", "D": "推算"}
PLACES = {Level.CITY: "区", Level.DISTRICT: "镇街"}
OWN = "本级直属"


@dataclass(frozen=True)
class Line:
    """One indicator: the unit's value, the year before's, and its children's by id."""

    indicator: Indicator
    value: Value
    before: Value
    children: dict[int, Value]

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def type(self) -> str:
        return TYPES[self.indicator.entry.type]

    @property
    def own(self) -> Decimal:
        """What the unit keeps beside its children, where children add up; zero in most federations."""
        if not self.children or not self.indicator.adds_up or self.value.value is None:
            return Decimal(0)
        return self.value.value - sum((v.value or Decimal(0) for v in self.children.values()), Decimal(0))


@dataclass(frozen=True)
class Book:
    period: periods.Period
    unit: OrgUnit
    places: list[OrgUnit]
    blocks: dict[str, list[Line]]

    @property
    def title(self) -> str:
        return TITLES[periods.Kind(self.period.kind)].format(p=self.period)

    @property
    def lines(self) -> list[Line]:
        return [line for lines in self.blocks.values() for line in lines]

    @property
    def place_word(self) -> str:
        return PLACES.get(Level(self.unit.level), "单位") if self.places else "单位"


def gather(period: periods.Period, unit: OrgUnit) -> Book:
    """Kept figures where they exist, else computed; children in the order of their division codes."""
    there = unit.children.filter(since__lt=period.end).exclude(until__lte=period.start)
    places = list(there.order_by("path"))
    now, _ = cells(period, REGISTRY, [unit, *places])
    before = a_year_before(period, REGISTRY, [unit])
    blocks: dict[str, list[Line]] = {}
    for code, entry in CATALOGUE.items():
        if code in REGISTRY:
            children = {place.pk: now[place.pk][code] for place in places}
            line = Line(REGISTRY[code], now[unit.pk][code], before[unit.pk][code], children)
            blocks.setdefault(entry.group_name, []).append(line)
    return Book(period, unit, places, blocks)
