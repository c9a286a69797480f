"""The generator's share of collective bargaining."""

from .part import BargainingPart

__all__ = ["BargainingPart"]
