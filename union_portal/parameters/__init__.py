"""Legal numbers and the working-day calendar: rows with dates, never constants (GN-01)."""

from .cache import forget
from .lookup import Missing, Rule, edition, note, reading, rule, scopes, value

__all__ = ["Missing", "Rule", "edition", "forget", "note", "reading", "rule", "scopes", "value"]
