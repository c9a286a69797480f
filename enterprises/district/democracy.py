"""Congresses and disclosure: how many enterprises operate normally, and how many of them have which."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from union_portal.bulk import copy, reserve
from union_portal.calendars import add_months
from union_portal.district.plan import Plan

from ..models import NON_PUBLIC, STATE_OWNED, CongressMeeting, DemocraticForm, Eligibility
from .disclosure import choose
from .firms import Firm, Firms

OPERATING = 97
"""Per cent of unionized enterprises recorded as 正常经营, where nothing asks otherwise."""


@dataclass(frozen=True)
class Democracy:
    """The first `operating` ranks operate normally, the first `held` have a congress."""

    operating: int
    held: int


@dataclass(frozen=True)
class Disclosing:
    firms: list[Firm]


def decide_democracy(plan: Plan, firms: Firms) -> None:
    total = len(firms.unionized)
    congresses = plan.given("DEM01")
    operating = round(total * OPERATING / 100) if total > 1 else total
    if congresses is not None:
        operating = min(operating, plan.most("DEM03", congresses, 95, total))
        held = plan.decide("DEM01", congresses, high=total)
    else:
        default = max(plan.share("DEM03", operating, 95), plan.given("DEM08") or 0)
        held = plan.decide("DEM01", default, high=total)
    if (staff := plan.given("DEM02")) is not None:
        if held:
            firms.cohorts[held] = ("DEM02", plan.decide("DEM02", staff, low=held))
        elif staff:
            plan.refuse("DEM02", f"为{staff:,}人，但没有建立职代会的单位")
    plan.offer(Democracy(operating, held))


def decide_disclosure(plan: Plan, firms: Firms) -> None:
    """Once everybody has employees: they may have to be moved a little for DEM05."""
    plan.offer(Disclosing(_disclosing(plan, firms, plan.take(Democracy).operating)))


def write_democracy(plan: Plan, firms: Firms) -> None:
    democracy, disclosed = plan.take(Democracy), plan.take(Disclosing).firms
    _eligible(plan, firms.unionized, democracy.operating)
    forms = [*_with_congress(plan, firms.unionized[: democracy.held])]
    _forms(plan, [*forms, *((firm, "disclosure") for firm in disclosed)], democracy.held)


def _with_congress(plan: Plan, held: list[Firm]) -> Iterable[tuple[Firm, str]]:
    """The largest first: a congress from 100 employees, an assembly below, a regional one when joint."""
    joint = sum(not firm.own and firm.employees < 100 for firm in held)
    regional = plan.decide("DEM08", joint, high=len(held))
    order = sorted(held, key=lambda firm: (firm.own or firm.employees >= 100, firm.employees))
    shared = {id(firm) for firm in order[:regional]}
    for firm in held:
        large = firm.employees >= 100
        yield firm, "regional" if id(firm) in shared else "congress" if large else "assembly"


def _disclosing(plan: Plan, firms: Firms, operating: int) -> list[Firm]:
    """State-owned and non-public enterprises by their own rates, others to fill DEM04."""
    unionized = firms.unionized
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
    return choose(plan, firms, ((state, of_state), (private, of_private), (rest, others)))


def _eligible(plan: Plan, unionized: list[Firm], operating: int) -> None:
    def rows() -> Iterable[tuple]:
        for firm in unionized:
            met = firm.rank < operating
            yield (firm.unit.pk, firm.pk, "operating", met, firm.joined_on, "" if met else "停产", "组织部")

    copy(Eligibility, ("org", "enterprise", "kind", "met", "since", "reason", "decided_by"), rows())


def _forms(plan: Plan, forms: list[tuple[Firm, str]], held: int) -> None:
    """Each system with one meeting in the twelve months to the last day; DEM09 of them in the period."""
    rng, keys = plan.stream("democracy"), reserve(DemocraticForm, len(forms))
    copy(
        DemocraticForm,
        ("id", "org", "enterprise", "kind", "since"),
        ((pk, f.unit.pk, f.pk, kind, f.joined_on) for pk, (f, kind) in zip(keys, forms, strict=True)),
    )
    recent = plan.last - dt.timedelta(days=330)
    asked = plan.asks("DEM09")
    met = plan.share("DEM09", held, 100) if asked else held
    old = _met_before(plan, [firm for firm, _ in forms[:held]], held - met) if asked else set()

    def meetings() -> Iterable[tuple]:
        for place, (pk, (firm, kind)) in enumerate(zip(keys, forms, strict=True)):
            matter = "年度公开" if kind == "disclosure" else "年度会议"
            first, last = max(recent, firm.joined_on), plan.last
            if asked and place < held:
                first, last = (first, plan.before) if place in old else (max(first, plan.start), last)
            yield firm.unit.pk, pk, plan.day(rng, first, last), matter
            if firm.joined_on < plan.before and last == plan.last:
                earlier = plan.before - dt.timedelta(days=rng.randrange(0, 300))
                yield firm.unit.pk, pk, max(earlier, firm.joined_on), matter

    copy(CongressMeeting, ("org", "form", "held_on", "matter"), meetings())


def _met_before(plan: Plan, firms: list[Firm], count: int) -> set[int]:
    """Places of those whose last meeting lies before the period, yet within twelve months."""
    able = [place for place, firm in enumerate(firms) if firm.joined_on <= plan.before]
    if count and (add_months(plan.last, -12) >= plan.before or count > len(able)):
        plan.refuse("DEM09", "与DEM01不能同时成立：十二个月内没有开会的单位不计入建立职代会单位")
    return set(able[len(able) - count :])
