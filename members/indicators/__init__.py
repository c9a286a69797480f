"""What members count towards, by subject."""

from . import cards, care, identities, joining, spells

__all__ = ["cards", "care", "identities", "joining", "spells"]
