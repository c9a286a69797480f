"""The generator's share of households, help and funds."""

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from union_portal.bulk import copy, reserve
from union_portal.district.parts import Part
from union_portal.district.people import People
from union_portal.district.plan import Plan, split_money
from union_portal.fields import blind_index, context_of, encrypt

from .models import Aid, Fund, FundMovement, Household
from .mutual.part import MutualPart

__all__ = ["AssistancePart", "MutualPart"]
CAUSES = ("本人大病", "亲属大病", "子女上学", "残疾", "意外灾害", "收入低", "单亲")
PEOPLE_KINDS = {"AST13": "school", "AST18": "model", "AST15": "emergency", "AST19": "women"}
MONEY = {
    "school": ("AST14", 1350),
    "emergency": ("AST16", 8000),
    "model": ("", 800),
    "women": ("", 300),
    "warmth": ("", 1000),
}
"""Kind → the code of its sum, and yuan each where nothing asks for a sum."""
CARRIED = "emergency"
"""Counted when approved, its money when paid: with money and no approval, one was approved before."""


class AssistancePart(Part):
    rank = 5
    codes = frozenset(
        {"AST01", "AST02", "AST03", "AST11", "AST13", "AST14", "AST15", "AST16", "AST17", "AST18", "AST19"}
    )
    openings = frozenset({"AST01"})

    def decide(self, plan: Plan) -> None:
        size = plan.values["MEM01"]
        for code, kind in PEOPLE_KINDS.items():
            money = plan.money(MONEY[kind][0]) if MONEY[kind][0] else None
            per_thousand = {"school": 0.3, "model": 0.4, "emergency": 0.1, "women": 0.8}[kind]
            default = money / MONEY[kind][1] if money else size * per_thousand / 1000
            least = 1 if money and kind != CARRIED else 0
            plan.decide(code, max(float(default), 1 if money else 0), low=least)
        visited = plan.decide("AST11", size / 900)
        opening = plan.opening("AST01")
        if opening is None:
            filed = plan.decide("AST02", max(visited, size / 1200) * 0.2)
            closed = plan.decide("AST03", filed * 0.5)
            plan.decide("AST01", max(filed, visited - closed, size / 1100), low=max(filed, visited - closed))
            return
        now = plan.decide("AST01", opening, low=0)
        closed = plan.decide("AST03", max(0, opening - now + (plan.given("AST02") or 0)), high=opening)
        filed = plan.decide(
            "AST02", now - opening + closed, low=max(0, now - opening + closed), high=now - opening + closed
        )
        if visited > now + closed:
            plan.refuse("AST11", f"为{visited}户，多于期内在档的{now + closed}户")

    def make(self, plan: Plan) -> None:
        _aid(plan, _households(plan))
        _aid(plan.past(), [])
        _funds(plan)


def _households(plan: Plan) -> list[tuple]:
    """(key, township, head, filed on, closed on) of every file open at some time of the period."""
    rng, people = plan.stream("households"), People(plan.seed + 4, plan.before)
    now, filed, closed = (plan.values[code] for code in ("AST01", "AST02", "AST03"))
    total = now + closed
    keys, units = reserve(Household, total), plan.units_for(total, "households")
    contexts = {name: context_of(Household, name) for name in ("document", "cause")}
    made = []

    def rows() -> Iterable[tuple]:
        for place, (pk, unit) in enumerate(zip(keys, units, strict=True)):
            head, female = people.name(place % 2 == 0), place % 2 == 0
            document, _ = people.document(female)
            opened = plan.day(rng) if now - filed <= place < now else plan.earlier(rng, 3)
            ended = plan.day(rng) if place >= now else None
            made.append((pk, unit, head, opened, ended))
            yield (
                pk, unit.pk, f"K-{place + 1:05d}", head, encrypt(document, contexts["document"]),
                blind_index(document, contexts["document"]), ("deep", "relative", "accident")[place % 3],
                1 + place % 4,
                encrypt(CAUSES[place % 7], contexts["cause"]), opened, ended, "recovered" if ended else "",
            )  # fmt: skip

    names = (
        "id",
        "org",
        "number",
        "head",
        "document",
        "document_index",
        "category",
        "persons",
        "cause",
        "filed_on",
    )
    copy(Household, (*names, "closed_on", "exit"), rows())
    return made


def _aid(plan: Plan, households: list[tuple]) -> None:
    """Visits to households, and help to persons: each kind adds up to its own count and sum."""
    rng, people = plan.stream("aid"), People(plan.seed + 5, plan.before)
    visited = min(plan.values["AST11"], len(households))
    given = [("warmth", [(key, unit, head) for key, unit, head, *_ in households[:visited]])]
    for code, kind in PEOPLE_KINDS.items():
        units = plan.units_for(plan.values[code] or _carried(plan, kind), kind)
        given.append((kind, [(None, unit, people.name(n % 2 == 0)) for n, unit in enumerate(units)]))

    def rows() -> Iterable[tuple]:
        for kind, places in given:
            for (household, unit, name), amount in zip(
                places, _sums(plan, kind, len(places), rng), strict=True
            ):
                number = f"助字{plan.serial('助字'):06d}"
                yield unit.pk, number, kind, household, name, *_days(plan, kind, rng), amount

    names = ("org", "number", "kind", "household", "beneficiary", "applied_on", "approved_on", "paid_on")
    copy(Aid, (*names, "amount"), rows())


def _carried(plan: Plan, kind: str) -> int:
    return int(kind == CARRIED and bool(plan.money("AST16")))


def _days(plan: Plan, kind: str, rng) -> tuple[dt.date, dt.date, dt.date]:
    """Applied for, approved and paid."""
    paid = plan.day(rng)
    applied = max(plan.start, paid - dt.timedelta(days=rng.randrange(3, 20)))
    if kind == CARRIED and not plan.values["AST15"]:
        return plan.before, plan.before, paid
    return applied, min(paid, applied + dt.timedelta(days=2)), paid


def _sums(plan: Plan, kind: str, count: int, rng) -> list[Decimal]:
    code, each = MONEY[kind]
    total = plan.money(code) if code else None
    if total is None:
        return [Decimal(each)] * count
    return split_money(total, [0.3 + rng.random() for _ in range(count)])


def _funds(plan: Plan) -> None:
    """One fund, filled by a few donations that add up to AST17."""
    total = plan.money("AST17")
    total = Decimal(plan.values["MEM01"]) * 3 if total is None else total
    rng, unit = plan.stream("funds"), plan.townships[0]
    fund = Fund.objects.create(org=unit, name="帮扶专项资金")
    donations = split_money(total, [0.5 + rng.random() for _ in range(6)])
    copy(
        FundMovement,
        ("org", "fund", "kind", "moved_on", "amount", "source"),
        ((unit.pk, fund.pk, "raised", plan.day(rng), amount, "社会募集") for amount in donations),
    )
