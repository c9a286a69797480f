"""队伍: what cadres owe in every period, and whether they did it."""

from django.db.models import Count, F, Q

from union_portal.reporting.indicators import Rate

from ..models import Duty, DutyTerm


def kept(period) -> Q:
    """Done as often as owed, within the term."""
    in_time = Q(done__on__gte=F("starts_on"), done__on__lte=F("ends_on"))
    terms = DutyTerm.objects.annotate(times=Count("done", filter=in_time)).filter(times__gte=F("owed"))
    return Q(pk__in=terms.values("pk"))


Rate(
    "TEAM03",
    model=DutyTerm,
    over=lambda p: Q(duty__kind=Duty.Kind.FIRM) & p.covers("ends_on"),
    of=kept,
    over_label="应达标的季度",
    of_label="走访重点企业达标的季度",
)
