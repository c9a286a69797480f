"""Registers of the statistics office; with them the monthly form declares the figures no ledger holds."""

from union_portal.ledgers.declarations import Ledger

from .models import PublishedTotal
from .monthly.form import MONTHLY

__all__ = ["MONTHLY", "PublishedTotalLedger"]


class PublishedTotalLedger(Ledger):
    model = PublishedTotal
    list_display = ["code", "since", "until", "value", "source", "org"]
    list_filter = ["code", "since"]
    search_fields = ["code", "source"]
    identity = [["code", "since", "until"]]
