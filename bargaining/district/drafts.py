"""Contracts before they are rows: chains of yearly wage contracts, comprehensive ones, coverage lists."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from enterprises.district import Firms
from enterprises.district.firms import Firm
from union_portal.district.plan import Plan
from union_portal.periods import add_months

from .reach import Reach

Waiting = Literal["signed", "filed", "objected", "again"]
"""How far a contract has come before it takes effect; `again`: filed a second time."""


@dataclass(slots=True)
class Draft:
    """One contract to be written; `covers` lists firms other than its own.

    `effective` is when it is to take effect; one that is `waiting` has not got so far.
    """

    kind: str
    scope: str
    firm: Firm | None
    union_pk: int
    unit_pk: int
    effective: dt.date
    expires: dt.date
    renews: int | None = None
    covers: tuple[Firm, ...] = ()
    women: str = "none"
    rise: Decimal | None = None
    standardised: dt.date | None = None
    minimum: int | None = None
    average: int | None = None
    waiting: Waiting | None = None
    pk: int = 0

    @property
    def area(self) -> str:
        """The place of those it covers, or their trade there."""
        if not self.covers:
            return ""
        place = self.covers[0].unit.short_name
        return place if self.scope == "regional" else f"{place}同业企业"


def wages(plan: Plan, firms: Firms, rng: random.Random) -> list[Draft]:
    """Each signing enterprise has a chain of one-year contracts up to the one in force on the last day."""
    reach = plan.take(Reach)
    coverage, skipped = reach.wage, reach.skipped
    ranked = firms.unionized
    order = [*ranked[: skipped.start], *ranked[skipped.stop :], *ranked[skipped.start : skipped.stop]]
    signing = order[: coverage.own]
    inside = {firm.rank for firm in signing}
    others = [firm for firm in ranked if firm.rank not in inside]
    bound = others[: coverage.covered - coverage.own]
    drafts = list(_chains(plan, signing, rng))
    drafts += _lapsed(plan, firms, drafts, others[len(bound) :], rng)
    drafts += regional(plan, "wage", firms, bound, coverage.regional, rng)
    again = signing or bound
    drafts += regional(plan, "wage", firms, again[: coverage.extra], coverage.extra, rng, twice=True)
    _raises(plan, drafts, rng)
    return drafts


def _chains(plan: Plan, signing: list[Firm], rng: random.Random) -> Iterator[Draft]:
    """Renewal chains; as many of them reach back before the period as BAR07's opening asks for."""
    older = [firm for firm in signing if not firm.new and firm.joined_on < plan.before]
    opening = plan.opening("BAR07")
    back = len(older) if opening is None else opening
    if back > len(older):
        plan.refuse("BAR07", f"期初值为{back}，但期初已建会并签约的只有{len(older)}家")
    reaching = {id(firm) for firm in older[:back]}
    for place, firm in enumerate(signing):
        fresh = plan.asks("BAR17") or (plan.asks("BAR29") and not place)
        yield from _chain(plan, firm, id(firm) in reaching, fresh, rng)


def _chain(plan: Plan, firm: Firm, reaches_back: bool, fresh: bool, rng: random.Random) -> Iterator[Draft]:
    """Backwards from the contract in force: each lasts twelve months and renews the one before.

    A `fresh` one was signed in the period.
    """
    longest = min(330, (plan.last - max(firm.joined_on, plan.start)).days)
    newest = min(330, max(1, (plan.last - plan.start - lag(plan)).days)) if fresh else 330
    age = rng.randrange(0, newest) if reaches_back else rng.randrange(0, max(min(longest, newest), 0) + 1)
    effective = plan.last - dt.timedelta(days=age)
    spells = [effective]
    while reaches_back and spells[-1] > plan.before:
        spells.append(add_months(spells[-1], -12))
    previous = None
    for start in reversed(spells):
        draft = Draft(
            "wage",
            "enterprise",
            firm,
            firm.union_pk,
            firm.unit.pk,
            start,
            add_months(start, 12) - dt.timedelta(days=1),
        )
        draft.renews = previous
        yield draft
        previous = id(draft)


def _lapsed(
    plan: Plan, firms: Firms, drafts: list[Draft], free: list[Firm], rng: random.Random
) -> list[Draft]:
    """Contracts of eligible enterprises that expired in the period and were not renewed: BAR17's rest."""
    if plan.opening("BAR07") is not None and "BAR17" not in plan.brief.exactly_percent:
        return []
    renewed = sum(draft.renews is not None and draft.effective > plan.start for draft in drafts)
    ready = [firm for firm in free if firm.rank < firms.eligible and firm.joined_on < plan.before]
    count = plan.most("BAR17", renewed, 95, renewed + len(ready)) - renewed if renewed else 0
    lapsed = []
    for firm in ready[:count]:
        expires = plan.day(rng, plan.start, plan.last - dt.timedelta(days=1))
        start = add_months(expires, -12) + dt.timedelta(days=1)
        lapsed.append(Draft("wage", "enterprise", firm, firm.union_pk, firm.unit.pk, start, expires))
    return lapsed


def comprehensives(plan: Plan, firms: Firms, rng: random.Random) -> Iterator[Draft]:
    """Three-year contracts in force on the last day."""
    reach = plan.take(Reach)
    coverage = reach.comprehensive
    standardised = plan.values["BAR22"]
    use_wage = reach.wage.own >= standardised and coverage.own < standardised
    for firm in firms.unionized[: coverage.own]:
        start = plan.last - dt.timedelta(days=rng.randrange(1, 1000))
        start = max(start, min(firm.joined_on, plan.last))
        draft = Draft(
            "comprehensive",
            "enterprise",
            firm,
            firm.union_pk,
            firm.unit.pk,
            start,
            add_months(start, 36) - dt.timedelta(days=1),
        )
        if firm.rank < standardised and not use_wage:
            draft.standardised = max(start, min(plan.last, plan.day(rng)))
        yield draft
    rest = firms.unionized[coverage.own : coverage.covered]
    yield from regional(plan, "comprehensive", firms, rest, coverage.regional, rng)
    again = firms.unionized[: coverage.extra] if coverage.covered else []
    yield from regional(plan, "comprehensive", firms, again, coverage.extra, rng, twice=True)


def regional(
    plan: Plan, kind: str, firms: Firms, bound: list[Firm], count: int, rng, *, twice=False
) -> Iterator[Draft]:
    """`count` regional or industry documents over `bound`; with `twice`, over firms bound already."""
    if twice and bound:
        bound = [bound[n % len(bound)] for n in range(count)]
    months = 12 if kind == "wage" else 36
    for place in range(count):
        covers = tuple(bound[place::count])
        latest = max((firm.joined_on for firm in covers), default=plan.before)
        newest = (
            max(1, (plan.last - plan.start - lag(plan)).days) if plan.asks("BAR29") and not place else 340
        )
        start = max(plan.last - dt.timedelta(days=rng.randrange(0, min(newest, 340))), min(latest, plan.last))
        union_pk, unit_pk = _signer(firms, covers)
        yield Draft(
            kind, "regional" if place % 3 else "industry", None, union_pk, unit_pk, start,
            add_months(start, months) - dt.timedelta(days=1), covers=covers,
        )  # fmt: skip


def _signer(firms: Firms, covers: tuple[Firm, ...]) -> tuple[int, int]:
    """A joint union of the place, else the union of the first enterprise covered."""
    if firms.joint:
        return firms.joint[0][0], covers[0].unit.pk if covers else firms.joint[0][1].pk
    return covers[0].union_pk, covers[0].unit.pk


def _raises(plan: Plan, drafts: list[Draft], rng: random.Random) -> None:
    """Agreed pay rises; the least of those signed in the period is BAR29's."""
    exact = plan.brief.figures.get("BAR29")
    least = exact if exact is not None else plan.brief.at_least.get("BAR29", Decimal("4.5"))
    signed = [draft for draft in drafts if signed_on(plan, draft) >= plan.start]
    for draft in drafts:
        draft.rise = least + Decimal(rng.randrange(0, 45)) / 10
    if signed:
        signed[len(signed) // 2].rise = least
    elif exact is not None:
        plan.refuse("BAR29", f"为{exact}，但期内没有签订的工资专项合同")


def lag(plan: Plan) -> dt.timedelta:
    """From signature to effect: filing and the fifteen days of silence, less in a very short period."""
    return dt.timedelta(days=20 if (plan.last - plan.start).days > 25 else 1)


def signed_on(plan: Plan, draft: Draft) -> dt.date:
    return draft.effective - lag(plan)
