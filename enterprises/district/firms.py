"""The district's unionized enterprises, before they are rows: a ranked list that upper apps mark.

Rank 0 is the largest. The hundred-plus come first, then the older independent unions, then those in
joint unions, and last those newly covered in the period. Sets are runs of ranks, so that a set's size
and its sum of employees can both be met.
"""

import datetime as dt
import random
from dataclasses import dataclass, field
from typing import NamedTuple

from django.core.management.base import CommandError

from union_portal.district.plan import Plan, fill
from union_portal.organization.models import OrgUnit

from ..models import Ownership

LARGE, LARGEST = 100, 4_000


@dataclass(slots=True, kw_only=True)
class Employer:
    """One enterprise, under a union or not. `pk`, `code` and `name` are given when the rows are written."""

    unit: OrgUnit
    new: bool = False
    small: bool = True
    ownership: Ownership = Ownership.PRIVATE
    agency: bool = False
    joined_on: dt.date | None = None
    left_on: dt.date | None = None
    employees: int = 0
    women: int = 0
    pk: int = 0
    code: str = ""
    name: str = ""


@dataclass(slots=True, kw_only=True)
class Firm(Employer):
    """One that is, or was, under a union. `union_pk` is given when the rows are written."""

    rank: int
    joined_on: dt.date
    own: bool = True
    hundred: bool = False
    approved_employees: int = 0
    union_pk: int = 0


class Union(NamedTuple):
    """`new`: approved in the period."""

    pk: int
    unit: OrgUnit
    approved_on: dt.date
    new: bool


@dataclass
class Firms:
    """`unionized` by rank; `cohorts` are (size, employees) of the first `size` ranks, to be met exactly."""

    unionized: list[Firm] = field(default_factory=list)
    lost: list[Firm] = field(default_factory=list)
    outside: list[Employer] = field(default_factory=list)
    """Recorded as 应建会, without a union."""
    prospects: list[Employer] = field(default_factory=list)
    """Without a union, and not judged yet."""
    cohorts: dict[int, tuple[str, int]] = field(default_factory=dict)
    hundred: int = 0
    eligible: int = 0
    """The first so many ranks are 符合协商条件."""
    unions: list[Union] = field(default_factory=list)
    """Every standing one."""
    joint: list[Union] = field(default_factory=list)

    @property
    def without_union(self) -> list[Employer]:
        return [*self.outside, *self.prospects]

    @property
    def large(self) -> list[Employer]:
        """百人以上, under a union or not."""
        return [firm for firm in [*self.unionized, *self.without_union] if firm.employees >= LARGE]

    def staff(self, plan: Plan, expected: int) -> None:
        """Give every firm its employees: cohorts exactly, the rest towards `expected` in all."""
        edges = sorted({*self.cohorts, len(self.unionized)})
        rng, done, spent = plan.stream("employees"), 0, 0
        for edge in edges:
            firms = self.unionized[done:edge]
            code, total = self.cohorts.get(edge, ("", max(expected - spent, 0)))
            amounts = self._amounts(firms, total - spent if code else total, rng, exact=bool(code))
            if amounts is None:
                raise CommandError(
                    f"指标{code}：前{edge}家企业的职工合计不能为{total:,}人，与其他数字不能同时成立"
                )
            for firm, amount in zip(firms, amounts, strict=True):
                firm.employees = amount
                firm.women = max(1, round(amount * (0.25 + rng.random() * 0.35))) if amount else 0
            done, spent = edge, spent + sum(amounts)

    def _amounts(self, firms: list[Firm], total: int, rng: random.Random, *, exact: bool) -> list[int] | None:
        bounds = [
            (100, LARGEST) if f.hundred else (1, 99) if exact or not f.new else self._fixed(f) for f in firms
        ]
        lows, highs = [low for low, _ in bounds], [high for _, high in bounds]
        weights = [
            (120 + rng.paretovariate(1.3) * 60) if firm.hundred else 4 + rng.expovariate(1 / 22)
            for firm in firms
        ]
        if exact and total > sum(highs) and any(firm.hundred for firm in firms):
            highs = [total if firm.hundred else high for firm, high in zip(firms, highs, strict=True)]
        if not exact:
            total = max(sum(lows), min(total, sum(highs)))
        return fill(total, lows, highs, weights)

    def _fixed(self, firm: Firm) -> tuple[int, int]:
        """A new unit still has the employees of its approval; below 100 where 百人以上 rates count it."""
        staff = max(1, firm.approved_employees)
        staff = min(staff, 99) if firm.rank < self.eligible else staff
        return staff, staff
