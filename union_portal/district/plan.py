"""Whole numbers that satisfy the brief: exact where it says so, believable where it is silent."""

import datetime as dt
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property
from math import ceil
from typing import Any, NoReturn, TypeVar

from django.core.management.base import CommandError

from union_portal.fields import rate
from union_portal.organization.models import OrgUnit
from union_portal.reporting.catalogue import CATALOGUE

from .brief import Brief

Made = TypeVar("Made")
RANGE = 5_000
"""How far from the natural denominator an exact percentage is looked for."""
ABOVE = 1.03
"""“2万余” is somewhat more than 20,000."""


@dataclass
class Plan:
    """The brief, the places, and what the parts have agreed on so far.

    `values` holds every whole number decided, by indicator code. `wants` holds what upper apps need of
    lower ones, by names of the app below; `shared` what lower apps made for upper ones, by its class.
    """

    brief: Brief
    seed: int
    root: OrgUnit
    townships: Sequence[OrgUnit]
    weights: Sequence[float]
    """How large each township is beside the others."""
    values: dict[str, int] = field(default_factory=dict)
    wants: dict[str, int] = field(default_factory=dict)
    shared: dict[type, Any] = field(default_factory=dict)
    sums: dict[str, Decimal] = field(default_factory=dict)
    """Sums of money decided, in yuan, by code."""
    serials: Counter = field(default_factory=Counter)

    @property
    def start(self) -> dt.date:
        return self.brief.period.start

    @property
    def last(self) -> dt.date:
        return self.brief.period.last_day

    @cached_property
    def before(self) -> dt.date:
        """The day before the period, whose values are the opening."""
        return self.start - dt.timedelta(days=1)

    def stream(self, name: str) -> random.Random:
        return stream(self.seed, name)

    def past(self, share: float = 0.92) -> "Plan":
        """The plan of the period before: events somewhat fewer, and nothing asked of them.

        For events only: a row that holds over time would change the period's own stock.
        """
        period = self.brief.period.previous
        return replace(
            self,
            brief=replace(self.brief, period=period, figures={}, at_least={}, exactly_percent={}, opening={}),
            seed=self.seed + 1_000_003,
            values={code: int(value * share) for code, value in self.values.items()},
            sums={code: (value * Decimal(share)).quantize(Decimal(1)) for code, value in self.sums.items()},
        )

    def serial(self, *prefix) -> int:
        """1, 2, 3… for each prefix, over both periods."""
        self.serials[prefix] += 1
        return self.serials[prefix]

    # --- what the brief says

    def given(self, code: str) -> int | None:
        value = self.brief.figures.get(code)
        return None if value is None else int(value)

    def money(self, code: str) -> Decimal | None:
        """The brief's sum in yuan, whatever the indicator's unit."""
        value = self.brief.figures.get(code, self.brief.at_least.get(code))
        if value is None:
            return None
        return value * 10_000 if CATALOGUE[code].unit == "万元" else value

    def opening(self, code: str) -> int | None:
        value = self.brief.opening.get(code)
        return None if value is None else int(value)

    def asks(self, *codes: str) -> bool:
        return any(code in self.brief.codes for code in codes)

    def want(self, name: str, low: int) -> None:
        """An upper app needs at least this many."""
        self.wants[name] = max(self.wants.get(name, 0), low)

    # --- what one app hands to another

    def offer(self, made: Made) -> Made:
        """For the apps above to `take`."""
        self.shared[type(made)] = made
        return made

    def take(self, kind: type[Made]) -> Made:
        """What an app below, or an earlier round of the same, offered."""
        return self.shared[kind]

    # --- deciding

    def decide(self, code: str, default: float, low: int = 0, high: int | None = None) -> int:
        """The brief's exact value, else the default, not below its floor; refused outside [low, high]."""
        exact, floor = self.given(code), ceil(self.brief.at_least.get(code, 0))
        value = exact if exact is not None else max(ceil(floor * ABOVE), low, round(default))
        if exact is None and high is not None:
            value = min(value, max(high, floor))
        if value < low or (high is not None and value > high):
            limit = f"不少于{low:,}" if value < low else f"不多于{high:,}"
            self.refuse(code, f"应{limit}，现为{value:,}，与其他数字不能同时成立")
        self.values[code] = value
        return value

    def share(self, code: str, of: int, default: float) -> int:
        """How many of `of` rows a rate asks for: its exact percentage, its floor, or the default %."""
        if of and code in self.brief.exactly_percent:
            percent = self.brief.exactly_percent[code]
            for count in {int(percent * of / 100), ceil(percent * of / 100)}:
                if rate(count, of) == percent:
                    return count
            self.refuse(code, f"不能正好为{percent}%：分母为{of}")
        floor = self.brief.at_least.get(code, Decimal(0))
        return min(of, max(ceil(floor * of / 100), round(default * of / 100)))

    def most(self, code: str, count: int, default: float, high: int, low: int = 1) -> int:
        """The largest denominator, near `count` / default %, under which `count` still meets the rate."""
        exact = self.brief.exactly_percent.get(code)
        if exact is not None:
            wide = round(count * 100 / exact) if exact else high
            for of in sorted(range(max(low, wide - 2), min(high, wide + 2) + 1), key=lambda n: abs(n - wide)):
                if rate(count, of) == exact:
                    return of
            self.refuse(code, f"不能正好为{exact}%：分子为{count:,}")
        floor = float(self.brief.at_least.get(code, 0))
        percent = max(floor, default) if floor <= default else (floor + 100) / 2
        of = int(count * 100 / percent) if percent else high
        if floor and of > count * 100 / floor:
            of = int(count * 100 / floor)
        return max(low, min(high, of))

    def ratio(self, code: str, near: int, high: int, default: float, low: int = 1) -> tuple[int, int]:
        """Numerator and denominator of a rate, where the denominator may be any of [low, high]."""
        if high < low:
            return 0, max(high, 0)
        near = max(low, min(high, near))
        percent = self.brief.exactly_percent.get(code)
        if percent is None:
            return self.share(code, near, default), near
        window = range(max(low, near - RANGE), min(high, near + RANGE) + 1)
        for of in sorted(window, key=lambda number: abs(number - near)):
            count = round(percent * of / 100)
            if rate(count, of) == percent:
                return count, of
        self.refuse(code, f"不能正好为{percent}%：分母应在{low:,}至{high:,}之间")

    def refuse(self, code: str, why: str) -> NoReturn:
        raise CommandError(f"指标{code}（{CATALOGUE[code].name}）{why}")

    # --- spreading over places and time

    def spread(self, total: int) -> list[int]:
        """`total` over the townships, by their weight."""
        return apportion(total, self.weights)

    def units_for(self, total: int, name: str) -> list[OrgUnit]:
        """A township for each of `total` rows, by weight, in a shuffled order."""
        places = [unit for unit, n in zip(self.townships, self.spread(total), strict=True) for _ in range(n)]
        self.stream(f"{name} places").shuffle(places)
        return places

    def day(self, rng: random.Random, first: dt.date | None = None, last: dt.date | None = None) -> dt.date:
        """A day of [first, last], by default of the period."""
        first, last = first or self.start, last or self.last
        return first + dt.timedelta(days=rng.randrange(max(0, (last - first).days) + 1))

    def earlier(self, rng: random.Random, years: int = 16, recent: float = 0.0) -> dt.date:
        """A day before the period; with the chance `recent`, in the year just before it."""
        year_ago = self.before - dt.timedelta(days=365)
        if rng.random() < recent:
            return self.day(rng, year_ago, self.before)
        return self.day(rng, self.before - dt.timedelta(days=365 * years), year_ago)


def stream(seed: int, name: str) -> random.Random:
    """A stream of its own for each part, so that one part's draws do not move another's."""
    return random.Random(f"{seed} {name}")


def apportion(total: int, weights: Sequence[float]) -> list[int]:
    """Whole shares that add up to `total`: largest remainders, ties to the first."""
    whole = sum(weights)
    if not whole:
        weights, whole = [1.0] * len(weights), float(len(weights))
    exact = [total * weight / whole for weight in weights]
    shares = [int(share) for share in exact]
    order = sorted(range(len(weights)), key=lambda i: (shares[i] - exact[i], i))
    for i in order[: total - sum(shares)]:
        shares[i] += 1
    return shares


def fill(total: int, lows: Sequence[int], highs: Sequence[int], weights: Sequence[float]) -> list[int] | None:
    """Whole numbers between their bounds that add up to `total`, roughly by weight; None if none do."""
    if not sum(lows) <= total <= sum(highs):
        return None
    amounts, left = list(lows), total - sum(lows)
    room = [i for i in range(len(lows)) if highs[i] > lows[i]]
    while left:
        shares = apportion(left, [weights[i] for i in room])
        if not any(shares):
            shares = [1] * left
        for i, share in zip(room, shares, strict=False):
            step = min(share, highs[i] - amounts[i])
            amounts[i] += step
            left -= step
        room = [i for i in room if highs[i] > amounts[i]]
    return amounts


def split_money(total: Decimal, weights: Sequence[float]) -> list[Decimal]:
    """Shares in whole cents that add up to `total` exactly."""
    return [Decimal(cents) / 100 for cents in apportion(int(total * 100), weights)]


def chosen(count: int, of: int, key: int = 1) -> "Chooser":
    return Chooser(count, of, key)


class Chooser:
    """Says of each index below `of` whether it is among exactly `count`, scattered by `key`."""

    def __init__(self, count: int, of: int, key: int):
        self.count, self.of = count, max(of, 1)
        self.step = 7919 + 2 * key
        while _common(self.step, self.of) != 1:
            self.step += 1
        self.shift = (key * 104_729) % self.of

    def __call__(self, index: int) -> bool:
        return (index * self.step + self.shift) % self.of < self.count


def _common(a: int, b: int) -> int:
    while b:
        a, b = b, a % b
    return a
