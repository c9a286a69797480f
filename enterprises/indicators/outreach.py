"""双沟通: meetings, what came of them, and whether every contact day was kept."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from functools import partial, reduce
from operator import or_

from django.db.models import (
    Case,
    CharField,
    DateField,
    Exists,
    Expression,
    ExpressionWrapper,
    F,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.functions import Coalesce, Greatest

from union_portal import parameters
from union_portal.ledgers.tables import Column
from union_portal.organization.models import Level, OrgUnit
from union_portal.reporting.indicators import Rate, Tally
from union_portal.reporting.measures import Measure

from ..contact_days import contact_days
from ..models import Affiliation, ContactDayMove, Enterprise, OutreachMeeting, Pilot, Presenter
from .unions import newly_covered

Kind = OutreachMeeting.Kind
TALKS = (Kind.EMPLOYER, Kind.WORKERS)
Meetings = partial(Tally, model=OutreachMeeting)


def held(*kinds: str):
    return lambda p: p.covers("held_on") & Q(kind__in=kinds)


def after_talks(period) -> Q:
    """Newly covered, within the days that are put down to a meeting with the enterprise."""
    days = dt.timedelta(days=parameters.value("outreach_attribution_days", period.last_day))
    begun = Greatest("since", "union__approved_on")
    talks = OutreachMeeting.objects.filter(
        kind__in=TALKS,
        enterprise=OuterRef("enterprise"),
        held_on__lte=OuterRef("begun"),
        held_on__gte=OuterRef("earliest"),
    )
    spells = Affiliation.objects.filter(newly_covered(period)).annotate(
        begun=begun, earliest=ExpressionWrapper(begun - days, output_field=DateField())
    )
    return Q(pk__in=spells.filter(Exists(talks)).values("enterprise_id"))


@dataclass(frozen=True)
class DaysKept(Rate):
    """Over townships: how many contact days each was due to hold, and on how many it met its workers.

    Where a move is registered, the township's own before the district's, the day moved to is the one.
    """

    def measures(self, period):
        yield Measure(f"{self.code}_n", OrgUnit, self.over(period), self.counted(period, "num"))
        yield Measure(f"{self.code}_d", OrgUnit, self.over(period), self.counted(period, "den"))

    def counted(self, period, part: str) -> Expression:
        """Days due, kept or missed, for a township."""
        days = contact_days(period)
        due = sum((_one(_there(day)) for day, _ in days), NONE)
        kept = sum((_one(_there(day) & _met(day, rolled)) for day, rolled in days), NONE)
        return {"num": kept, "den": due, "rest": due - kept}[part]

    def rows(self, period, unit, part="num"):
        places = OrgUnit.objects.within(unit).filter(self.over(period))
        days = {name: self.counted(period, name) for name in DAYS}
        return places.annotate(**days).filter(**{f"{part}__gt": 0})

    def recount(self, rows, part="num"):
        return Decimal(rows.aggregate(days=Sum(part, default=0))["days"])

    def adding(self, part="num"):
        return part

    def columns(self):
        return [Column(name, label, IntegerField()) for name, label in DAYS.items()]


DAYS = {"den": "应举行", "num": "已举行", "rest": "未举行"}
NONE = Value(0, output_field=IntegerField())


def _one(when: Q) -> Expression:
    return Case(When(when, then=1), default=0, output_field=IntegerField())


def _there(day: dt.date) -> Q:
    return (Q(until=None) | Q(until__gt=day)) & Q(since__lte=day)


def _met(day: dt.date, rolled: dt.date) -> Q:
    """A contact-day meeting on the day itself, or on the one it was moved to."""
    place = ExpressionWrapper(OuterRef("org__path"), output_field=CharField())
    moves = ContactDayMove.objects.filter(due_on=day).annotate(place=place)
    nearest = moves.filter(place__startswith=F("org__path")).order_by("-org__path").values("moved_to")[:1]
    held_on = Coalesce(Subquery(nearest), Value(rolled, output_field=DateField()))
    return Q(Exists(OutreachMeeting.objects.filter(org=OuterRef("pk"), contact_day=True, held_on=held_on)))


def with_a_day_due(period) -> Q:
    due = [_there(day) for day, _ in contact_days(period)]
    return Q(level=Level.TOWNSHIP) & reduce(or_, due, Q(pk__in=[]))


Meetings("COM01", when=held(Kind.EMPLOYER))
Meetings("COM02", when=held(Kind.WORKERS))
Meetings("COM03", when=lambda p: p.covers("held_on"), amount="consulted")
Tally("COM05", model=Enterprise, when=after_talks)
DaysKept(
    "COM06",
    model=OrgUnit,
    over=with_a_day_due,
    of=lambda p: Q(),
    over_label="应举行的职工沟通日",
    of_label="按日举行的职工沟通日",
)
Tally("COM07", model=Pilot, when=lambda p: p.ends_with("since", "until"))
Rate(
    "COM08",
    model=OutreachMeeting,
    over=held(*TALKS),
    of=lambda p: ~Q(before="") & ~Q(record="") & ~Q(review=""),
    over_label="企业、职工沟通会",
    of_label="会前、会中、会后记录齐全的沟通会",
)
Tally("COM09", model=Presenter, when=lambda p: p.ends_with("since", "until"))
Meetings("COM10", when=held(Kind.SEMINAR, Kind.STUDY))
