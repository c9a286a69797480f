"""应注销: whose keepers are told once a month while cards of people who left are still in use (MB-54)."""

import datetime as dt

from django.urls import reverse

from ..life.reminding import tell_townships
from ..models import Card
from .road import to_cancel


def tell(today: dt.date) -> int:
    """How many cards wait. The rule is from memory: it reminds, and cancels nothing by itself."""
    units = list(to_cancel(Card.objects.all()).order_by().values_list("org", flat=True))
    tell_townships(
        units,
        f"cards-to-cancel:{today:%Y-%m}",
        "有离会人员的京卡应注销",
        "有{number}张京卡的会员已离会，请核对后注销",
        f"{reverse('card-rows')}?place=leavers",
        today,
    )
    return len(units)
