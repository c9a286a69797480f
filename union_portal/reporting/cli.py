"""What the statistics commands share: the period and the unit they speak of, and how they print."""

import json
from decimal import Decimal

from django.core.management.base import CommandError, CommandParser

from union_portal import periods
from union_portal.fields import half_up
from union_portal.organization.models import OrgUnit

from .catalogue import EXACT_UNITS
from .indicators import REGISTRY, Indicator


def add_period(parser: CommandParser) -> None:
    parser.add_argument("--period", default="", help="2015、2015统计年度、2015-03、2015Q1、2011-2015")
    parser.add_argument("--period-kind", choices=periods.Kind.values)
    parser.add_argument("--start", help="自定义期间的第一天")
    parser.add_argument("--end", help="自定义期间的最后一天（含）")
    parser.add_argument("--org", help="组织机构代码，默认为本级工会")


def read_period(options: dict) -> periods.Period:
    """`--start` and `--end` win over `--period`; both days are included."""
    try:
        if options["start"] or options["end"]:
            return periods.parse(start=options["start"], last=options["end"])
        return periods.parse(options["period"], options["period_kind"])
    except ValueError as error:
        raise CommandError(str(error)) from None


def read_unit(options: dict) -> OrgUnit:
    if not options["org"]:
        if root := OrgUnit.objects.root():
            return root
        raise CommandError("还没有组织机构，请先运行 build_district")
    try:
        return OrgUnit.objects.get(code=options["org"])
    except OrgUnit.DoesNotExist:
        raise CommandError(f"没有代码为“{options['org']}”的组织机构") from None


def read_codes(code: str | None) -> list[str]:
    if code is None:
        return list(REGISTRY)
    if code not in REGISTRY:
        raise CommandError(f"指标“{code}”不在目录中，或还没有台账可以计算")
    return [code]


def number(value: Decimal | None, indicator: Indicator) -> int | float | None:
    """As JSON prints it: whole counts as integers, money and rates with two decimals."""
    if value is None:
        return None
    if indicator.unit in EXACT_UNITS:
        return float(half_up(value, EXACT_UNITS[indicator.unit]))
    return int(half_up(value, 0))


def dumps(data) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1)
