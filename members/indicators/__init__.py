"""What members count towards, by subject."""

from . import cards, care, joining, spells

__all__ = ["care", "cards", "joining", "spells"]
