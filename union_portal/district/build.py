"""Build a district from a brief: all of it, checked against the brief, or nothing."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal

from django.core.management.base import CommandError

from union_portal import periods
from union_portal.audit.context import acting
from union_portal.fields import at_least
from union_portal.organization.models import OrgUnit
from union_portal.reporting.catalogue import CATALOGUE
from union_portal.reporting.cli import number
from union_portal.reporting.compute import compute
from union_portal.reporting.indicators import REGISTRY, Derived, Rate, Value
from union_portal.reporting.models import Target
from union_portal.reporting.monthly.form import MONTHLY

from .brief import Brief
from .months import file_months
from .parts import PARTS
from .places import lay_out
from .plan import Plan, apportion

Say = Callable[[str], object]


def build(brief: Brief, seed: int, say: Say = lambda _: None, reports: bool = False) -> Plan:
    """One transaction. Raises CommandError in Chinese when the brief cannot be met.

    Monthly reports are filed if `reports`, or if the brief asks for a figure that is typed in them.
    """
    accept(brief)
    with acting(route="build_district", name="命令行"):
        if OrgUnit.objects.exists():
            raise CommandError("数据库中已有组织机构，不能再建；另建一套请用 PORTAL_DATA=新文件夹")
        plan = lay_out(brief, seed)
        for part in reversed(PARTS):
            part.demand(plan)
        for part in PARTS:
            part.decide(plan)
        for part in PARTS:
            say(f"正在生成：{type(part).__name__}")
            part.make(plan)
        if reports or plan.asks(*MONTHLY.typed):
            say("正在填报各月月报")
            file_months(plan)
        _targets(plan)
        say("正在核对")
        verify(plan)
    return plan


def scaled(brief: Brief, factor: Decimal) -> Brief:
    """Every count times `factor`; where parts made up a total, they still do."""
    result = brief.scaled(factor)
    figures = dict(result.figures)
    for total, parts in {k: v for part in PARTS for k, v in part.sums.items()}.items():
        if not {total, *parts} <= set(brief.figures):
            continue
        given = [brief.figures[part] for part in parts]
        if brief.figures[total] == sum(given):
            exact = [float(share) for share in given]
            figures |= zip(parts, map(Decimal, apportion(int(figures[total]), exact)), strict=True)
    for code, indicator in REGISTRY.items():
        if isinstance(indicator, Derived) and code in figures and set(indicator.plus) <= set(figures):
            figures[code] = sum((figures[part] for part in indicator.plus), Decimal(0))
    return replace(result, figures=figures)


def accept(brief: Brief) -> None:
    """Refuse by name what no part can make, before anything is built."""
    codes = frozenset(MONTHLY.typed).union(*(part.codes for part in PARTS))
    rates = frozenset().union(*(part.rates for part in PARTS))
    openings = frozenset().union(*(part.openings for part in PARTS))
    derived = {code: one.plus for code, one in REGISTRY.items() if isinstance(one, Derived)}
    for block, allowed, why in (
        (brief.figures, codes | set(derived), "尚无台账，不能按它生成"),
        (brief.at_least, codes | rates, "尚无台账，不能按它生成"),
        (brief.exactly_percent, rates, "尚无台账，或不是比率"),
        (brief.opening, openings, "的期初值尚不能设定"),
    ):
        for code in block:
            if code not in allowed:
                raise CommandError(f"指标{code}（{CATALOGUE[code].name}）{why}")
    for code, parts in derived.items():
        if {code, *parts} <= set(brief.figures):
            total = sum(brief.figures[part] for part in parts)
            if total != brief.figures[code]:
                raise CommandError(
                    f"指标{code}（{CATALOGUE[code].name}）为{brief.figures[code]}，与各分项之和{total}不等"
                )


def verify(plan: Plan) -> None:
    """Compute what was built and compare it with everything the brief asked for."""
    brief = plan.brief
    values = compute(brief.period, brief.codes)[plan.root.path] if brief.codes else {}
    faults = [*_inexact(brief.figures, values), *_low(brief, values), *_not_percent(brief, values)]
    if brief.opening:
        before = periods.custom(plan.before - dt.timedelta(days=364), plan.before)
        values = compute(before, brief.opening)[plan.root.path]
        faults += [f"期初{text}" for text in _inexact(brief.opening, values)]
    if faults:
        raise CommandError("；".join(["这些数字不能同时成立，未生成任何数据", *faults]))


def _inexact(wanted: dict[str, Decimal], values: dict[str, Value]) -> Iterable[str]:
    for code, figure in wanted.items():
        found = values[code].value
        if found is None or round(found, 2) != round(figure, 2):
            yield _short(code, f"为{figure}", values[code])


def _low(brief: Brief, values: dict[str, Value]) -> Iterable[str]:
    for code, floor in brief.at_least.items():
        cell = values[code]
        met = (
            at_least(cell.numerator or 0, cell.denominator or 0, floor)
            if isinstance(REGISTRY[code], Rate)
            else (cell.value or 0) >= floor
        )
        if met is False:
            yield _short(code, f"不低于{floor}", cell)


def _not_percent(brief: Brief, values: dict[str, Value]) -> Iterable[str]:
    for code, percent in brief.exactly_percent.items():
        if values[code].value not in (percent, None):
            yield _short(code, f"为{percent}%", values[code])


def _short(code: str, wanted: str, found: Value) -> str:
    return f"{code}（{CATALOGUE[code].name}）应{wanted}，只能做到{number(found.value, REGISTRY[code])}"


def _targets(plan: Plan) -> None:
    """The file's targets, and its floors of rates, which hold by the period's last day."""
    floors = [
        (code, plan.last, floor) for code, floor in plan.brief.at_least.items() if CATALOGUE[code].unit == "%"
    ]
    lines = dict.fromkeys([*plan.brief.targets, *floors])
    Target.objects.bulk_create(
        Target(org=plan.root, code=code, by=by, value=value) for code, by, value in lines
    )
