"""The value of a rule in words, and as numbers to be typed: its shape is the law's and stays."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from union_portal.calendars import Unit

WORDS = {
    "n": "期限",
    "percent": "比例（%）",
    "due_day": "每月几日",
    "late_fee_percent_per_day": "滞纳金（每日%）",
    "at_least": "不少于",
    "at_most": "不超过",
    "week": "第几个星期",
    "weekday": "星期几",
    "female_employees": "女职工",
    "female_members": "女会员",
}
RANGE = {"week": (1, 4), "weekday": (1, 7), "due_day": (1, 28), "percent": (0, 100)}
MOST_OF: dict[str, int] = {Unit.MONTH: 1200, Unit.YEAR: 100}
MOST = 36_500
NUMBER = re.compile(r"\d+(\.\d+)?", re.ASCII)


@dataclass(frozen=True)
class Number:
    """One number within a value. `name` is its field; `least` and `most` keep it computable."""

    name: str
    path: tuple
    label: str
    held: int | float | str
    unit: str
    least: int
    most: int

    def read(self, typed: str) -> int | float | str:
        """As the value keeps it; a ValueError says what is expected."""
        text = typed.strip().translate(PLAIN).replace(",", "")
        whole = isinstance(self.held, int)
        if not NUMBER.fullmatch(text) or (whole and "." in text):
            raise ValueError(
                f"应填{self.least}至{self.most}的{'整数' if whole else '数'}，现为“{typed[:20]}”"
            )
        if not self.least <= Decimal(text) <= self.most:
            raise ValueError(f"应在{self.least}至{self.most}之间，现为{text}")
        return type(self.held)(text)


PLAIN = str.maketrans("０１２３４５６７８９．，", "0123456789.,")


def numbers(value: Any, path: tuple = ()) -> Iterator[Number]:
    """Those of a value, in its order."""
    for at, inner in children(value):
        if isinstance(inner, (dict, list)):
            yield from numbers(inner, (*path, at))
        elif is_number(inner):
            yield number(value, at, inner, (*path, at))


def number(value: Any, at, held, path: tuple) -> Number:
    unit = value.get("unit", "") if isinstance(value, dict) and at == "n" else ""
    least, most = RANGE.get(at, (0, MOST_OF.get(unit, max(MOST, int(10 * Decimal(held))))))
    label = f"第{at + 1}个" if isinstance(value, list) else WORDS.get(at, "取值")
    name = "-".join(["v", *(str(part) for part in path if part is not None)])
    return Number(name, path, label, held, Unit(unit).label if unit else "", least, most)


def children(value: Any) -> list[tuple]:
    """A bare number is the only child of itself."""
    if isinstance(value, dict):
        return list(value.items())
    return list(enumerate(value)) if isinstance(value, list) else [(None, value)]


def is_number(value: Any) -> bool:
    if isinstance(value, str):
        return NUMBER.fullmatch(value) is not None
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def replaced(value: Any, typed: dict[tuple, Any], path: tuple = ()) -> Any:
    """The value with other numbers in it."""
    if isinstance(value, dict):
        return {at: replaced(inner, typed, (*path, at)) for at, inner in value.items()}
    if isinstance(value, list):
        return [replaced(inner, typed, (*path, at)) for at, inner in enumerate(value)]
    return typed.get(path, typed.get((*path, None), value))


def said(value: Any) -> str:
    """12个月 · 女职工，不少于25 · 90、60、30."""
    if isinstance(value, dict) and "n" in value:
        return f"{value['n']}{Unit(value.get('unit', Unit.CALENDAR_DAY)).label}"
    if isinstance(value, dict):
        return "，".join(said_part(key, inner) for key, inner in value.items())
    if isinstance(value, list):
        return "、".join(map(said, value)) or "无"
    return f"{value:,}" if isinstance(value, int) else str(value)


def said_part(key: str, inner: Any) -> str:
    if isinstance(inner, str) and inner in WORDS:
        return WORDS[inner]
    return f"{WORDS.get(key, '')}{said(inner)}"
