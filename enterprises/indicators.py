"""组织建设、民主管理: what is counted, by the catalogue's codes."""

from functools import partial

from django.db.models import Q

from union_portal.reporting.indicators import Rate, Tally

from . import rules
from .models import (
    NON_PUBLIC,
    STATE_OWNED,
    Affiliation,
    Eligibility,
    Enterprise,
    GrassrootsUnion,
    SizeClass,
)
from .models.employers import SMALL_MICRO

Kind, Mode, Counts = GrassrootsUnion.Kind, Affiliation.Mode, Eligibility.Kind
Unions = partial(Tally, model=GrassrootsUnion)
Joined = partial(Tally, model=Affiliation)
Enterprises = partial(Tally, model=Enterprise)
Share = partial(Rate, model=Enterprise)


def standing(day) -> Q:
    return (Q(dissolved_on=None) | Q(dissolved_on__gt=day)) & Q(approved_on__lte=day)


def newly_covered(period) -> Q:
    """Own coverage that began with the union's approval, or a unit that joined a joint union."""
    return period.covers("since") & ~Q(mode=Mode.FEDERATION) & Q(union__approved_on__lt=period.end)


Unions("ORG01", when=lambda p: standing(p.last_day) & Q(kind__in=(Kind.INDEPENDENT, Kind.JOINT)))
Enterprises("ORG02", when=lambda p: rules.unionized(p.last_day))
Share(
    "ORG04",
    over=lambda p: rules.eligible(Counts.UNIONIZE, p.last_day),
    of=lambda p: rules.unionized(p.last_day),
    over_label="应建会单位",
    of_label="已建会的应建会单位",
)
Share(
    "ORG05",
    over=lambda p: (
        rules.eligible(Counts.ABOVE_SIZE, p.last_day) & rules.eligible(Counts.UNIONIZE, p.last_day)
    ),
    of=lambda p: rules.unionized(p.last_day),
    over_label="规模以上应建会单位",
    of_label="规模以上已建会单位",
)
Share(
    "ORG06",
    over=lambda p: rules.hundred_plus(p.last_day) & rules.eligible(Counts.UNIONIZE, p.last_day),
    of=lambda p: rules.unionized(p.last_day),
    over_label="百人以上应建会单位",
    of_label="百人以上已建会单位",
)
Unions("ORG07", when=lambda p: Q(kind=Kind.INDEPENDENT) & p.covers("approved_on"))
Joined(
    "ORG08",
    when=lambda p: newly_covered(p) & Q(mode=Mode.OWN, employees__gte=rules.large(p.last_day)),
)
Joined(
    "ORG10",
    when=lambda p: (
        newly_covered(p)
        & Q(mode=Mode.JOINT)
        & Q(
            enterprise_id__in=SizeClass.objects.on(p.last_day)
            .filter(size__in=SMALL_MICRO)
            .values("enterprise_id")
        )
    ),
)
Joined("ORG13", when=newly_covered, amount="employees")
Joined(
    "MEM21",
    when=lambda p: newly_covered(p) & Q(origin=Affiliation.Origin.SERVICE),
    distinct="enterprise_id",
)

Enterprises("DEM01", when=lambda p: rules.with_congress(p.last_day))
Share(
    "DEM03",
    over=lambda p: rules.unionized(p.last_day) & rules.eligible(Counts.OPERATING, p.last_day),
    of=lambda p: rules.with_congress(p.last_day),
    over_label="建会且正常经营的单位",
    of_label="建立职代会的单位",
)
Enterprises("DEM04", when=lambda p: rules.with_disclosure(p.last_day))
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
