"""The first look: headline figures, coverage by township, new members by month."""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from union_portal import periods
from union_portal.organization.models import OrgUnit

from . import charts
from .catalogue import CATALOGUE
from .discretion import told_to
from .figures import Shown, a_year_before, cells, show
from .indicators import Value
from .models import Figure, Target
from .sealed import record_of
from .years import best_year, on_offer

HEADLINES = (
    ("ORG02", "ORG07", "本期新增独立建会"),
    ("MEM02", "MEM07", "本期新增会员"),
    ("MEM22", "MEM24", "办卡率"),
    ("BAR07", "BAR15", "协商覆盖率"),
    ("DIS01", "DIS02", "调解成功"),
    ("DIS05", "DIS04", "涉及职工"),
)
"""The six of the strip, each with the figure under it."""
TABLE = (
    "ORG02", "ORG07", "MEM02", "MEM07", "MEM22", "BAR07", "BAR15", "BAR11", "DEM07",
    "DIS01", "DIS02", "DIS04", "DIS05", "LAW01", "STA02", "SVC04",
)  # fmt: skip
"""What a leader signs: one page."""
WITHIN = {"ORG07", "MEM07", "DIS02"}
"""Those that are a part of the line above."""
COVERAGE, ADMISSIONS = "BAR15", "MEM07"
STOCKS = "TC"
"""Types that stand at a day, so that their months make a line."""
AXIS = 60


@dataclass(frozen=True)
class Bar:
    """`width` is in % of the axis, which starts at `AXIS`."""

    unit: OrgUnit
    shown: Shown
    width: int
    low: bool


@dataclass(frozen=True)
class Headline:
    """One of the strip: the figure, the one under it, and the year's line."""

    shown: Shown
    under: Shown
    label: str
    line: str


def overview(user, unit: OrgUnit, code: str = "") -> dict:
    """Everything the role homes show, from kept figures where they exist."""
    period = chosen(code)
    codes = dict.fromkeys([c for line in HEADLINES for c in line[:2]] + [*TABLE, COVERAGE])
    townships = list(OrgUnit.objects.under(unit.path).townships().order_by("path"))
    now, computed_at = cells(period, codes, [unit, *townships])
    before = a_year_before(period, codes, [unit])
    now, before = told_to(user, now, [unit, *townships]), told_to(user, before, [unit])
    target = Target.objects.filter(code=COVERAGE, by__gte=period.start).order_by("by").first()
    line = lambda c: show(c, now[unit.pk][c], before[unit.pk].get(c))  # noqa: E731
    kept = months_kept(unit, period.last_day.year)
    bars = [bar(t, now[t.pk][COVERAGE], target) for t in townships]
    table = [line(code) for code in TABLE]
    return {
        "period": period,
        "before": period.same_last_year,
        "offer": on_offer(period),
        "place": unit,
        "computed_at": computed_at,
        "seal": record_of(period, unit),
        "headlines": [Headline(line(a), line(b), label, spark(a, kept)) for a, b, label in HEADLINES],
        "table": table,
        "within": WITHIN,
        "coverage": line(COVERAGE),
        "bars": bars,
        "axis": AXIS,
        "target": target,
        "target_mark": place(target.value) if target else None,
        "below": [b.unit.short_name for b in bars if b.low],
        "fallen": [shown for shown in table if shown.change.startswith("−")],
        "admissions": admissions(period.last_day.year, kept),
    }


def chosen(code: str) -> periods.Period:
    try:
        return periods.parse(code) if code else best_year()
    except ValueError:
        return best_year()


# --- months


def months_kept(unit: OrgUnit, year: int) -> dict[str, dict[tuple[int, int], Decimal | None]]:
    """The unit's kept figures of the months of a year and of the year before, by code."""
    codes = [ADMISSIONS, *(main for main, _, _ in HEADLINES)]
    kept: dict[str, dict[tuple[int, int], Decimal | None]] = defaultdict(dict)
    figures = Figure.objects.filter(
        org=unit, code__in=codes, period__kind=periods.Kind.MONTH, period__start__year__in=(year - 1, year)
    )
    for code, start, value in figures.order_by("period__start").values_list("code", "period__start", "value"):
        kept[code][start.year, start.month] = value
    return kept


def admissions(year: int, kept) -> charts.Pillars | None:
    """新增会员 of each month beside the same month of the year before; nothing where nothing is kept."""
    values = kept[ADMISSIONS]
    if not values:
        return None
    now, before = ([values.get((y, month)) for month in range(1, 13)] for y in (year, year - 1))
    return charts.pillars([f"{month}月" for month in range(1, 13)], now, before)


def spark(code: str, kept) -> str:
    """A line for what stands at a day; events of single months would only jump."""
    return charts.spark(list(kept[code].values())[-12:]) if CATALOGUE[code].type in STOCKS else ""


# --- coverage


def place(value: Decimal) -> int:
    """Where a rate stands on the axis, in %."""
    return max(0, min(100, round((float(value) - AXIS) * 100 / (100 - AXIS))))


def bar(unit: OrgUnit, value: Value, target: Target | None) -> Bar:
    low = bool(target and value.value is not None and value.value < target.value)
    return Bar(unit, show(COVERAGE, value), 0 if value.value is None else max(1, place(value.value)), low)
