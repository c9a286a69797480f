"""组织建设: unions, the enterprises they cover, and those newly covered."""

from dataclasses import dataclass
from functools import partial

from django.db.models import Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce, Greatest, Least

from union_portal.fields import half_up, rate
from union_portal.organization.models import Level, OrgUnit
from union_portal.reporting.changes import Change
from union_portal.reporting.indicators import Rate, Tally
from union_portal.reporting.measures import Group

from .. import rules
from ..models import (
    Affiliation,
    Dispatch,
    Drive,
    Eligibility,
    Enterprise,
    FoundingGrant,
    GrassrootsUnion,
    SizeClass,
    Term,
)
from ..models.employers import SMALL_MICRO

Kind, UnionLevel = GrassrootsUnion.Kind, GrassrootsUnion.Level
Mode, Counts = Affiliation.Mode, Eligibility.Kind
Unions = partial(Tally, model=GrassrootsUnion)
Joined = partial(Tally, model=Affiliation)
Enterprises = partial(Tally, model=Enterprise)
Share = partial(Rate, model=Enterprise)


def standing(day) -> Q:
    return (Q(dissolved_on=None) | Q(dissolved_on__gt=day)) & Q(approved_on__lte=day)


def newly_covered(period) -> Q:
    """Coverage begins when the unit is under the union and the union approved, whichever is later.

    A unit that went over from a union that ended is not new.
    """
    begins = Q(since__lt=period.end, union__approved_on__lt=period.end) & (
        Q(since__gte=period.start) | Q(union__approved_on__gte=period.start)
    )
    return begins & ~Q(mode=Mode.FEDERATION) & ~Q(origin=Affiliation.Origin.MOVED) & HELD


HELD = (
    (Q(until=None) | Q(until__gt=F("since")) & Q(until__gt=F("union__approved_on")))
    & (Q(union__dissolved_on=None) | Q(union__dissolved_on__gt=F("since")))
    & (Q(union__dissolved_on=None) | Q(union__dissolved_on__gt=F("union__approved_on")))
)
"""Coverage that held on one day at least."""


def uncovered(period) -> Q:
    """Coverage ended in the period, and that day no other union covered the enterprise."""
    spells = Affiliation.objects.filter(HELD).exclude(mode=Mode.FEDERATION)
    ended = spells.annotate(ended=Least("until", "union__dissolved_on")).filter(period.covers("ended"))
    next_one = Affiliation.objects.exclude(mode=Mode.FEDERATION).filter(
        Q(until=None) | Q(until__gt=OuterRef("ended")),
        Q(union__dissolved_on=None) | Q(union__dissolved_on__gt=OuterRef("ended")),
        enterprise=OuterRef("enterprise"),
        since__lte=OuterRef("ended"),
        union__approved_on__lte=OuterRef("ended"),
    )
    return Q(pk__in=ended.filter(~Exists(next_one)).values("enterprise_id"))


def founded(period) -> Q:
    return Q(kind=Kind.INDEPENDENT) & period.covers("approved_on")


def large_at_approval(period) -> Q:
    """By the employees on the approval paper."""
    large = Affiliation.objects.filter(mode=Mode.OWN, employees__gte=rules.large(period.last_day))
    return Q(pk__in=large.values("union_id"))


def federations(level: str, *kinds: str):
    return lambda p: standing(p.last_day) & Q(level=level, kind__in=kinds)


def agencies(day) -> Q:
    return Q(kind=Enterprise.Kind.AGENCY) & rules.unionized(day)


def sent(period) -> Q:
    """Workers sent out by agencies on the last day."""
    return period.ends_with("since", "until")


def by_agencies(period) -> Q:
    """Sent by agencies under a union."""
    covered = Enterprise.objects.filter(agencies(period.last_day))
    return Q(enterprise_id__in=covered.values("pk"))


def expiring(period) -> Q:
    """Terms that run out in the period, put off where that was approved, of unions still standing then."""
    due = Term.objects.annotate(due=DUE).filter(period.covers("due"))
    alive = Q(union__dissolved_on=None) | Q(union__dissolved_on__gt=F("due"))
    return Q(pk__in=due.filter(alive).values("pk"))


def renewed(period) -> Q:
    """The next committee was elected before the term ran out."""
    following = Term.objects.filter(
        union=OuterRef("union"), elected_on__gt=OuterRef("elected_on"), elected_on__lte=OuterRef("due")
    )
    done = Term.objects.annotate(due=DUE).filter(period.covers("due")).filter(Exists(following))
    return Q(pk__in=done.values("pk"))


@dataclass(frozen=True)
class TwoRates(Rate):
    """Of dispatched workers the share sent by agencies under a union, and beside it the share enrolled."""

    def besides(self, rows):
        sums = rows.aggregate(enrolled=Sum("members", default=0), sent=Sum("workers", default=0))
        second = rate(sums["enrolled"], sums["sent"])
        text = "不适用" if second is None else f"{half_up(second, 1)}%"
        return {"派遣职工入会率": f"会员{sums['enrolled']} ÷ {self.over_label}{sums['sent']} ＝ {text}"}


DUE = Greatest("ends_on", Coalesce("delayed_to", "ends_on"))

Unions("ORG01", when=lambda p: standing(p.last_day) & Q(kind__in=(Kind.INDEPENDENT, Kind.JOINT)))
Enterprises("ORG02", when=lambda p: rules.unionized(p.last_day))
Enterprises("ORG03", when=lambda p: rules.reached(p.last_day))
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
Unions("ORG07", when=founded)
Unions("ORG08", when=lambda p: founded(p) & large_at_approval(p))
Rate(
    "ORG09",
    model=GrassrootsUnion,
    over=founded,
    of=large_at_approval,
    over_label="新增独立建会单位",
    of_label="批复时百人以上的新增独立建会单位",
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
Enterprises("ORG11", when=uncovered)
Change("ORG12", model=Enterprise, at=rules.unionized)
Joined(
    "ORG13",
    when=newly_covered,
    amount="employees",
    by=(
        Group("own", "独立建会新覆盖", lambda p: Q(mode=Mode.OWN)),
        Group("joint", "联合工会新覆盖", lambda p: Q(mode=Mode.JOINT)),
    ),
)
Unions("ORG14", when=federations(UnionLevel.CITY, Kind.INDUSTRY))
Unions("ORG15", when=federations(UnionLevel.DISTRICT, Kind.INDUSTRY))
Unions("ORG16", when=federations(UnionLevel.TOWNSHIP, Kind.REGIONAL, Kind.INDUSTRY))
Enterprises("ORG17", when=lambda p: agencies(p.last_day))
Tally("ORG18", model=Dispatch, when=lambda p: sent(p) & by_agencies(p), amount="workers")
TwoRates(
    "ORG19",
    model=Dispatch,
    over=sent,
    of=by_agencies,
    over_label="全部派遣职工",
    of_label="已建会派遣机构的派遣职工",
    amount="workers",
)
Rate(
    "ORG29",
    model=Term,
    over=expiring,
    of=renewed,
    over_label="期内届满的届次",
    of_label="届满前完成换届的届次",
)
Tally("ORG33", model=FoundingGrant, when=lambda p: p.covers("paid_on"), amount="amount")
Tally("ORG34", model=Drive, when=lambda p: p.covers("since"))
Tally("ORG35", model=OrgUnit, when=lambda p: Q(level=Level.TOWNSHIP) & p.ends_with("since", "until"))
Joined(
    "MEM21",
    when=lambda p: newly_covered(p) & Q(origin=Affiliation.Origin.SERVICE),
    distinct="enterprise_id",
)
