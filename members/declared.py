"""Members as a township declares them, beside those its register holds at the month's end (MB-21)."""

from django.db.models import Count, DateField, F, Func, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from .models import Membership

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
