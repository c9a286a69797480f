"""The rows of contracts, of what is kept beside them, of eligibility and of model firms."""

import datetime as dt
import random
from collections.abc import Iterator

from enterprises.district import Firms
from enterprises.models import Eligibility
from union_portal.bulk import copy, reserve
from union_portal.district.plan import Plan

from ..models import Contract, ContractCoverage, ModelEnterprise
from . import keeping, negotiating, present
from .drafts import Draft, comprehensives, signed_on, wages
from .reach import Reach

WORDS = {"wage": "工资", "comprehensive": "集合"}
CONTRACT = (
    *("id", "org", "number", "kind", "scope", "enterprise", "area", "union", "officer"),
    *("signed_on", "filed_on", "effective_on", "expires_on"),
    *("women", "raise_percent", "standardised_on", "renews", "minimum_wage", "average_wage", "remark"),
)
LEFT_OPEN = 23
"""One in so many lists of a contract that ran out was never closed."""


def write(plan: Plan, firms: Firms) -> None:
    """Everything bargaining holds: decisions of eligibility, contracts with their coverage, models, talks."""
    rng = plan.stream("contracts")
    drafts = [*wages(plan, firms, rng), *comprehensives(plan, firms, rng)]
    drafts += present.carried_on(plan, drafts)
    _women(plan, firms, drafts)
    keeping.agree_on_pay(plan, drafts)
    officers = negotiating.officers(plan)
    _contracts(plan, drafts, officers)
    _lists(drafts)
    keeping.write(plan, drafts)
    negotiating.write(plan, firms, drafts, officers)
    _eligibility(plan, firms)
    _models(plan, firms, rng)


def _women(plan: Plan, firms: Firms, drafts: list[Draft]) -> None:
    """Women's content: in every contract for 100 %, else left out of as many as BAR11 asks for."""
    reach = plan.take(Reach)
    most = max(reach.wage.covered + len(reach.skipped), reach.comprehensive.covered)
    bound = firms.unionized[:most]
    women = [firm for firm in bound if firm.women]
    keep = plan.share("BAR11", len(women), 100)
    without = {id(firm) for firm in women[keep:]}
    for draft in drafts:
        if draft.firm is not None:
            reached = id(draft.firm) not in without
        else:
            reached = not any(id(firm) in without for firm in draft.covers)
        draft.women = ("annex" if draft.kind == "wage" else "chapter") if reached else "none"


def _contracts(plan: Plan, drafts: list[Draft], officers: dict[int, int]) -> None:
    day = present.today(plan)
    keys = reserve(Contract, len(drafts))
    by_draft = {id(draft): pk for draft, pk in zip(drafts, keys, strict=True)}
    standardised = plan.values["BAR22"] if not any(d.standardised for d in drafts) else 0
    numbers: dict[tuple, int] = {}

    def number(draft: Draft) -> str:
        year = signed_on(plan, draft).year
        numbers[draft.kind, year] = numbers.get((draft.kind, year), 0) + 1
        return f"{WORDS[draft.kind]}〔{year}〕{numbers[draft.kind, year]:04d}"

    def rows() -> Iterator[tuple]:
        for draft, pk in zip(drafts, keys, strict=True):
            draft.pk, signed = pk, signed_on(plan, draft)
            rated = draft.standardised
            if draft.firm and draft.firm.rank < standardised and draft.expires >= plan.last:
                rated = draft.effective
            doubtful = signed.year >= 2023 and draft.women == "none"
            yield (
                pk, draft.unit_pk, number(draft), draft.kind, draft.scope, draft.firm and draft.firm.pk,
                draft.area, draft.union_pk, seen_to(draft), signed, *_effect(draft, signed), draft.expires,
                draft.women, draft.rise, rated,
                draft.renews and by_draft[draft.renews], draft.minimum, draft.average,
                "女职工内容另行补签" if doubtful else "",
            )  # fmt: skip

    def seen_to(draft: Draft) -> int | None:
        return negotiating.officer(officers, draft.unit_pk) if draft.expires >= day else None

    copy(Contract, CONTRACT, rows())


def _effect(draft: Draft, signed: dt.date) -> tuple[dt.date | None, dt.date | None]:
    """When filed, and when in effect; the database carries rounds of filing in."""
    if draft.waiting:
        return None, None
    return min(signed + keeping.TO_FILE, draft.effective), draft.effective


def _lists(drafts: list[Draft]) -> None:
    """Whom the regional ones bind, until they run out; some lists were left open."""
    listed = (
        (f.unit.pk, d.pk, f.pk, d.effective, d.expires + present.DAY if d.pk % LEFT_OPEN else None)
        for d in drafts
        for f in d.covers
    )
    copy(ContractCoverage, ("org", "contract", "enterprise", "since", "until"), listed)


def _eligibility(plan: Plan, firms: Firms) -> None:
    """符合协商条件: a decision for every unionized enterprise, with the reason where it is not met."""
    reasons = ("建会未满6个月", "停产", "无用工", "筹备")

    def rows() -> Iterator[tuple]:
        for firm in firms.unionized:
            met = firm.rank < firms.eligible
            reason = "" if met else reasons[0] if firm.new else reasons[1 + firm.rank % 3]
            yield (firm.unit.pk, firm.pk, "bargain", met, firm.joined_on, reason, "权益部")

    copy(Eligibility, ("org", "enterprise", "kind", "met", "since", "reason", "decided_by"), rows())


def _models(plan: Plan, firms: Firms, rng: random.Random) -> None:
    """Model firms among the hundred-plus; as many of them before the period as the opening asks for."""
    count = plan.values["BAR20"]
    old = plan.opening("BAR20")
    older = min(count, count * 2 // 3 if old is None else old)
    gone = max(0, (old or 0) - count)

    def rows() -> Iterator[tuple]:
        for place, firm in enumerate(firms.unionized[: count + gone]):
            since = plan.earlier(rng, 3) if place < older or place >= count else plan.day(rng)
            until = plan.day(rng) if place >= count else None
            yield (firm.unit.pk, firm.pk, since, until, "区总工会认定")

    copy(ModelEnterprise, ("org", "enterprise", "since", "until", "evidence"), rows())
