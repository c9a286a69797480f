"""The first look: headline figures, coverage by township, new members by month."""

from dataclasses import dataclass
from decimal import Decimal

from union_portal import periods
from union_portal.organization.models import OrgUnit

from .figures import Shown, best_year, cells, show
from .models import Target

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
COVERAGE = "BAR15"


@dataclass(frozen=True)
class Bar:
    """`width` and `mark` are in % of the axis, which starts at `AXIS`."""

    unit: OrgUnit
    shown: Shown
    width: int
    low: bool


AXIS = 60


def overview(user, unit: OrgUnit, code: str = "") -> dict:
    """Everything the role homes show, from kept figures where they exist."""
    period = chosen(code)
    codes = dict.fromkeys([c for line in HEADLINES for c in line[:2]] + [*TABLE, COVERAGE])
    townships = list(OrgUnit.objects.under(unit.path).townships().order_by("path"))
    now, computed_at = cells(period, codes, [unit, *townships])
    before, _ = cells(period.same_last_year, codes, [unit])
    target = Target.objects.filter(code=COVERAGE, by__gte=period.start).order_by("by").first()
    line = lambda c: show(c, now[unit.pk][c], before[unit.pk].get(c))  # noqa: E731
    return {
        "period": period,
        "years": years(),
        "place": unit,
        "computed_at": computed_at,
        "headlines": [(line(main), line(under), label) for main, under, label in HEADLINES],
        "table": [line(code) for code in TABLE],
        "coverage": line(COVERAGE),
        "bars": [bar(t, now[t.pk][COVERAGE], target) for t in townships],
        "target": target,
        "target_mark": place(target.value) if target else None,
    }


def chosen(code: str) -> periods.Period:
    try:
        return periods.parse(code) if code else best_year()
    except ValueError:
        return best_year()


def years() -> list[periods.Period]:
    last = best_year().start.year
    return [periods.year(number) for number in range(last, last - 3, -1)]


def place(value: Decimal) -> int:
    """Where a rate stands on the axis, in %."""
    return max(0, min(100, round((float(value) - AXIS) * 100 / (100 - AXIS))))


def bar(unit: OrgUnit, value, target) -> Bar:
    low = bool(target and value.value is not None and value.value < target.value)
    return Bar(unit, show(COVERAGE, value), place(value.value or 0), low)
