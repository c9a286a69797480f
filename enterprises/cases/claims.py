"""Taking cases on, giving them back, handing them over: whole sets at once, one holder a case at a time."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Greatest
from django.utils import timezone

from union_portal import calendars
from union_portal.organization.models import OrgUnit, Post, User
from union_portal.organization.roles import ROLES

from ..models import (
    ROAD,
    STOPPED,
    Claim,
    Eligibility,
    Enterprise,
    Headcount,
    LeaderArea,
    Obstacle,
    SizeClass,
    UnionizationCase,
    Visit,
)

UNDO = dt.timedelta(minutes=10)
"""So long whoever took a case on may undo it without a reason."""
OPEN = (*ROAD, *STOPPED)
PAPERS = (Headcount, SizeClass, Eligibility, Visit, Obstacle)
MAY_HOLD = [code for code, role in ROLES.items() if "enterprises.change" in role.rights]


@dataclass(frozen=True)
class Outcome:
    """How many were taken on, until when; and the claims of others that came first."""

    taken: int
    due_on: dt.date
    earlier: list[Claim]


def unclaimed(user) -> QuerySet:
    """Cases on the road, in this user's units, that nobody has taken on."""
    held = Claim.objects.filter(case=OuterRef("pk"), until=None)
    return UnionizationCase.objects.visible_to(user).filter(~Exists(held), state__in=ROAD)


def held(user) -> QuerySet:
    return Claim.objects.visible_to(user).filter(until=None, case__state__in=OPEN)


def overdue(claims: QuerySet, day: dt.date) -> QuerySet:
    return claims.filter(due_on__lt=day)


def holders(unit: OrgUnit, day: dt.date) -> QuerySet:
    """The people of a township who may take a case on."""
    posts = Post.objects.on(day).filter(unit=unit, role__in=MAY_HOLD)
    return User.objects.filter(pk__in=posts.values("user")).order_by("name")


def take(
    cases: QuerySet, unit: OrgUnit, holder: User | None, day: dt.date, by: User | None = None
) -> Outcome:
    """Claims for a township, or for one of its people. Whoever comes second gets nothing and is told.

    `by` is who of the township takes them on, and may undo it.
    """
    due = calendars.rule_deadline("claim_days", day, unit.division)
    made = {"org": unit, "holder": holder, "since": day, "due_on": due}
    if by:
        made |= {"taken_by": by, "taken_at": timezone.now()}
    rows = [Claim(**made, case_id=pk, form_key=uuid.uuid4()) for pk in cases.values_list("pk", flat=True)]
    with transaction.atomic():
        Claim.objects.bulk_create(rows, ignore_conflicts=True)
        standing = Claim.objects.filter(case__in=[row.case_id for row in rows], until=None)
        found = list(standing.select_related("case__enterprise", "holder", "org"))
    mine = {row.form_key for row in rows}
    earlier = [claim for claim in found if claim.form_key not in mine]
    return Outcome(len(found) - len(earlier), due, earlier)


def give_back(claims: QuerySet, end: str, reason: str, day: dt.date) -> int:
    """Ends them today, or on the day they began if that is still to come."""
    return claims.update(until=Greatest(F("since"), day), end=end, reason=reason)


def undoable(user) -> QuerySet:
    """What this user took on in the last minutes and holds still."""
    lately = Claim.objects.filter(taken_by=user, taken_at__gt=timezone.now() - UNDO, until=None)
    return lately.filter(org__in=user.unit_ids("enterprises.change"))


def undo(claims: QuerySet, day: dt.date) -> int:
    return give_back(claims, Claim.End.UNDONE, "", day)


@transaction.atomic
def hand_over(claims: QuerySet, unit: OrgUnit, holder: User | None, reason: str, day: dt.date) -> Outcome:
    cases = UnionizationCase.objects.filter(pk__in=list(claims.values_list("case", flat=True)))
    give_back(claims, Claim.End.REASSIGNED, reason, day)
    return assign(cases, unit, holder, day)


@transaction.atomic
def assign(
    cases: QuerySet, unit: OrgUnit, holder: User | None, day: dt.date, by: User | None = None
) -> Outcome:
    """To a township: a firm that stood elsewhere moves into its registers, with the case and its papers."""
    cases = UnionizationCase.objects.filter(pk__in=list(cases.values_list("pk", flat=True)))
    outcome = take(cases, unit, holder, day, by)
    moved = cases.exclude(org=unit).filter(claims__until=None, claims__org=unit)
    chosen = dict(moved.values_list("pk", "enterprise"))
    Enterprise.objects.filter(pk__in=chosen.values()).update(org=unit)
    for papers in PAPERS:
        papers.objects.filter(enterprise__in=chosen.values()).update(org=unit)
    UnionizationCase.objects.filter(pk__in=chosen).update(org=unit)
    return outcome


def leaders(units: QuerySet, day: dt.date) -> dict[int, LeaderArea]:
    """Unit → the leader who answers for it (A83)."""
    return {area.org_id: area for area in LeaderArea.objects.on(day).filter(org__in=units)}
