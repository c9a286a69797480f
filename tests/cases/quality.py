"""One row of each finding, and one that is nearly it, as of today."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from enterprises.models import Enterprise, Suspension
from tests import make
from tests.make import FOUNDED, counted, organising
from union_portal.organization.models import OrgUnit

from .contracts import BARGAINED
from .faults import FAULTY
from .members import recorded

TODAY = dt.date.today()
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Case:
    """`found` rows at `make`, none at `near`."""

    make: Callable
    near: Callable
    found: int = 1


def firm(org, employees=None, since=TODAY, under="", eligible=(), **fields):
    """With its headcount checked today, under a union of this kind."""
    enterprise = make.enterprise(org, **fields)
    if employees is not None:
        make.headcount(enterprise, employees, since=since)
    if under:
        kind = "independent" if under == "own" else "joint"
        make.affiliation(enterprise, make.union(org, kind=kind), since=FOUNDED, mode=under)
    for kind in eligible:
        make.eligibility(enterprise, kind)
    return enterprise


def staffed(org, people, sex="M", **fields):
    """A firm with so many members of its union."""
    enterprise = firm(org, **{"employees": 60, "under": "own"} | fields)
    union = enterprise.affiliations.get().union
    for _ in range(people):
        who = make.member(org, sex=sex, mobile="13800138000")
        make.membership(who, union, employer=enterprise)
    return enterprise


def orphaned(org, until=TODAY):
    """A union of a township that ended."""
    place = make.township(org.parent, "090", "已撤街道总工会")
    make.union(place)
    OrgUnit.objects.filter(pk=place.pk).update(until=until)


def coded(org, change):
    enterprise = firm(org, 10)
    Enterprise.objects.filter(pk=enterprise.pk).update(credit_code=change(enterprise.credit_code))


def resting(org, until=None):
    enterprise = firm(org, 10, eligible=["operating"])
    Suspension.objects.create(org=org, enterprise=enterprise, kind="stopped", since=FOUNDED, until=until)


def unexplained(org, reason=False):
    enterprise = firm(org, 100, eligible=["unionize"])
    if reason:
        organising.obstacle(enterprise)


def covered_by(org, approved_on):
    union = make.union(org, approved_on=approved_on)
    make.affiliation(firm(org, 10), union, since=FOUNDED)


def elected(org, on, **fields):
    organising.term(org, elected_on=on, **fields)


def congress(org, held_on=TODAY, employees=100, kind="congress", **fields):
    form = make.democratic_form(firm(org, employees, since=FOUNDED), kind)
    make.meeting(form, held_on=held_on, **fields)


def listed(org, places):
    number = make.code_of_enterprise()
    for month, place in enumerate(places, 1):
        day = TODAY - 30 * month * DAY
        organising.levy(place, payer_code=number, month=day.replace(day=1), paid_on=day)


def claimed(org, due_on, state="new"):
    case = organising.unionization_case(firm(org, 10), opened_on=FOUNDED, state=state)
    organising.claim(case, since=FOUNDED, due_on=due_on)


def committee_of(org, members, people):
    union = staffed(org, people).affiliations.get().union
    organising.term(org, union=union, elected_on=TODAY, members=members)


def with_committee(org, people, since=None):
    enterprise = staffed(org, people, sex="F")
    if since:
        organising.committee(org, union=enterprise.affiliations.get().union, since=since)


def twisted(code):
    return code[:-1] + ("0" if code[-1] != "0" else "1")


def apart(org):
    other = make.township(org.parent, "091", "另一镇总工会")
    listed(org, [org, other])


def declared(org, people, note=""):
    """Of the month before, where nineteen are enrolled."""
    union = make.union(org)
    for _ in range(19):
        make.membership(make.member(org, mobile="13800138000"), union, platform="速达配送平台")
    counted.declared(org, month=(TODAY.replace(day=1) - DAY).replace(day=1), members=people, note=note)


CASES = {
    "declared-gap": Case(partial(declared, people=21), partial(declared, people=20)),
    "union-parent": Case(orphaned, partial(orphaned, until=TODAY + DAY)),
    "headcount-old": Case(
        lambda org: firm(org, 10, since=TODAY - 367 * DAY), lambda org: firm(org, 10, since=TODAY - 360 * DAY)
    ),
    "code-missing": Case(
        lambda org: firm(org, 10, credit_code=None, no_code_reason="筹备中"), lambda org: firm(org, 10)
    ),
    "code-wrong": Case(partial(coded, change=twisted), partial(coded, change=str)),
    "union-unapproved": Case(partial(covered_by, approved_on=None), partial(covered_by, approved_on=TODAY)),
    "operating-resting": Case(resting, partial(resting, until=TODAY)),
    "no-reason": Case(unexplained, partial(unexplained, reason=True)),
    "term-overdue": Case(
        partial(elected, on=TODAY - 1200 * DAY),
        partial(elected, on=TODAY - 1200 * DAY, delayed_to=TODAY),
    ),
    "congress-idle": Case(partial(congress, held_on=TODAY - 367 * DAY), congress),
    "meeting-votes": Case(
        partial(congress, delegates=60, present=50, in_favour=30),
        partial(congress, delegates=60, present=40, in_favour=30, ballot="contract"),
    ),
    "meeting-papers": Case(
        partial(congress, submitted_on=TODAY - 6 * DAY), partial(congress, submitted_on=TODAY - 7 * DAY)
    ),
    "meeting-delegates": Case(
        partial(congress, employees=1000, delegates=49), partial(congress, employees=1000, delegates=50)
    ),
    "payer-two-places": Case(apart, lambda org: listed(org, [org, org]), found=2),
    "claim-overdue": Case(partial(claimed, due_on=TODAY - DAY), partial(claimed, due_on=TODAY)),
    "members-over": Case(partial(staffed, people=3, employees=2), partial(staffed, people=3, employees=3)),
    "union-empty": Case(partial(staffed, people=0), partial(staffed, people=1)),
    "joint-only": Case(partial(staffed, people=25, under="joint"), partial(staffed, people=25)),
    "women-committee": Case(
        partial(with_committee, people=10), partial(with_committee, people=10, since=TODAY)
    ),
    "committee-size": Case(
        partial(committee_of, members=8, people=25), partial(committee_of, members=1, people=24)
    ),
}


def claimed_after(org, days):
    """So many days after the cover began, whose terms say 30."""
    who = make.insured(org, since=TODAY - 100 * DAY).member
    day = TODAY - (100 - days) * DAY
    make.claim(org, "hospital", who=who, reported_on=day)


CASES["claim-waiting"] = Case(partial(claimed_after, days=29), partial(claimed_after, days=30))
CASES |= {f"member-{code}": Case(make, recorded) for code, make in FAULTY.items()}
CASES |= {code: Case(*pair) for code, pair in BARGAINED.items()}
