"""Read in with every app's registers: the monthly form declares the figures that no ledger holds."""

from .monthly.form import MONTHLY

__all__ = ["MONTHLY"]
