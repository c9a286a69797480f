"""Legal numbers and the working-day calendar: rows with dates, never constants (GN-01)."""

from .cache import forget
from .lookup import Missing, Rule, edition, rule, value

__all__ = ["Missing", "Rule", "edition", "forget", "rule", "value"]
