"""What a year-end workbook says, before it is laid out: blocks of indicators, by unit."""

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from union_portal import periods
from union_portal.organization.models import Level, OrgUnit, User

from ..annual.printed import seal_words
from ..catalogue import CATALOGUE
from ..discretion import told_to
from ..figures import a_year_before, cells
from ..indicators import REGISTRY, Indicator, Value
from ..models import AnnualRecord, Correction, FigureNote
from ..sealed import UNKNOWN, approved, record_of, snapshot_of, values_of

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
    """One indicator and what it means; the unit's value, the year before's, and its children's by id."""

    indicator: Indicator
    basis: str
    definition: str
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
        if any(child.hidden for child in self.children.values()):
            return Decimal(0)
        return self.value.value - sum((v.value or Decimal(0) for v in self.children.values()), Decimal(0))


@dataclass
class Book:
    period: periods.Period
    unit: OrgUnit
    places: list[OrgUnit]
    blocks: dict[str, list[Line]]
    record: AnnualRecord | None = None

    @property
    def title(self) -> str:
        return TITLES[periods.Kind(self.period.kind)].format(p=self.period)

    @property
    def seal(self) -> str:
        """Version, time and digest; or that the figures are not sealed."""
        return seal_words(self.record)

    @cached_property
    def corrections(self) -> list[Correction]:
        if self.record is None:
            return []
        return list(approved(self.record).select_related("unit", "proposed_by", "approved_by"))

    @cached_property
    def notes(self) -> list[FigureNote]:
        return list(self.record.notes.order_by("subject")) if self.record else []

    @property
    def signers(self) -> str:
        """The three who vouch for a sealed year, by name."""
        one = self.record
        return (
            f"填报 {one.prepared_by}，审核 {one.reviewed_by}，签署 {one.signed_by}" if one else "（未签署）"
        )

    @property
    def lines(self) -> list[Line]:
        return [line for lines in self.blocks.values() for line in lines]

    @property
    def place_word(self) -> str:
        return PLACES.get(Level(self.unit.level), "单位") if self.places else "单位"


def gather(
    period: periods.Period, unit: OrgUnit, reader: User | None = None, *, as_sealed: bool = False
) -> Book:
    """Kept figures where they exist, else computed; children in the order of their division codes.

    A sealed year's are its seal's, with their meanings of then, and corrected since unless `as_sealed`.
    With a `reader`, as that person may be told them.
    """
    there = unit.children.filter(since__lt=period.end).exclude(until__lte=period.start)
    places = list(there.order_by("path"))
    record = record_of(period, unit, *places)
    now, _ = cells(period, REGISTRY, [unit, *places])
    if record and as_sealed:
        sealed = values_of(snapshot_of(record), [unit, *places])
        now = {pk: {code: found.get(code, UNKNOWN) for code in REGISTRY} for pk, found in sealed.items()}
    meant = meanings(record)
    before = a_year_before(period, REGISTRY, [unit])
    if reader:
        now, before = told_to(reader, now, [unit, *places]), told_to(reader, before, [unit])
    blocks: dict[str, list[Line]] = {}
    for code, entry in CATALOGUE.items():
        if code in REGISTRY:
            children = {place.pk: now[place.pk][code] for place in places}
            words = meant.get(code) or (REGISTRY[code].basis(), entry.definition)
            line = Line(REGISTRY[code], *words, now[unit.pk][code], before[unit.pk][code], children)
            blocks.setdefault(entry.group_name, []).append(line)
    return Book(period, unit, places, blocks, record)


def meanings(record: AnnualRecord | None) -> dict[str, tuple[str, str]]:
    """By code, the basis and the definition that were sealed."""
    if record is None:
        return {}
    known = snapshot_of(record).definitions.values_list("code", "basis", "definition")
    return {code: (basis, definition) for code, basis, definition in known}
