"""Clocks and procedure: what expires, what was answered, filed and reported in time, steps taken."""

import datetime as dt
from dataclasses import dataclass
from functools import partial

from django.db.models import Count, Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce

from enterprises.models import Enterprise
from union_portal import parameters
from union_portal.calendars import LegalDeadline
from union_portal.fields import rate
from union_portal.reporting.indicators import Rate, Tally

from ..models import Contract, Instructor, PerformanceReport, Talks, TalksStep
from ..models.contracts import standing

Documents = partial(Tally, model=Contract)


def expiring(period) -> Q:
    """In force on the last day, and expiring within the longest of the days of reminder after it (CB-42)."""
    day = period.last_day
    window = max(parameters.value("renewal_reminder_days", day))
    return standing(day) & Q(expires_on__lte=day + dt.timedelta(window))


def lapsed_on(day: dt.date) -> Q:
    """Expired by `day`, and no successor signed by then."""
    successor = Contract.objects.filter(renews=OuterRef("pk"), signed_on__lte=day)
    return Q(terminated_on=None, effective_on__lte=day, expires_on__lt=day) & ~Q(Exists(successor))


def entered(period) -> Q:
    """Talks that entered any of the five steps in the period."""
    steps = Q()
    for day in TalksStep.Day.values:
        steps |= period.covers(day)
    return steps


@dataclass(frozen=True)
class Stepped(Tally):
    """Enterprises in the steps of their talks; how many each step saw, and how many were finished."""

    def besides(self, rows):
        steps = list(TalksStep.objects.all())
        firms = partial(Count, "enterprise", distinct=True)
        asked = {}
        for step in steps:
            inside = Q(**{f"{step.opens_by}__isnull": False})
            asked[f"in{step.place}"] = firms(filter=inside)
            asked[f"done{step.place}"] = firms(filter=inside & Q(**{f"{step.done_by}__isnull": False}))
        known = Talks.objects.filter(enterprise__in=rows.values("pk")).aggregate(**asked)
        return {f"{s.place} {s.name}": _share(known[f"in{s.place}"], known[f"done{s.place}"]) for s in steps}


def _share(inside: int, done: int) -> str:
    share = rate(done, inside)
    return f"进入{inside}家，完成{done}家" + ("" if share is None else f"，完成率{share}%")


Documents("BAR23", when=expiring)
Documents("BAR24", when=lambda p: lapsed_on(p.last_day))
Rate(
    "BAR25",
    model=Talks,
    over=lambda p: p.covers("offered_on"),
    of=lambda p: (
        p.before("answered_on")
        & Q(answered_on__lte=LegalDeadline("offer_answer", Coalesce("received_on", "offered_on")))
    ),
    over_label="期内发出的要约",
    of_label="期限内书面答复的要约",
)
Rate(
    "BAR26",
    model=Contract,
    over=lambda p: p.covers("signed_on"),
    of=lambda p: p.before("filed_on") & Q(filed_on__lte=LegalDeadline("contract_filing", F("signed_on"))),
    over_label="期内签订的合同",
    of_label="期限内报送的合同",
)
Rate(
    "BAR27",
    model=Contract,
    over=lambda p: standing(p.last_day),
    of=lambda p: Q(pk__in=PerformanceReport.objects.filter(p.covers("on")).values("contract_id")),
    over_label="有效合同",
    of_label="向职代会报告履行情况的合同",
)
Stepped(
    "BAR28",
    model=Enterprise,
    when=lambda p: Q(pk__in=Talks.objects.filter(entered(p)).values("enterprise_id")),
)
Tally("BAR33", model=Instructor, when=lambda p: p.ends_with("since", "until"))
