"""Ways in and between, batches of cards, services to the honoured."""

import datetime as dt

from members.models import (
    CardBatch,
    DuplicatePair,
    HonourCare,
    JoiningDoor,
    MembershipApplication,
    Studio,
    Transfer,
)

from .firms import union
from .people import honour, identity_number, member, membership
from .places import FOUNDED, serial

SPRING = dt.date(2015, 3, 1)


def application(org, *, applied_on=SPRING, **fields):
    made = {"name": "周测试", "document": identity_number(), "mobile": "13800138000"} | fields
    made.setdefault("union", None)
    made["union"] = made["union"] or union(org)
    return MembershipApplication.objects.create(org=org, applied_on=applied_on, **made)


def transfer(org, *, requested_on=SPRING, **fields):
    who = fields.pop("member", None)
    if who is None:
        who = member(org)
        membership(who, union(org))
    to_union = fields.pop("to_union", None) or union(org)
    return Transfer.objects.create(
        org=org, member=who, to_union=to_union, requested_on=requested_on, **fields
    )


def pair(org, *, found_on=SPRING, why="姓名、出生日期相同", **fields):
    return DuplicatePair.objects.create(
        org=org, one=member(org), other=member(org), found_on=found_on, why=why, **fields
    )


def batch(org, *, sent_on=SPRING, **fields):
    return CardBatch.objects.create(org=org, number=f"P{next(serial):06d}", sent_on=sent_on, **fields)


def door(org, *, since=FOUNDED, **fields):
    return JoiningDoor.objects.create(
        org=org, title=f"入会二维码{next(serial)}", union=union(org), since=since, **fields
    )


def care(org, *, on=SPRING, kind="rest", **fields):
    return HonourCare.objects.create(org=org, honour=honour(org), on=on, kind=kind, **fields)


def studio(org, *, since=SPRING, level="district", **fields):
    return Studio.objects.create(
        org=org, name=f"工作室{next(serial)}", leader="钱测试", since=since, level=level, **fields
    )


ROWS = {
    CardBatch: batch,
    DuplicatePair: pair,
    HonourCare: care,
    JoiningDoor: door,
    MembershipApplication: application,
    Studio: studio,
    Transfer: transfer,
}
