"""What each indicator counts and what it does not, one builder a code."""

from . import organising, supervision
from .counts import EVENTS as OTHER_EVENTS
from .counts import STOCKS as OTHER_STOCKS
from .counts import TO_DATE
from .organising import ALONE
from .rates import RATES as OTHER_RATES
from .scenes import SPRING

EVENTS = OTHER_EVENTS | organising.EVENTS | supervision.EVENTS
STOCKS = OTHER_STOCKS | organising.STOCKS | supervision.STOCKS
RATES = OTHER_RATES | organising.RATES | supervision.RATES

__all__ = ["ALONE", "EVENTS", "RATES", "SPRING", "STOCKS", "TO_DATE"]
