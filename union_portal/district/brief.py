"""The file that a district is built from: read, scaled, and refused in Chinese where it is wrong."""

import datetime as dt
import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from django.core.management.base import CommandError

from union_portal import periods
from union_portal.organization.models import Level
from union_portal.reporting.catalogue import CATALOGUE

Figures = dict[str, Decimal]
CENTS = {"万元": Decimal("0.01"), "元": Decimal("0.01"), "%": Decimal("0.01")}
BLOCKS = ("figures", "at_least", "exactly_percent", "opening")


@dataclass(frozen=True)
class Brief:
    """What must come out: exact values, floors, exact rates, and values on the day before the period."""

    federation: str
    division: str
    level: str
    period: periods.Period
    townships: int | None
    figures: Figures
    at_least: Figures = field(default_factory=dict)
    exactly_percent: Figures = field(default_factory=dict)
    opening: Figures = field(default_factory=dict)
    targets: tuple[tuple[str, dt.date, Decimal], ...] = ()

    @property
    def codes(self) -> Iterable[str]:
        return dict.fromkeys([*self.figures, *self.at_least, *self.exactly_percent, *self.opening])

    def scaled(self, factor: Decimal) -> "Brief":
        """Every count and sum times `factor`, rounded half up; rates and percentages stay as they are."""

        def block(values: Figures) -> Figures:
            return {code: scale(code, value, factor) for code, value in values.items()}

        return replace(
            self,
            figures=block(self.figures),
            at_least=block(self.at_least),
            opening=block(self.opening),
            targets=tuple((code, by, scale(code, value, factor)) for code, by, value in self.targets),
        )


def scale(code: str, value: Decimal, factor: Decimal) -> Decimal:
    unit = CATALOGUE[code].unit
    return value if unit == "%" else (value * factor).quantize(CENTS.get(unit, Decimal(1)), ROUND_HALF_UP)


def read(path: str) -> Brief:
    """Raises CommandError naming the place, what is expected there, and what was found."""
    try:
        data = json.loads(Path(path).read_text(encoding="utf8"))
    except FileNotFoundError:
        raise CommandError(f"没有文件“{path}”") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"文件“{path}”无法读取：应为UTF-8文本（{type(error).__name__}）") from None
    except json.JSONDecodeError as error:
        raise CommandError(f"文件“{path}”第{error.lineno}行第{error.colno}列不是有效的JSON") from None
    if not isinstance(data, dict):
        raise CommandError(f"文件“{path}”应为一个JSON对象，含federation、division、level、period、figures")
    blocks = {name: _figures(data.get(name, {}), name) for name in BLOCKS}
    return Brief(
        federation=_text(data, "federation"),
        division=_division(data),
        level=_level(data),
        period=_period(data.get("period")),
        townships=_townships(data.get("townships")),
        targets=tuple(_target(line, i) for i, line in enumerate(data.get("targets") or [], 1)),
        **blocks,
    )


def _text(data: dict, name: str) -> str:
    if not isinstance(data.get(name), str) or not data[name].strip():
        raise CommandError(f"{name}应为非空文字，现为{data.get(name)!r}")
    return data[name].strip()


def _division(data: dict) -> str:
    code = str(data.get("division", ""))
    if not code.isascii() or not code.isdigit() or len(code) not in (6, 9):
        raise CommandError(f"division应为6位或9位行政区划代码，现为“{code}”")
    return code


def _level(data: dict) -> str:
    if data.get("level") not in Level.values:
        raise CommandError(f"level应为{'、'.join(Level.values)}之一，现为{data.get('level')!r}")
    return data["level"]


def _period(given) -> periods.Period:
    if not isinstance(given, dict) or not {"start", "end"} <= set(given):
        raise CommandError("period应写明kind、start、end，日期如2015-01-01")
    try:
        whole = periods.parse(start=str(given["start"]), last=str(given["end"]))
        kind = given.get("kind") or periods.Kind.CUSTOM
        named = [periods.year(whole.last_day.year), periods.acftu_year(whole.last_day.year)]
        named += [periods.month(whole.start.year, whole.start.month)]
        named += [periods.quarter(whole.start.year, (whole.start.month + 2) // 3)]
        if kind not in periods.Kind.values:
            raise ValueError(f"统计期类型“{kind}”无法识别，应为{'、'.join(periods.Kind.values)}之一")
    except ValueError as error:
        raise CommandError(f"period：{error}") from None
    same = [p for p in named if p.kind == kind and (p.start, p.end) == (whole.start, whole.end)]
    if not same and kind != periods.Kind.CUSTOM:
        raise CommandError(f"period：{whole.label}不是一个{kind}，自选的起止日期请用CUSTOM")
    return same[0] if same else whole


def _townships(given) -> int | None:
    if given is None:
        return None
    if not isinstance(given, int) or isinstance(given, bool) or not 1 <= given <= 990:
        raise CommandError(f"townships应为1至990的整数，现为{given!r}")
    return given


def _figures(block, name: str) -> Figures:
    if not isinstance(block, dict):
        raise CommandError(f"{name}应为“指标代码: 数值”的对象")
    return {code: _number(code, value, name) for code, value in block.items()}


def _number(code: str, value, place: str) -> Decimal:
    if code not in CATALOGUE:
        raise CommandError(f"{place}：指标“{code}”不在指标目录中")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise CommandError(f"{place}：{code}（{CATALOGUE[code].name}）应为数字，现为{value!r}")
    number, unit = Decimal(str(value)), CATALOGUE[code].unit
    step = CENTS.get(unit, Decimal(1))
    if not number.is_finite() or number < 0 or number != number.quantize(step):
        expected = "不小于0、至多两位小数" if unit in CENTS else "不小于0的整数"
        raise CommandError(f"{place}：{code}（{CATALOGUE[code].name}，{unit}）应为{expected}，现为{value}")
    if unit == "%" and number > 100 and place != "figures":
        raise CommandError(f"{place}：{code}（{CATALOGUE[code].name}）不应大于100%，现为{value}")
    return number


def _target(line, place: int) -> tuple[str, dt.date, Decimal]:
    try:
        code, by = line["code"], dt.date.fromisoformat(line["by"])
        return code, by, _number(code, line["value"], f"targets第{place}项")
    except (TypeError, KeyError, ValueError):
        raise CommandError(f"targets第{place}项应有code、by（如2018-12-31）、value") from None
