"""Members as a township declares them, beside those its register holds at the month's end (MB-21)."""

import datetime as dt

from django.db.models import Count, DateField, F, Func, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Abs, Coalesce

from .models import DeclaredMembers, Membership

NEXT_MONTH = Func(
    OuterRef("month"),
    template="(%(expressions)s + interval '1 month')::date",
    output_field=DateField(),
)
ENROLLED = Membership.objects.filter(
    Q(until=None) | Q(until__gte=NEXT_MONTH),
    org=OuterRef("org"),
    standing=Membership.Standing.ACTIVE,
    since__lt=NEXT_MONTH,
)
REGISTERED = Coalesce(
    Subquery(ENROLLED.order_by().values("org").annotate(people=Count("pk")).values("people")),
    0,
    output_field=IntegerField(),
)
"""Active spells of the township at the close of the month's last day."""
GAP = F("members") - F("registered")
RECENT, TOLERATED = dt.timedelta(days=62), 5
"""How long a count may still be put right, and by how many per cent the two may differ without a word."""


def unexplained(day: dt.date) -> Q:
    """Declared lately, far from the register, and no reason given."""
    lately = DeclaredMembers.objects.filter(month__gt=day - RECENT, month__lte=day, note="")
    apart = lately.annotate(registered=REGISTERED, apart=Abs(GAP) * 100)
    return Q(pk__in=apart.filter(apart__gt=F("members") * TOLERATED).values("pk"))
