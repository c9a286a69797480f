"""What to look after in mutual aid: terms that are not verified warn here and block nowhere."""

from django.db.models import DateField, F, Func, Q

from union_portal.reporting.quality import Finding

from .models import MutualClaim

WAITED = Func(
    F("enrolment__since"),
    F("enrolment__plan__waiting_days"),
    template="(%(expressions)s)",
    arg_joiner=" + ",
    output_field=DateField(),
)
"""The first day on which the cover pays."""


def within_waiting(day) -> Q:
    """HA-44: what happened before the waiting days were over, and is not refused."""
    return Q(event_on__lt=WAITED, refused_on=None)


Finding(
    "claim-waiting",
    "出险在等待期内",
    "按条款等待期内出险的一般不予赔付",
    MutualClaim,
    within_waiting,
    "核对参保起始日期、出险日期和条款的等待期；条款不同的，在计划中更正",
)
