"""Ways in: applications made on the public page, and how long they wait."""

from django.db.models import F, Func, IntegerField, Q

from union_portal.reporting.changes import Timed

from ..models import Membership, MembershipApplication

WAITED = Func(
    F("decided_on"),
    F("applied_on"),
    template="(%(expressions)s)",
    arg_joiner=" - ",
    output_field=IntegerField(),
)
Verdict = MembershipApplication.Verdict


def approved_online(period) -> Q:
    channel, verdict = Membership.Channel.ONLINE, Verdict.APPROVED
    return period.covers("decided_on") & Q(channel=channel, verdict=verdict)


Timed("MEM18", model=MembershipApplication, when=approved_online, took=WAITED)
