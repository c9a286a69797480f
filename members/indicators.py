"""会员与京卡、荣誉: what is counted, by the catalogue's codes."""

from functools import partial

from django.db.models import Q

from enterprises import rules as enterprises
from enterprises.models import Enterprise
from union_portal.reporting.indicators import Derived, Rate, Tally

from . import rules
from .models import Card, Delegate, Honour, Membership, Sex

Standing, Start, Source = Membership.Standing, Membership.Start, Membership.Source
Spells = partial(Tally, model=Membership)
Titles = partial(Tally, model=Honour)


def enrolled(period) -> Q:
    """会籍有效: an active spell on the period's last day; retained membership is told apart (MB-41)."""
    return period.ends_with("since", "until") & Q(standing=Standing.ACTIVE)


def collected(period) -> Q:
    """Enrolled, with a complete real-name record by the last day (MB-20)."""
    return enrolled(period) & Q(member__collected_on__lte=period.last_day)


def admitted(period) -> Q:
    """First admissions; transfers in and restorations are counted elsewhere (MB-40)."""
    return period.covers("since") & Q(start=Start.ADMISSION)


def left(period) -> Q:
    """Active spells that ended without the next one starting in this portal as active."""
    return period.covers("until") & Q(standing=Standing.ACTIVE) & ~Q(end="")


Spells("MEM01", when=enrolled)
Spells("MEM02", when=collected)
Rate(
    "MEM03",
    model=Membership,
    over=enrolled,
    of=lambda p: Q(member__collected_on__lte=p.last_day),
    over_label="会员",
    of_label="采集合格的会员",
)
Spells("MEM05", when=lambda p: enrolled(p) & Q(member__mobile__isnull=False))
Spells("MEM07", when=admitted)
Spells("MEM08", when=lambda p: admitted(p) & Q(source=Source.NEW_UNION))
Spells("MEM09", when=lambda p: admitted(p) & Q(source=Source.INDIVIDUAL))
Spells("MEM10", when=lambda p: admitted(p) & Q(source=Source.EXISTING))
Spells("COM04", when=lambda p: admitted(p) & Q(channel=Membership.Channel.MEETING))
Spells("MEM13", when=left)
Spells("MEM15", when=lambda p: enrolled(p) & Q(member__is_migrant=True))
Spells("MEM16", when=lambda p: enrolled(p) & Q(member__sex=Sex.FEMALE))
Tally("MEM22", model=Card, when=lambda p: Q(replaces=None) & p.before("issued_on"))
Tally("MEM23", model=Card, when=lambda p: Q(replaces=None) & p.covers("issued_on"))
Rate(
    "MEM24",
    model=Membership,
    over=collected,
    of=lambda p: Q(
        member_id__in=Card.objects.filter(
            Q(ended_on=None) | Q(ended_on__gt=p.last_day), issued_on__lte=p.last_day
        ).values("member_id")
    ),
    over_label="实名制采集会员",
    of_label="持有效卡的会员",
)
Rate(
    "ORG30",
    model=Enterprise,
    over=lambda p: enterprises.unionized(p.last_day) & rules.with_enough_women(p.last_day),
    of=lambda p: rules.with_womens_committee(p.last_day),
    over_label="女职工达到规定人数的建会单位",
    of_label="设女职工委员会的单位",
)

Titles("HON01", when=lambda p: p.covers("awarded_on") & Q(title=Honour.Title.NATIONAL_MODEL))
Titles("HON02", when=lambda p: p.covers("awarded_on") & Q(title=Honour.Title.CITY_MODEL))
Titles("HON03", when=lambda p: p.covers("awarded_on") & Q(title=Honour.Title.CITY_ADVANCED))
Titles("HON04", when=lambda p: p.covers("awarded_on") & Q(title=Honour.Title.CITY_COLLECTIVE))
Derived("HON05", plus=("HON01", "HON02", "HON03", "HON04"))
Titles("HON06", when=lambda p: p.covers("awarded_on") & Q(title=Honour.Title.COLLECTIVE))
Titles("SKL12", when=lambda p: p.covers("awarded_on") & Q(title=Honour.Title.CRAFTSMAN))
Tally("GOV02", model=Delegate, when=lambda p: p.covers("elected_on"))
