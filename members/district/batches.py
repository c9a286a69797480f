"""Cards on the way: what was sent to the bank, and how far each had come on the period's last day."""

import datetime as dt

from union_portal.bulk import copy, reserve
from union_portal.district.plan import Plan

from ..models import CardBatch

SENT = (20, 40)
"""Days before the last one on which a batch went to the bank; the second has come back."""
Dates = tuple[dt.date | None, dt.date | None, dt.date | None]
Stage = tuple[dt.date, int | None, Dates]
"""Applied for, the batch, and when it was sent, produced and delivered."""


def write_batches(plan: Plan) -> list[Stage]:
    """Two batches; the four places where a card can stand."""
    ago = lambda days: plan.last - dt.timedelta(days)  # noqa: E731
    keys = reserve(CardBatch, 2)
    rows = (
        (key, plan.root.pk, f"{ago(days):%Y%m%d}-{place}", ago(days), ago(15) if days == SENT[1] else None)
        for place, (key, days) in enumerate(zip(keys, SENT, strict=True), 1)
    )
    copy(CardBatch, ("id", "org", "number", "sent_on", "returned_on"), rows)
    later, earlier = keys
    return [
        (ago(6), None, (None, None, None)),
        (ago(24), later, (ago(20), None, None)),
        (ago(46), earlier, (ago(40), ago(15), None)),
        (ago(48), earlier, (ago(40), ago(15), ago(5))),
    ]
