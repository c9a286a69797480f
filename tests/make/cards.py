"""Members who may have a card, and cards at each place of their road."""

import datetime as dt

from members.models import Card, Membership

from .firms import union
from .people import card, member, membership
from .places import FOUNDED

APRIL = dt.date(2015, 4, 1)


def applicant(org, **fields):
    """Collected and enrolled since the founding."""
    who = member(org, **fields)
    membership(who, union(org))
    return who


def applicants(org, count) -> list:
    """As many, in one union."""
    people, theirs = [member(org) for _ in range(count)], union(org)
    Membership.objects.bulk_create(
        Membership(
            org=org,
            member=who,
            union=theirs,
            since=FOUNDED,
            admitted_on=FOUNDED,
            start="admission",
            source="existing",
            channel="batch",
        )
        for who in people
    )
    return people


def waiting(org, *, applied_on=FOUNDED, **dates) -> Card:
    """Applied for; further dates bring it further."""
    made = card(applicant(org), applied_on=applied_on, **{"issued_on": None} | dates)
    made.refresh_from_db()
    return made
