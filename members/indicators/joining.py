"""Ways in: applications made on the public page, and how long they wait."""

from django.db.models import Q

from union_portal.reporting.changes import Timed, days_between

from ..models import Membership, MembershipApplication

WAITED = days_between("applied_on", "decided_on")
Verdict = MembershipApplication.Verdict


def approved_online(period) -> Q:
    channel, verdict = Membership.Channel.ONLINE, Verdict.APPROVED
    return period.covers("decided_on") & Q(channel=channel, verdict=verdict)


Timed("MEM18", model=MembershipApplication, when=approved_online, took=WAITED)
