"""The tax office's lists of the last three months: who pays, who owes, who has no union."""

import datetime as dt
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from union_portal.bulk import copy
from union_portal.calendars import add_months
from union_portal.district.plan import Plan, split_money
from union_portal.fields import credit_code, organisation_check

from .. import payers
from ..levy.characters import close
from ..levy.matching import propose
from ..models import LevyEntry
from .firms import Employer, Firms
from .rows import BRAND_A, BRAND_B, TRADES

PAYING, WITHOUT_UNION, MATCHED, BEHIND = 86, 5, 97, 4
"""Per cent: of unionized enterprises, of their number, of payers, of those paying."""
CENT = Decimal("0.01")
BRAND = 2
"""Characters of a made name before the trade."""
MISTAKEN = "锐衡桦圣立晋洪欣证源加嫁咏按光心合添狼拙刊太波铜得符星龙沧样原名井闰风回"
"""Characters that one of a made brand is taken for."""
COLUMNS = (
    "org", "month", "payer_code", "payer_name", "kind", "workers", "amount", "paid_on",
    "enterprise", "method", "decision", "decided_on",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Payer:
    """`firm` is None for one that nobody has recognised; `behind`: nothing for the month last due."""

    unit: int
    firm: Employer | None
    code: str
    name: str
    kind: str
    behind: bool


def write_levy(plan: Plan, firms: Firms) -> None:
    rng = plan.stream("levy")
    paying, without, unknown = _payers(plan, len(firms.unionized), len(firms.without_union))
    preparing = plan.decide("FIN04", without + unknown // 3, high=without + unknown)
    union_payers = _union_payers(plan, firms, paying, rng)
    others = rng.sample(firms.without_union, without)
    without_union = [
        _payer(firm, "preparation" if place < preparing else "fund") for place, firm in enumerate(others)
    ]
    known = [*union_payers, *without_union]
    codes = {payer.code for payer in known}
    listed = [*known, *_strangers(plan, firms, codes, unknown, preparing - without)]
    for month in _entries(plan, listed, rng):
        propose(month)


def _payers(plan: Plan, unionized: int, pool: int) -> tuple[int, int, int]:
    """Payers with a union, payers without one, payers not recognised."""
    silent, without, total = (plan.given(code) for code in ("ORG27", "ORG26", "FIN01"))
    if total is not None and (silent is None or without is None):
        known = plan.share("ORG25", total, MATCHED)
        if silent is None:
            without = min(known * WITHOUT_UNION // 100, pool) if without is None else without
            silent = unionized - max(0, min(unionized, known - without))
        without = max(0, min(pool, known - (unionized - silent)))
    if plan.money("FIN02") == 0 and not total:
        silent, without = unionized if silent is None else silent, without or 0
    if silent is None:
        silent = unionized * (100 - PAYING) // 100
    silent = plan.decide("ORG27", silent, high=unionized)
    if without is None:
        without = unionized * WITHOUT_UNION // 100
    without = plan.decide("ORG26", without, high=pool)
    known = unionized - silent + without
    most = plan.most("ORG25", known, MATCHED, known * 4 + 50, low=known) if known else 0
    listed = plan.decide("FIN01", most, low=known)
    return unionized - silent, without, listed - known


def _union_payers(plan: Plan, firms: Firms, paying: int, rng: random.Random) -> list[Payer]:
    """All but ORG27, and of these behind as many as FIN03 has beyond those who never pay."""
    month = payers.due_month(plan.last)
    liable = {id(firm) for firm in firms.unionized if firm.joined_on <= month}
    late = [firm for firm in firms.unionized if id(firm) not in liable]
    rest = [firm for firm in firms.unionized if id(firm) in liable]
    silent = len(firms.unionized) - paying
    default = min(silent, len(rest)) + paying * BEHIND // 100
    owing = plan.decide("FIN03", min(default, len(rest)), high=len(rest))
    spared = min(len(late), max(0, silent - owing))
    if silent - spared > owing:
        plan.refuse("FIN03", f"应不少于{silent - spared:,}，即建会未缴费的户数")
    rng.shuffle(rest)
    behind = owing - (silent - spared)
    pay = [*late[spared:], *rest[silent - spared :]]
    slow = {id(firm) for firm in rest[silent - spared : silent - spared + behind]}
    return [_payer(firm, "fund", id(firm) in slow) for firm in pay]


def _payer(firm: Employer, kind: str, behind: bool = False) -> Payer:
    return Payer(firm.unit.pk, firm, firm.code, firm.name, kind, behind)


def _strangers(plan: Plan, firms: Firms, paying: set[str], count: int, preparing: int) -> Iterator[Payer]:
    """Payers under names and codes that the register does not know, most of them like a firm's."""
    rng, division = plan.stream("unknown payers"), plan.root.division[:6]
    everyone = [*firms.unionized, *firms.without_union]
    taken = {firm.name for firm in everyone}
    silent: defaultdict[int, list[str]] = defaultdict(list)
    for firm in everyone:
        if firm.code not in paying and firm.name.endswith("公司"):
            silent[firm.unit.pk].append(firm.name)
    for place, unit in enumerate(plan.units_for(count, "unknown payers")):
        body = f"MC{place + 1:06d}"
        code = credit_code(f"91{division}{body}{organisation_check(body)}")
        kind = "preparation" if place < preparing else "fund"
        name = invented(rng) if place % 5 == 4 else ""
        while not name or name in taken:
            known = silent[unit.pk]
            name = misread(rng.choice(known), unit.short_name, rng) if known else invented(rng)
        taken.add(name)
        yield Payer(unit.pk, None, code, name, kind, False)


def invented(rng: random.Random) -> str:
    """A company of elsewhere."""
    brand = f"{rng.choice(BRAND_A)}{rng.choice(BRAND_B)}{rng.choice(BRAND_A)}"
    return f"{brand}{rng.choice(TRADES)[1]}有限公司"


def misread(name: str, place: str, rng: random.Random) -> str:
    """A company's name with a close character in it, or with another trade, or that of a branch of it."""
    slips = [
        name[:at] + wrong + name[at + 1 :]
        for at, one in enumerate(name[:BRAND])
        for wrong in dict.fromkeys(BRAND_A + BRAND_B + MISTAKEN)
        if wrong != one and close(wrong, one)
    ]
    chance = rng.random()
    if slips and chance < 0.6:
        return rng.choice(slips)
    if chance > 0.85:
        return f"{name[:BRAND]}{rng.choice(TRADES)[1]}有限公司"
    return f"{name}{place}第{rng.choice('一二三四五六')}分公司"


def _entries(plan: Plan, listed: list[Payer], rng: random.Random) -> list[dt.date]:
    """Each payer in the last three months that are due; the latest not, where it is behind."""
    due = payers.due_month(plan.last)
    months = [add_months(due, -back) for back in (2, 1, 0)]
    lines = [
        (payer, month, _received(plan, month, rng))
        for payer in listed
        for month in (months[:-1] if payer.behind else months)
    ]
    total = plan.money("FIN02")
    if total and not any(plan.start <= day for _, _, day in lines):
        lines = [(p, m, max(d, plan.start) if m == due or p.behind else d) for p, m, d in lines]
    amounts = _amounts(plan, lines, rng)

    def rows() -> Iterable[tuple]:
        for (payer, month, day), amount in zip(lines, amounts, strict=True):
            staff = payer.firm.employees if payer.firm else None
            known = payer.firm is not None
            decided = min(plan.last, day + dt.timedelta(days=5)) if known else None
            yield (
                payer.unit, month, payer.code, payer.name, payer.kind, staff, amount, day,
                payer.firm.pk if payer.firm else None, "code" if known else "",
                "matched" if known else "", decided,
            )  # fmt: skip

    copy(LevyEntry, COLUMNS, rows())
    return months


def _received(plan: Plan, month: dt.date, rng: random.Random) -> dt.date:
    """Within the first half of the next month."""
    return min(plan.last, add_months(month, 1) + dt.timedelta(days=rng.randrange(2, 14)))


def _amounts(plan: Plan, lines: list[tuple], rng: random.Random) -> list:
    """Two per cent of a payroll; those of the period add up to FIN02."""
    natural = [
        (payer.firm.employees if payer.firm else 12) * 60 * (0.7 + rng.random() * 0.6) + 1
        for payer, _, _ in lines
    ]
    inside = [place for place, (_, _, day) in enumerate(lines) if plan.start <= day]
    amounts = [round(amount, 2) for amount in natural]
    total = plan.money("FIN02")
    if total is None or not (inside or total):
        return amounts
    if total < len(inside) / 100 or not inside:
        plan.refuse("FIN02", f"为{total:,}元，与{len(inside):,}笔期内入库的缴费不能同时成立")
    spare = total - len(inside) * CENT
    for place, share in zip(inside, split_money(spare, [natural[p] for p in inside]), strict=True):
        amounts[place] = share + CENT
    return amounts
