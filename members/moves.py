"""How the stock of members moves: every spell adds one when it begins and takes one when it ends.

Whoever was let in and out on one day by nothing that went on elsewhere was registered by mistake: neither.
"""

import datetime as dt

from django.db.models import F, Q
from django.db.models.functions import ExtractYear

from .models import Membership

Standing, Start, End = Membership.Standing, Membership.Start, Membership.End
ACTIVE = Q(standing=Standing.ACTIVE)
LEAVING = {
    "transfer": "转出",
    "retained": "转为保留会籍",
    "retired": "退休",
    "withdrawn": "退会",
    "expelled": "除名",
    "lapsed": "视为退会",
    "deceased": "去世",
    "moved": "转往市外",
    "merged": "合并重复登记",
}
"""Reasons for which an active spell ends."""


def held(path: str = "") -> Q:
    """Spells that lasted a night, or that another one carried on."""
    went_on = Q(**{f"{path}end__in": (End.TRANSFER, End.RETAINED)})
    return Q(**{f"{path}until": None}) | Q(**{f"{path}until__gt": F(f"{path}since")}) | went_on


HELD = held()


def enrolled(day: dt.date) -> Q:
    """会籍有效: an active spell on `day`; retained membership is told apart (MB-41)."""
    return (Q(until=None) | Q(until__gt=day)) & Q(since__lte=day) & ACTIVE


def readmitted(period) -> Q:
    """Admitted a second time in one calendar year: counted as restored, not as new (MB-46)."""
    earlier = Q(member__memberships__since__lt=F("since")) | Q(
        member__memberships__since=F("since"), member__memberships__pk__lt=F("pk")
    )
    again = Membership.objects.filter(
        ACTIVE & period.covers("since") & earlier & held("member__memberships__"),
        start=Start.ADMISSION,
        member__memberships__start=Start.ADMISSION,
        member__memberships__standing=Standing.ACTIVE,
        member__memberships__since__gte=dt.date(period.start.year, 1, 1),
    ).annotate(year=ExtractYear("since"), before=ExtractYear("member__memberships__since"))
    return Q(pk__in=again.filter(year=F("before")).order_by().values("pk"))


def begun(period, start: str) -> Q:
    return period.covers("since") & Q(start=start) & ACTIVE & HELD


def admitted(period) -> Q:
    """First admissions; transfers in and restorations are counted elsewhere (MB-40)."""
    return begun(period, Start.ADMISSION) & ~readmitted(period)


def transferred_in(period) -> Q:
    return begun(period, Start.TRANSFER)


def restored(period) -> Q:
    """Back from retained membership, or admitted again within the year."""
    return begun(period, Start.RESTORED) | begun(period, Start.ADMISSION) & readmitted(period)


def left(period) -> Q:
    return period.covers("until") & ACTIVE & HELD


def left_by(reason: str):
    return lambda period: left(period) & Q(end=reason)
