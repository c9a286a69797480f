"""A small district whose events are written as the portal writes them, and replayed in memory beside it."""

from .actions import ACTIONS, START, District, Event
from .memory import SPELLS, Memory
from .reckoning import Reckoning

__all__ = ["ACTIONS", "SPELLS", "START", "District", "Event", "Memory", "Reckoning"]
