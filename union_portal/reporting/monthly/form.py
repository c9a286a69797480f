"""The monthly form: its sections, and in each the figures asked for, in order (SP-75)."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..indicators import REGISTRY, Indicator
from .declared import Declared


@dataclass(frozen=True)
class Section:
    """`app` says whose registers it is filled from: who decides over them answers for the section."""

    app: str
    title: str
    codes: tuple[str, ...]

    @property
    def indicators(self) -> list[Indicator]:
        return [REGISTRY[code] for code in self.codes]

    @property
    def typed(self) -> list[Indicator]:
        return [one for one in self.indicators if isinstance(one, Declared)]


@dataclass(frozen=True)
class Form:
    """`within`: figures that are a part of the one above them."""

    number: str
    title: str
    sections: tuple[Section, ...]
    within: frozenset[str]

    @property
    def codes(self) -> list[str]:
        return [code for section in self.sections for code in section.codes]

    @property
    def typed(self) -> list[str]:
        return [one.code for section in self.sections for one in section.typed]

    @property
    def automatic(self) -> list[str]:
        return [code for code in self.codes if code not in self.typed]


def numbered(sections: Iterable[Section]) -> list[tuple[str, Section]]:
    """一、二、三 with each."""
    return list(zip("一二三四五六七八九十", sections, strict=False))


MONTHLY = Form(
    number="工月1表",
    title="镇街工会工作月报",
    sections=(
        Section("enterprises", "组织建设", ("ORG02", "ORG07", "ORG08", "ORG10", "ORG13")),
        Section(
            "members", "会员与京卡", ("MEM01", "MEM02", "MEM07", "MEM13", "MEM17", "MEM22", "MEM23")
        ),
        Section("bargaining", "集体协商", ("BAR04", "BAR05", "BAR06", "BAR23", "BAR24")),
        Section("disputes", "劳动争议", ("DIS01", "DIS02", "DIS04", "DIS05", "LAW01", "LAW03")),
        Section("assistance", "困难帮扶", ("AST01", "AST02", "AST11", "AST13", "AST15", "AST10")),
        Section(
            "stations",
            "服务站与活动",
            (
                "STA01", "STA02", "SVC04", "SKL01", "SKL10", "CUL01", "CUL02",
                "SVC11", "SVC15", "SKL04", "CUL04",
            ),
        ),
    ),
    within=frozenset({"ORG08", "MEM02", "DIS02", "STA02"}),
)  # fmt: skip
