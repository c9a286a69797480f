"""What each indicator counts and what it does not, one builder a code."""

from . import bargaining, declared, duty, members, mutual, organising, supervision
from .counts import EVENTS as OTHER_EVENTS
from .counts import STOCKS as OTHER_STOCKS
from .counts import TO_DATE as OTHER_TO_DATE
from .rates import RATES as OTHER_RATES
from .scenes import SPRING

EVENTS = (
    OTHER_EVENTS
    | bargaining.EVENTS
    | declared.EVENTS
    | duty.EVENTS
    | members.EVENTS
    | mutual.EVENTS
    | organising.EVENTS
    | supervision.EVENTS
)
STOCKS = OTHER_STOCKS | bargaining.STOCKS | members.STOCKS | mutual.STOCKS
STOCKS |= organising.STOCKS | supervision.STOCKS
TO_DATE = OTHER_TO_DATE | mutual.TO_DATE
ALONE = bargaining.ALONE | organising.ALONE | members.ALONE | mutual.ALONE
RATES = OTHER_RATES | bargaining.RATES | members.RATES | mutual.RATES | duty.RATES
RATES |= organising.RATES | supervision.RATES

__all__ = ["ALONE", "EVENTS", "RATES", "SPRING", "STOCKS", "TO_DATE"]
