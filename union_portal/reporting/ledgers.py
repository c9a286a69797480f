"""Registers of the statistics office; with them, the figures that the monthly form and its review declare."""

from union_portal.ledgers.declarations import Ledger

from .annual import todo as annual_todo
from .models import PublishedTotal
from .monthly.form import MONTHLY
from .review import jobs, todo
from .review.duty import DUTIES

__all__ = ["DUTIES", "MONTHLY", "PublishedTotalLedger", "annual_todo", "jobs", "todo"]


class PublishedTotalLedger(Ledger):
    model = PublishedTotal
    list_display = ["code", "since", "until", "value", "source", "org"]
    list_filter = ["code", "since"]
    search_fields = ["code", "source"]
    identity = [["code", "since", "until"]]
