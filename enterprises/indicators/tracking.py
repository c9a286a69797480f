"""组织建设: the ledger of 百人以上 enterprises, cases on the road to a union, why there is none yet."""

from functools import partial

from django.db.models import F, Func, IntegerField, OuterRef, Q, Subquery

from union_portal.reporting.changes import Average
from union_portal.reporting.indicators import Rate, Tally

from .. import rules
from ..models import Affiliation, Claim, Enterprise, KeyTask, Obstacle, UnionizationCase, Visit

Enterprises = partial(Tally, model=Enterprise)
Share = partial(Rate, model=Enterprise)


def large(period) -> Q:
    """百人以上企业台账: still there, with 100 employees or more."""
    return rules.hundred_plus(period.last_day) & rules.open_on(period.last_day)


def verified(period) -> Q:
    """Visited, called or looked up by the last day."""
    return Q(pk__in=Visit.objects.filter(period.before("on")).values("enterprise_id"))


def to_claim(period) -> Q:
    return rules.in_hand(period.last_day) & ~rules.unionized(period.last_day)


def covered(day) -> Q:
    """Reasons recorded of enterprises that are under a union on `day`."""
    return Q(enterprise_id__in=Affiliation.objects.covering(day).values("enterprise_id"))


CLAIMS = Claim.objects.exclude(end=Claim.End.UNDONE)
"""One undone within its minutes was never made."""


def founded_after_claim(period) -> Q:
    claims = CLAIMS.filter(since__lte=F("case__union__approved_on"))
    return period.covers("union__approved_on") & Q(pk__in=claims.values("case_id"))


FIRST_CLAIM = Subquery(CLAIMS.filter(case=OuterRef("pk")).order_by("since").values("since")[:1])
DAYS = Func(
    F("union__approved_on"),
    FIRST_CLAIM,
    template="(%(expressions)s)",
    arg_joiner=" - ",
    output_field=IntegerField(),
)
"""From the first claim to the approval."""

Enterprises("ORG20", when=large)
Share(
    "ORG21",
    over=large,
    of=verified,
    over_label="百人以上企业",
    of_label="有核实记录的百人以上企业",
)
Share(
    "ORG22",
    over=to_claim,
    of=lambda p: rules.claimed(p.last_day),
    over_label="应认领的未建会户",
    of_label="已认领的未建会户",
)
Tally(
    "ORG23",
    model=Obstacle,
    when=lambda p: p.ends_with("since", "until") & ~covered(p.last_day),
)
Rate(
    "ORG24",
    model=Obstacle,
    over=lambda p: p.begins_with("since", "until"),
    of=lambda p: p.covers("until") & covered(p.last_day),
    over_label="期初有未建会原因的户",
    of_label="期内化解并已建会的户",
)
Average("ORG28", model=UnionizationCase, when=founded_after_claim, took=DAYS)
Enterprises("ORG31", when=lambda p: rules.defiant(p.last_day))
Rate(
    "ORG32",
    model=KeyTask,
    over=lambda p: p.covers("due_on"),
    of=lambda p: Q(done_on__lte=F("due_on")),
    over_label="应完成节点",
    of_label="按期完成节点",
)
