"""Headlines to choose from, of figures that equal their own rows."""

from collections.abc import Iterator
from decimal import Decimal

from ..catalogue import CATALOGUE
from ..indicators import REGISTRY
from .chapters import when
from .content import default_title
from .source import Source

COUNTED = ("MEM07", "BAR07", "DIS02", "DIS05", "LAW01", "HON05", "SVC04", "ORG07", "AST15")
"""What a federation heads its year with, the first named first."""
SAID = {
    "MEM07": "新增会员[[MEM07]]",
    "BAR07": "签订工资集体协商合同企业[[BAR07]]",
    "DIS02": "调解成功劳动争议[[DIS02]]",
    "DIS05": "为职工挽回经济损失[[DIS05]]",
    "LAW01": "提供法律援助[[LAW01]]",
    "HON05": "推选劳模和模范集体[[HON05]]",
    "SVC04": "参加京卡活动[[SVC04:余]]",
    "ORG07": "新增独立建会单位[[ORG07]]",
    "AST15": "应急救援困难职工[[AST15]]",
}
TOO_MUCH = Decimal(300)
"""A growth in % that says more of the year before than of this one."""


def proposals(source: Source) -> list[str]:
    """At most four: the plain title, two of the largest figures, the highest growth, two figures together."""
    sure = [code for code in COUNTED if verified(code, source)][:4]
    found = [default_title(source)]
    if sure:
        found.append(f"{source.unit.short_name}{when(source)}{SAID[sure[0]]}")
    if len(sure) > 1:
        found.append(f"{SAID[sure[0]]}　{SAID[sure[1]]}")
    if grown := fastest(sure, source):
        found.append(f"{source.unit.short_name}{when(source)}{CATALOGUE[grown].name}比上年[[{grown}:同比]]")
    return found


def verified(code: str, source: Source) -> bool:
    """The figure is there, and its rows come to it; a frozen one is kept by its snapshot."""
    value = source.values.get(code)
    if value is None or not value.value:
        return False
    if not source.draft:
        return True
    indicator = REGISTRY[code]
    counted = (
        indicator.recount(indicator.rows(source.period, source.unit, part), part)
        for part in indicator.parts()
    )
    if hasattr(indicator, "plus"):
        return sum((amount or Decimal(0) for amount in counted), Decimal(0)) == value.value
    return all(
        amount == indicator.expected(value, part)
        for part, amount in zip(indicator.parts(), counted, strict=True)
    )


def fastest(codes: list[str], source: Source) -> str:
    """Whose growth is the highest, if any grew."""
    grown = dict(growths(codes, source))
    return max(grown, key=lambda code: grown[code], default="")


def growths(codes: list[str], source: Source) -> Iterator[tuple[str, Decimal]]:
    for code in codes:
        now, last = source.values[code].value, getattr(source.before.get(code), "value", None)
        if now and last and 0 < (growth := (now - last) / last * 100) <= TOO_MUCH:
            yield code, growth
