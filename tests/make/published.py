"""Totals that the federation above published."""

from union_portal.periods import add_months
from union_portal.reporting.models import PublishedTotal

from .places import FOUNDED, serial


def published_total(org, *, code="MEM02", value=6_608_000, **fields):
    """Of a month of its own, unless it is given."""
    since = add_months(FOUNDED, next(serial))
    span = {"since": since, "until": add_months(since, 1), "source": "市总工会年报"}
    return PublishedTotal.objects.create(org=org, code=code, value=value, **span | fields)


ROWS = {PublishedTotal: published_total}
