"""民主管理: congresses, disclosure, whom they reach, what workers propose."""

from functools import partial

from django.db.models import Q

from union_portal.reporting.indicators import Rate, Tally

from .. import rules
from ..models import (
    CONGRESS_KINDS,
    NON_PUBLIC,
    STATE_OWNED,
    CongressMeeting,
    DemocraticForm,
    Eligibility,
    Enterprise,
    Headcount,
    Suggestion,
)

Counts = Eligibility.Kind
Enterprises = partial(Tally, model=Enterprise)
Share = partial(Rate, model=Enterprise)
Employees = partial(Tally, model=Headcount, amount="employees")


def employees_of(period, enterprises: Q) -> Q:
    """The headcounts in force on the last day of these enterprises."""
    chosen = Enterprise.objects.filter(enterprises)
    return period.ends_with("since", "until") & Q(enterprise_id__in=chosen.values("pk"))


def met(period) -> Q:
    """Enterprises whose congress met in the period."""
    meetings = CongressMeeting.objects.filter(period.covers("held_on"), form__kind__in=CONGRESS_KINDS)
    return Q(pk__in=meetings.values("form__enterprise_id"))


Enterprises("DEM01", when=lambda p: rules.with_congress(p.last_day))
Employees("DEM02", when=lambda p: employees_of(p, rules.with_congress(p.last_day)))
Share(
    "DEM03",
    over=lambda p: rules.unionized(p.last_day) & rules.eligible(Counts.OPERATING, p.last_day),
    of=lambda p: rules.with_congress(p.last_day),
    over_label="建会且正常经营的单位",
    of_label="建立职代会的单位",
)
Enterprises("DEM04", when=lambda p: rules.with_disclosure(p.last_day))
Employees("DEM05", when=lambda p: employees_of(p, rules.with_disclosure(p.last_day)))
Share(
    "DEM06",
    over=lambda p: Q(ownership__in=STATE_OWNED) & rules.open_on(p.last_day) & rules.unionized(p.last_day),
    of=lambda p: rules.with_disclosure(p.last_day),
    over_label="国有企事业单位",
    of_label="实行厂务公开的国有企事业单位",
)
Share(
    "DEM07",
    over=lambda p: Q(ownership__in=NON_PUBLIC) & rules.eligible(Counts.OPERATING, p.last_day),
    of=lambda p: rules.with_disclosure(p.last_day),
    over_label="正常生产经营的非公企业",
    of_label="实行厂务公开的非公企业",
)
Enterprises("DEM08", when=lambda p: rules.democratic(p.last_day, DemocraticForm.Kind.REGIONAL))
Share(
    "DEM09",
    over=lambda p: rules.with_congress(p.last_day),
    of=met,
    over_label="建立职代会的单位",
    of_label="期内召开职代会的单位",
)
Tally("DEM10", model=Suggestion, when=lambda p: p.covers("on"), amount="number")
