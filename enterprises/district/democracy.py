"""Congresses and disclosure: how many enterprises operate normally, and how many of them have which."""

import datetime as dt
from collections.abc import Iterable

from union_portal.bulk import copy, reserve
from union_portal.district.plan import Plan

from ..models import NON_PUBLIC, STATE_OWNED, CongressMeeting, DemocraticForm, Eligibility
from .firms import Firm, Firms

OPERATING = 97
"""Per cent of unionized enterprises recorded as 正常经营, where nothing asks otherwise."""


def write_democracy(plan: Plan, firms: Firms) -> None:
    total = len(firms.unionized)
    congresses = plan.given("DEM01")
    operating = round(total * OPERATING / 100) if total > 1 else total
    if congresses is not None:
        operating = min(operating, plan.most("DEM03", congresses, 95, total))
        held = plan.decide("DEM01", congresses, high=total)
    else:
        held = plan.decide("DEM01", plan.share("DEM03", operating, 95), high=total)
    _eligible(plan, firms.unionized, operating)
    disclosed = _disclosing(plan, firms.unionized, operating)
    _forms(plan, [*_with_congress(firms.unionized, held), *((firm, "disclosure") for firm in disclosed)])


def _with_congress(unionized: list[Firm], held: int) -> Iterable[tuple[Firm, str]]:
    """The largest first: a congress from 100 employees, an assembly below, a regional one when joint."""
    for firm in unionized[:held]:
        yield firm, "congress" if firm.employees >= 100 else "assembly" if firm.own else "regional"


def _disclosing(plan: Plan, unionized: list[Firm], operating: int) -> list[Firm]:
    """State-owned and non-public enterprises by their own rates, others to fill DEM04."""
    state = [firm for firm in unionized if firm.ownership in STATE_OWNED]
    private = [firm for firm in unionized[:operating] if firm.ownership in NON_PUBLIC]
    taken = {id(firm) for firm in (*state, *private)}
    rest = [firm for firm in unionized if id(firm) not in taken]
    of_state = plan.share("DEM06", len(state), 100)
    of_private = plan.share("DEM07", len(private), 95.5)
    total = plan.decide("DEM04", of_state + of_private + len(rest) // 2, low=of_state, high=len(unionized))
    if "DEM07" not in plan.brief.exactly_percent:
        of_private = max(of_private, min(len(private), total - of_state - len(rest)))
    others = total - of_state - of_private
    if not 0 <= others <= len(rest):
        plan.refuse("DEM04", f"为{total:,}家，与厂务公开各建制率不能同时成立")
    return [*state[:of_state], *private[:of_private], *rest[:others]]


def _eligible(plan: Plan, unionized: list[Firm], operating: int) -> None:
    def rows() -> Iterable[tuple]:
        for firm in unionized:
            met = firm.rank < operating
            yield (firm.unit.pk, firm.pk, "operating", met, firm.joined_on, "" if met else "停产", "组织部")

    copy(Eligibility, ("org", "enterprise", "kind", "met", "since", "reason", "decided_by"), rows())


def _forms(plan: Plan, forms: list[tuple[Firm, str]]) -> None:
    """Each system with one meeting in the twelve months to the last day."""
    rng, keys = plan.stream("democracy"), reserve(DemocraticForm, len(forms))
    copy(
        DemocraticForm,
        ("id", "org", "enterprise", "kind", "since"),
        ((pk, f.unit.pk, f.pk, kind, f.joined_on) for pk, (f, kind) in zip(keys, forms, strict=True)),
    )
    recent = plan.last - dt.timedelta(days=330)

    def meetings() -> Iterable[tuple]:
        for pk, (firm, kind) in zip(keys, forms, strict=True):
            matter = "年度公开" if kind == "disclosure" else "年度会议"
            yield firm.unit.pk, pk, plan.day(rng, max(recent, firm.joined_on), plan.last), matter
            if firm.joined_on < plan.before:
                earlier = plan.before - dt.timedelta(days=rng.randrange(0, 300))
                yield firm.unit.pk, pk, max(earlier, firm.joined_on), matter

    copy(CongressMeeting, ("org", "form", "held_on", "matter"), meetings())
