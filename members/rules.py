"""Which enterprises are what on a given day, by the members they have."""

import datetime as dt

from django.db.models import Count, Q, QuerySet

from enterprises import rules
from enterprises.models import Affiliation, Committee
from union_portal import parameters

from .models import Membership, Sex


def enrolled(day: dt.date) -> QuerySet:
    """Active spells on `day`."""
    return Membership.objects.on(day).filter(standing=Membership.Standing.ACTIVE)


def with_members(day: dt.date, at_least: int, **who) -> Q:
    """Enterprises that so many active members work at: `with_members(day, 10, member__sex="F")`."""
    by_employer = enrolled(day).filter(employer__isnull=False, **who).values("employer_id")
    return Q(
        pk__in=by_employer.annotate(people=Count("pk")).filter(people__gte=at_least).values("employer_id")
    )


def with_enough_women(day: dt.date) -> Q:
    """That must have a women's committee by the law of the day: by employees, or by members (OR-12)."""
    rule = parameters.value("women_committee", day)
    if rule["count"] == "female_members":
        return with_members(day, rule["at_least"], member__sex=Sex.FEMALE)
    return rules.employing(day, women__gte=rule["at_least"])


def with_womens_committee(day: dt.date) -> Q:
    """Covered by a union that has one."""
    having = Committee.objects.on(day).filter(kind=Committee.Kind.WOMEN)
    covering = Affiliation.objects.covering(day).filter(union__in=having.values("union_id"))
    return Q(pk__in=covering.values("enterprise_id"))
