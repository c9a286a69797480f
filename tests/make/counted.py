"""Rows that only statistics ask for: updates of records, counts as declared."""

import datetime as dt

from members.models import DeclaredMembers, RecordUpdate
from union_portal.periods import add_months

from .people import member
from .places import FOUNDED, serial

SPRING = dt.date(2015, 3, 1)


def update(org, *, on=SPRING, what="手机号码", **fields):
    who = fields.pop("member", None) or member(org)
    return RecordUpdate.objects.create(org=org, member=who, on=on, what=what, **fields)


def declared(org, *, month=None, members=100, **fields):
    """Of a month of its own, unless it is given."""
    month = month or add_months(FOUNDED, next(serial))
    return DeclaredMembers.objects.create(org=org, month=month, members=members, **fields)


ROWS = {RecordUpdate: update, DeclaredMembers: declared}
