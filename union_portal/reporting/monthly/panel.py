"""The panel beside the row in hand: why it is odd, twelve months, what was typed before."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from union_portal import periods
from union_portal.audit.history import history
from union_portal.audit.models import AuditEntry

from ..charts import columns
from ..figures import BLANK, text_of
from ..indicators import Indicator
from ..models import ReportCell
from .cells import written
from .page import Sheet
from .values import BEHIND

SUGGESTED = {
    "surge": ("集中开展活动", "补报前期", "口径调整"),
    "sudden_zero": ("本月没有发生", "季节性工作", "改由其他单位承担"),
    "hundred": ("已逐项核实", "范围小，全部完成"),
    "swing": ("业务正常波动", "集中开展活动", "补录前期"),
    "within": ("上月受理本月办结", "补录前期", "口径调整"),
}
"""Reasons of one tap, by the rule that asks."""
NATURAL = SUGGESTED["swing"][0]


@dataclass(frozen=True)
class Change:
    at: dt.datetime
    who: str
    text: str


def panel(shown: Sheet, code: str) -> dict:
    row = shown.rows[code]
    part = next(one for one in shown.parts if row in one.rows)
    month = shown.report.period.span
    values = [*reversed(row.line.past[: BEHIND - 1]), row.line.number]
    labels = [f"{periods.add_months(month.start, -back).month}" for back in range(BEHIND - 1, -1, -1)]
    return {
        "row": row,
        "in_hand": row,
        "part": part,
        "chart": columns(labels, values),
        "chart_says": says(row.indicator, labels, values),
        "suggested": SUGGESTED.get(row.rule, ()),
        "changes": changes(row.line.cell),
    }


def says(indicator: Indicator, labels: Iterable[str], values: Iterable[Decimal | None]) -> str:
    """The chart in words."""
    told = (f"{label}月{text_of(indicator, value)}" for label, value in zip(labels, values, strict=True)
            if value is not None)  # fmt: skip
    return f"近{BEHIND}个月{indicator.name}：{'，'.join(told) or BLANK}"


def changes(cell: ReportCell | None) -> list[Change]:
    """What was typed here, by whom, the latest first."""
    if cell is None:
        return []
    told, now = [], short(written(cell))
    for event in history(cell, 8):
        moved = {label: (short(before), short(after)) for label, before, after in event.changes}
        at = event.entry.request.at if event.entry.request else cell.at
        if event.entry.action == AuditEntry.Action.INSERT:
            told.append(Change(at, event.who, now))
        elif before := moved.get("数值") or moved.get("不适用"):
            told.append(Change(at, event.who, f"{before[0]} → {now}"))
            now = before[0]
        elif "说明" in moved:
            told.append(Change(at, event.who, "写说明"))
    return told


def short(amount: str) -> str:
    """As the trail or the cell has it: 180.00, 空, False, -, ""."""
    return {"": "空", "-": "不适用", "True": "不适用", "False": "空"}.get(amount, amount.removesuffix(".00"))
