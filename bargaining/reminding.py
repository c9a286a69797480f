"""Whoever sees to a contract is told 90, 60 and 30 days before it expires, and once after it did."""

import datetime as dt
from collections import defaultdict

from django.db import transaction
from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.urls import reverse

from union_portal import parameters
from union_portal.notices.models import Notice
from union_portal.organization.keepers import keepers
from union_portal.organization.models import Post

from .indicators.clocks import lapsed_on, standing
from .models import Contract, Reminder

AFTER = 0
"""The step of what has expired unrenewed."""
FRESHLY = dt.timedelta(30)
"""What expired longer ago is a finding of quality, no news."""


def steps(day: dt.date) -> list[int]:
    """Days before the last day, the nearest first (CB-42)."""
    return sorted(parameters.value("renewal_reminder_days", day))


def reached(day: dt.date) -> QuerySet:
    """Contracts at a step of which nobody has been told; `step` is the nearest one they have reached."""
    near = [
        When(expires_on__lt=day, then=Value(AFTER)),
        *(When(expires_on__lte=day + dt.timedelta(n), then=Value(n)) for n in steps(day)),
    ]
    followed = Contract.objects.filter(renews=OuterRef("pk"), signed_on__lte=day)
    fresh = lapsed_on(day) & Q(expires_on__gte=day - FRESHLY)
    rows = Contract.objects.filter(fresh | standing(day) & ~Q(Exists(followed)))
    rows = rows.annotate(step=Case(*near, output_field=IntegerField())).filter(step__isnull=False)
    told = Reminder.objects.filter(contract=OuterRef("pk"), days__lte=OuterRef("step"))
    return rows.filter(~Q(Exists(told)))


@transaction.atomic
def remind(day: dt.date) -> int:
    """One message a person and a step; returns how many contracts they were about. Twice tells once."""
    rows = list(reached(day).select_for_update(of=("self",)).order_by("expires_on", "pk"))
    Reminder.objects.bulk_create(
        [Reminder(contract=row, days=row.step, on=day) for row in rows], ignore_conflicts=True
    )
    at_work = set(
        Post.objects.on(day).filter(user__in={r.officer_id for r in rows}).values_list("user", flat=True)
    )
    unseen = [row.org_id for row in rows if row.officer_id not in at_work]
    people = keepers("bargaining.change", unseen, day)
    letters: dict[tuple[int, int, bool], list[Contract]] = defaultdict(list)
    for row in rows:
        if row.officer_id in at_work:
            letters[row.officer_id, row.step, True].append(row)
        else:
            for user in people[row.org_id]:
                letters[user, row.step, False].append(row)
    Notice.objects.bulk_create(
        [notice(user, step, own, told, day) for (user, step, own), told in letters.items()],
        ignore_conflicts=True,
    )
    return len(rows)


def notice(user: int, step: int, own: bool, told: list[Contract], day: dt.date) -> Notice:
    many, first = f"{len(told)}份集体合同", told[0]
    listed = f"{first}等" if len(told) > 1 else f"{first}"
    title = f"{many}将在{step}天内到期" if step else f"{many}已过期未续"
    band = f"within-{step}" if step else "lapsed"
    return Notice(
        user_id=user,
        key=f"contracts-expiry:{step}:{'own' if own else 'unit'}:{day}",
        title=title,
        body=f"{listed}，最早{first.expires_on}到期；请发起续签协商，或登记续签的合同",
        url=f"{reverse('contract-expiry')}?band={band}{'&mine=1' if own else ''}",
        due_on=first.expires_on if step else None,
    )
