"""The road to a union: cases in all stages with their claims, visits, and the reasons why not yet."""

import datetime as dt
import random
from collections.abc import Iterable, Iterator

from union_portal.bulk import copy, reserve
from union_portal.district.plan import Plan, chosen
from union_portal.fields import rate

from ..models import ROAD, CaseStage, Claim, Obstacle, Stage, UnionizationCase, Visit
from .firms import Employer, Firm, Firms

GONE, CLAIMED, VISITED, EXPLAINED, RESOLVED = 3, 72, 91, 60, 35
"""Per cent of enterprises without a union, as of the last day, where the brief is silent."""
STATES = (
    [Stage.NEW] * 26 + [Stage.SURVEYED] * 22 + [Stage.MOBILISED] * 18 + [Stage.APPLIED] * 8
    + [Stage.PREPARING] * 6 + [Stage.CONSENTED] * 4 + [Stage.ELECTED] * 3 + [Stage.DEFERRED] * 8
    + [Stage.REFUSED] * 5
)  # fmt: skip
ORIGINS = ("census", "levy", "levy", "large", "meeting")
FINDINGS = (
    ("联系人已加微信，约下周面谈", "上门宣讲"),
    ("负责人出差，人事表示需请示总部", "请示后回访"),
    ("职工有意愿，企业担心经费负担", "送政策说明"),
    ("电话核实职工数与经营地址", "核实后上门"),
    ("已交建会申请书样本", "协助准备会员大会"),
)
REASONS = ("unwilling", "turnover", "new", "hardship", "address", "elsewhere", "other", "obstructed")


def write_tracking(plan: Plan, firms: Firms) -> None:
    rng = plan.stream("tracking")
    pool = firms.without_union
    rng.shuffle(pool)
    claimed, of = plan.ratio("ORG22", len(pool) - len(pool) * GONE // 100, len(pool), CLAIMED)
    won = [firm for firm in firms.unionized if firm.new and firm.own]
    _cases(plan, pool, of, claimed, won, rng)
    _visits(plan, firms, pool[:claimed], rng)
    _obstacles(plan, pool, [firm for firm in firms.unionized if firm.new], rng)


def _cases(plan: Plan, pool: list[Employer], of: int, claimed: int, won: list[Firm], rng) -> None:
    """`of` of the pool on the road, the rest gone; those newly founded, closed on their approval."""
    keys = iter(reserve(UnionizationCase, len(pool) + len(won)))
    cases = [_open(plan, next(keys), firm, rng, gone=place >= of) for place, firm in enumerate(pool)]
    founded = [_founded(plan, next(keys), firm, rng) for firm in won]
    names = ("id", "org", "enterprise", "origin", "opened_on", "state", "state_since", "union")
    copy(UnionizationCase, names, (line for line, _ in [*cases, *founded]))
    copy(
        CaseStage,
        ("case", "org", "state", "since", "until"),
        (s for _, past in cases + founded for s in past),
    )

    def claims() -> Iterable[tuple]:
        for line, _ in cases[:claimed]:
            since = plan.day(rng, max(line[4], plan.last - dt.timedelta(days=110)), plan.last)
            yield line[1], line[0], since, since + dt.timedelta(days=90), None, ""
        for line, _ in founded:
            yield line[1], line[0], line[4], line[4] + dt.timedelta(days=90), line[6], "done"

    copy(Claim, ("org", "case", "since", "due_on", "until", "end"), claims())


def _open(plan: Plan, pk: int, firm: Employer, rng: random.Random, *, gone: bool) -> tuple:
    """A case and the stages it left behind."""
    opened = plan.last - dt.timedelta(days=rng.randrange(20, 420))
    state = Stage.GONE if gone else rng.choice(STATES)
    passed = ROAD[: ROAD.index(state)] if state in ROAD else ROAD[: 0 if gone else 3]
    since, past = _walk(pk, firm, passed, opened, plan.last, rng)
    return (pk, firm.unit.pk, firm.pk, rng.choice(ORIGINS), opened, state, since, None), past


def _founded(plan: Plan, pk: int, firm: Firm, rng: random.Random) -> tuple:
    opened = firm.joined_on - dt.timedelta(days=rng.randrange(25, 160))
    _, past = _walk(pk, firm, ROAD, opened, firm.joined_on, rng)
    past[-1] = (*past[-1][:4], firm.joined_on)
    line = (pk, firm.unit.pk, firm.pk, rng.choice(ORIGINS), opened, Stage.FOUNDED, firm.joined_on)
    return (*line, firm.union_pk), past


def _walk(pk: int, firm: Employer, passed, opened: dt.date, last: dt.date, rng) -> tuple[dt.date, list]:
    """Through the stages passed, in equal steps give or take; the day the next one began."""
    day, past = opened, []
    for left, state in zip(range(len(passed), 0, -1), passed, strict=True):
        following = day + dt.timedelta(days=rng.randrange(0, max(1, (last - day).days // left) + 1))
        past.append((pk, firm.unit.pk, state, day, min(following, last)))
        day = min(following, last)
    return day, past


def _visits(plan: Plan, firms: Firms, claimed: list[Employer], rng: random.Random) -> None:
    """Of the 百人以上 as many as ORG21 says, and whoever was claimed among the others."""
    large = firms.large
    known = plan.share("ORG21", len(large), VISITED)
    inside = chosen(known, len(large), 5)
    visited = [firm for place, firm in enumerate(large) if inside(place)]
    visited += [firm for firm in claimed if firm.employees < 100 and rng.random() < 0.8]

    def rows() -> Iterator[tuple]:
        for firm in visited:
            for _ in range(rng.choice((1, 1, 2, 3))):
                result, following = rng.choice(FINDINGS)
                method = rng.choice(("place", "place", "phone", "net"))
                yield firm.unit.pk, firm.pk, plan.day(rng), method, result, following

    copy(Visit, ("org", "enterprise", "on", "method", "result", "next_step"), rows())


def _obstacles(plan: Plan, pool: list[Employer], new: list[Firm], rng: random.Random) -> None:
    """Reasons that stand at the close, some of them since before the period, and those overcome in it."""
    standing = plan.decide("ORG23", len(pool) * EXPLAINED / 100, high=len(pool))
    overcome, older = _resolved(plan, standing, len(new))

    def long_ago() -> dt.date:
        return plan.before - dt.timedelta(days=rng.randrange(0, 500))

    def rows() -> Iterable[tuple]:
        for place, firm in enumerate(pool[len(pool) - standing :]):
            since = long_ago() if place < older else plan.day(rng)
            yield firm.unit.pk, firm.pk, rng.choice(REASONS), since, None, rng.choice(FINDINGS)[1]
        for won in new[len(new) - overcome :]:
            yield won.unit.pk, won.pk, rng.choice(REASONS[:5]), long_ago(), won.joined_on, ""

    copy(Obstacle, ("org", "enterprise", "reason", "since", "until", "next_step"), rows())


def _resolved(plan: Plan, standing: int, new: int) -> tuple[int, int]:
    """How many of the reasons at the opening were overcome, and how many stood on."""
    exact = plan.brief.exactly_percent.get("ORG24")
    if exact is not None:
        for overcome in range(new, -1, -1):
            most = round(overcome * 100 / exact) if exact else standing
            for older in range(max(0, most - overcome - 2), min(standing, most - overcome + 2) + 1):
                if rate(overcome, overcome + older) == exact:
                    return overcome, older
        plan.refuse("ORG24", f"不能正好为{exact}%：期内新建会{new:,}家，期末未建会{standing:,}家")
    floor = max(float(plan.brief.at_least.get("ORG24", 0)), RESOLVED)
    overcome = min(new, round(standing * 0.7 * floor / max(100 - floor, 1)))
    return overcome, min(int(standing * 0.7), int(overcome * (100 - floor) / floor))
