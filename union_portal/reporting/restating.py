"""What a figure put right moves besides itself: whatever counts the same rows, alone, in a rate or in a sum.

Two figures count the same rows where they ask the same table with the same conditions, in whatever order
they are written; so what is coupled is read from the definitions, and a new rate needs no list.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache

from union_portal import parameters
from union_portal.organization.models import OrgUnit
from union_portal.periods import Period

from .changes import Average, Moves
from .grouping import in_sql, parts
from .indicators import REGISTRY, Derived, Indicator, Rate, Tally
from .measures import SCALE, Measure, Value

WHOLE, NUMERATOR, DENOMINATOR = "", "num", "den"
Cell = tuple[str, str]
"""A code, and the whole of its figure or one of the two counts it is made from."""
Moved = list[list]
"""[unit id, code, part, by how much], as a correction keeps it."""


def divided(code: str) -> bool:
    """Whether the figure is made from two counts that are kept with it."""
    return isinstance(REGISTRY[code], Rate | Moves | Average)


def names_of(code: str) -> dict[str, str]:
    """What can be put right of a figure, by part: itself, or the counts it is made from."""
    indicator = REGISTRY[code]
    if not divided(code):
        return {WHOLE: indicator.name}
    known = indicator.parts()
    words = {NUMERATOR: "分子", DENOMINATOR: "分母"}
    return {part: f"{indicator.name}{word}：{known.get(part, word)}" for part, word in words.items()}


def part_of(value: Value, part: str) -> Decimal | None:
    return {WHOLE: value.value, NUMERATOR: value.numerator, DENOMINATOR: value.denominator}[part]


def restated(code: str, value: Value, by: Mapping[str, Decimal]) -> Value:
    """The figure once its parts, or it itself, moved by so much; a rate is divided anew."""
    if {NUMERATOR, DENOMINATOR} & set(by):
        num, den = (
            (part_of(value, part) or Decimal(0)) + by.get(part, Decimal(0))
            for part in (NUMERATOR, DENOMINATOR)
        )
        value = REGISTRY[code].read({f"{code}_n": num, f"{code}_d": den})
    shift = by.get(WHOLE)
    return replace(value, value=(value.value or Decimal(0)) + shift) if shift else value


def reach(period: Period, above: Iterable[OrgUnit], cell: Cell, by: Decimal) -> Moved:
    """All that moves with a cell of the last of these units, which stand one above the other.

    What is added up from the townships moves in every unit above; what is found anew in each, in its own.
    """
    chain = list(above)
    moved = []
    for code, part, size in moving(period, cell, by):
        for unit in chain if climbs(code, part) else chain[-1:]:
            moved.append([unit.pk, code, part, f"{size.normalize():f}"])
    return moved


def climbs(code: str, part: str) -> bool:
    return part != WHOLE or REGISTRY[code].adds_up


def moving(period: Period, cell: Cell, by: Decimal) -> Iterator[tuple[str, str, Decimal]]:
    """The cell itself, those that count the same rows, and the sums that any of them is part of."""
    own, rows = _scale(cell), measured(period, parameters.edition())
    alike = [one for one in rows if rows[one] == rows[cell] and one[0] != cell[0]] if cell in rows else []
    for code, part in (cell, *alike):
        size = by * own / _scale((code, part))
        yield code, part, size
        for one in summing(code) if part == WHOLE else ():
            yield one.code, WHOLE, size


def summing(code: str) -> list[Indicator]:
    """The indicators that are sums of this one and others."""
    return [one for one in REGISTRY.values() if isinstance(one, Derived) and code in one.plus]


@lru_cache(maxsize=8)
def measured(period: Period, edition: str) -> dict[Cell, Hashable]:
    """What each cell counts, for those that are a plain count or sum of rows."""
    found: dict[Cell, Hashable] = {}
    for indicator in REGISTRY.values():
        if isinstance(indicator, Tally | Rate | Moves):
            for one in indicator.measures(period):
                if isinstance(one, Measure) and isinstance(one.amount, str):
                    part = {"_n": NUMERATOR, "_d": DENOMINATOR}.get(one.key.removeprefix(indicator.code))
                    found[indicator.code, part or WHOLE] = rows_of(one)
    return found


def rows_of(measure: Measure) -> Hashable:
    """Equal for two measures of the same rows of a table."""
    rows = measure.model._default_manager.order_by().values("pk")
    asked = frozenset(repr(in_sql(rows.filter(part))) for part in parts(measure.when))
    return measure.model, measure.amount, asked


def _scale(cell: Cell) -> Decimal:
    """What a figure told in 万元 is divided by; the counts behind it are told as they are."""
    code, part = cell
    return SCALE.get(REGISTRY[code].unit, Decimal(1)) if part == WHOLE else Decimal(1)
