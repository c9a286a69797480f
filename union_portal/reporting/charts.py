"""The geometry of the small charts: numbers in, places on an SVG out. Colours and sizes are the page's."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

Numbers = Sequence[Decimal | None]


@dataclass(frozen=True)
class Pillar:
    """Two bars side by side, the earlier one first: `places` are in % of the width, heights in pixels."""

    label: str
    places: tuple[float, float, float]
    now: Decimal | None
    before: Decimal | None
    now_height: float
    before_height: float

    @property
    def now_top(self) -> float:
        return BASE - self.now_height

    @property
    def before_top(self) -> float:
        return BASE - self.before_height


@dataclass(frozen=True)
class Pillars:
    """`lines` are the marks of the axis: value and place on the drawing."""

    pillars: list[Pillar]
    lines: list[tuple[int, float]]
    now_sum: Decimal
    before_sum: Decimal


BASE, HEIGHT, LEFT = 116, 95, 7.5


def pillars(labels: Sequence[str], now: Numbers, before: Numbers) -> Pillars:
    """Bars on a common axis that starts at zero and ends at a round number."""
    top = round_top(max([Decimal(1), *filter(None, now), *filter(None, before)]))
    height = lambda value: round(float(value or 0) * HEIGHT / top, 1)  # noqa: E731
    step = (100 - LEFT) / len(labels)
    bars = [
        Pillar(label, places(LEFT + step * i), a, b, height(a), height(b))
        for i, (label, a, b) in enumerate(zip(labels, now, before, strict=True))
    ]
    lines = [(mark, BASE - height(mark)) for mark in (0, top // 2, top)]
    return Pillars(bars, lines, sum(filter(None, now), Decimal(0)), sum(filter(None, before), Decimal(0)))


def places(left: float) -> tuple[float, float, float]:
    """Where the earlier bar begins, the later one, and the middle of the later one."""
    return round(left + 1, 2), round(left + 3.2, 2), round(left + 4.55, 2)


def round_top(value) -> int:
    """The next even 1, 2, 4, 6, 8 or 10 times a power of ten: 402 → 600, 98 → 100, 3 → 4."""
    power = 10 ** max(0, math.floor(math.log10(float(value))))
    return max(2, next(step * power for step in (1, 2, 4, 6, 8, 10) if step * power >= value))


def spark(values: Numbers, width: int = 46, height: int = 20) -> str:
    """The points of a polyline over all values; nothing to draw for fewer than three, or a flat line."""
    known = [float(value) for value in values if value is not None]
    if len(known) < 3 or min(known) == max(known):
        return ""
    low, span = min(known), max(known) - min(known)
    step, room = width / (len(known) - 1), height - 4
    return " ".join(f"{i * step:.1f},{height - 2 - (v - low) * room / span:.1f}" for i, v in enumerate(known))


@dataclass(frozen=True)
class Column:
    """One bar of a row of them: places and sizes in units of the drawing."""

    label: str
    value: Decimal | None
    left: float
    top: float
    height: float

    @property
    def middle(self) -> float:
        return round(self.left + COLUMN / 2, 1)


STEP, COLUMN, FOOT, TALL = 24.7, 16, 58, 46


def columns(labels: Sequence[str], values: Numbers) -> list[Column]:
    """Bars on one axis from zero to the largest; an unknown value leaves a gap."""
    top = max([Decimal(1), *filter(None, values)])
    heights = [round(float(value or 0) * TALL / float(top), 1) for value in values]
    return [
        Column(label, value, round(4 + i * STEP, 1), round(FOOT - height, 1), height)
        for i, (label, value, height) in enumerate(zip(labels, values, heights, strict=True))
    ]
