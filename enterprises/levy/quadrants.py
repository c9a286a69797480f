"""缴费×建会: who pays the levy and who is under a union, each answer a set of rows."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from union_portal.calendars import add_months
from union_portal.organization.models import Level

from .. import payers, rules
from ..models import Enterprise, LevyEntry, Reconciliation
from ..models.levy import Quadrant

MATCHED = (LevyEntry.Decision.MATCHED, LevyEntry.Decision.CREATED)
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class View:
    """Who `paid` (enterprises), beside the unions as they stand on `day`."""

    day: dt.date
    paid: Q

    def of(self, quadrant: Quadrant) -> Q:
        """Enterprises not closed by the day, and those that paid nevertheless."""
        union, here = rules.unionized(self.day), rules.open_on(self.day) | self.paid
        return {
            Quadrant.BOTH: self.paid & union,
            Quadrant.PAYING: self.paid & ~union,
            Quadrant.UNION: here & union & ~self.paid,
            Quadrant.NEITHER: here & ~union & ~self.paid,
        }[quadrant]

    def rows(self, quadrant: Quadrant) -> QuerySet:
        return Enterprise.objects.filter(self.of(quadrant))

    def counts(self, rows: QuerySet | None = None) -> dict[Quadrant, int]:
        """All four by one statement, of `rows` if given."""
        every = Enterprise.objects.all() if rows is None else rows
        counted = {quadrant.value: Count("pk", filter=self.of(quadrant)) for quadrant in Quadrant}
        return {Quadrant(key): number for key, number in every.aggregate(**counted).items()}


@dataclass(frozen=True)
class Found:
    """What was found when the month was closed, of these units as the enterprises belonged to them then."""

    closed: Reconciliation
    units: Collection[int]

    def rows(self, *quadrants: Quadrant) -> QuerySet:
        firms = self.closed.firms.filter(quadrant__in=quadrants, org__in=self.units)
        return Enterprise.objects.filter(pk__in=firms.values("enterprise"))

    def counts(self) -> dict[Quadrant, int]:
        firms = self.closed.firms.filter(org__in=self.units).order_by()
        counted = dict(firms.values_list("quadrant").annotate(Count("pk")))
        return {quadrant: counted.get(quadrant.value, 0) for quadrant in Quadrant}


def of_month(month: dt.date) -> View:
    """The list of one month beside the unions of its last day."""
    return View(add_months(month, 1) - DAY, Q(pk__in=_matched(month).values("enterprise_id")))


def lately(day: dt.date) -> View:
    """The last months that count as paying, up to `day`."""
    return View(day, payers.paying(day))


def entries(month: dt.date) -> QuerySet:
    """What was paid for a month, but for payers of other districts."""
    return LevyEntry.objects.filter(month=month, amount__gt=0).exclude(decision=LevyEntry.Decision.FOREIGN)


def undecided(month: dt.date) -> QuerySet:
    return entries(month).filter(decision="")


def of_another_township(month: dt.date) -> QuerySet:
    """The tax office names one township, the register another; a list without townships says nothing."""
    return _matched(month).filter(org__level=Level.TOWNSHIP).exclude(enterprise__org=F("org"))


def new_payers(month: dt.date, back: int = 12) -> QuerySet:
    """Entries of payers and enterprises that paid nothing for the `back` months before."""
    return entries(month).filter(~_also(add_months(month, -back), month))


def stopped_payers(month: dt.date, back: int = 1) -> QuerySet:
    """Entries of the `back` months before whose payer, or enterprise, paid nothing for this month."""
    before = LevyEntry.objects.filter(month__gte=add_months(month, -back), month__lt=month, amount__gt=0)
    stopped = before.exclude(decision=LevyEntry.Decision.FOREIGN)
    return stopped.filter(~_also(month, add_months(month, 1)))


def _matched(month: dt.date) -> QuerySet:
    return entries(month).filter(decision__in=MATCHED)


def _also(first: dt.date, until: dt.date) -> Exists | Q:
    """Paid for a month of [first, until) too, under the same code or as the same enterprise."""
    other = LevyEntry.objects.filter(month__gte=first, month__lt=until, amount__gt=0)
    same_code = other.filter(payer_code=OuterRef("payer_code"))
    return Q(Exists(same_code)) | Q(Exists(other.filter(enterprise=OuterRef("enterprise"))))
