"""What each indicator counts and what it does not, one builder a code."""

from .counts import EVENTS, STOCKS, TO_DATE
from .rates import RATES
from .scenes import SPRING

__all__ = ["EVENTS", "RATES", "SPRING", "STOCKS", "TO_DATE"]
