"""Registers of the road to a union, and of the tax office's list."""

import datetime as dt

from union_portal.ledgers.declarations import Ledger

from ..models import Claim, LevyEntry, Obstacle, Reconciliation, UnionizationCase, Visit
from . import marks

NAMED = ["enterprise__name", "enterprise__initials", "enterprise__credit_code"]


class UnionizationCaseLedger(Ledger):
    model = UnionizationCase
    list_display = [
        "enterprise",
        "state",
        "days",
        "holder",
        "last_visit",
        "org",
        "enterprise__industry",
        "employees",
        "paid",
        "obstacle",
    ]
    list_filter = ["org", "track", "state", "enterprise__industry", "large", "paying", "unseen"]
    search_fields = NAMED
    labels = marks.LABELS
    screens = {"认领与分派": "pool", "建会进度": "funnel"}
    identity = [["enterprise", "opened_on"]]
    keys = {"enterprise": "credit_code"}
    sections = {"基本信息": ["org", "enterprise", "origin", "opened_on", "note"]}

    def annotate(self, rows):
        return rows.annotate(**marks.marks(dt.date.today()))


class ClaimLedger(Ledger):
    model = Claim
    list_display = ["case__enterprise", "org", "holder", "since", "due_on", "until", "end"]
    list_filter = ["org", "end", "due_on"]
    search_fields = ["case__enterprise__name", "case__enterprise__credit_code"]
    identity = [["case", "since"]]
    keys = {"case": "pk"}


class VisitLedger(Ledger):
    model = Visit
    list_display = ["enterprise", "org", "on", "method", "visitor", "met", "result", "next_on"]
    list_filter = ["org", "method", "on"]
    search_fields = [*NAMED, "result"]
    identity = [["enterprise", "on", "method", "result"]]
    keys = {"enterprise": "credit_code", "meeting": "pk"}
    author = "visitor"


class ObstacleLedger(Ledger):
    model = Obstacle
    list_display = ["enterprise", "org", "reason", "since", "until", "next_step"]
    list_filter = ["org", "reason", "since"]
    search_fields = NAMED
    identity = [["enterprise", "since"]]
    keys = {"enterprise": "credit_code"}


class LevyEntryLedger(Ledger):
    model = LevyEntry
    list_display = [
        "payer_name",
        "payer_code",
        "org",
        "month",
        "kind",
        "amount",
        "paid_on",
        "enterprise",
        "method",
        "decision",
    ]
    list_filter = ["org", "month", "kind", "method", "decision"]
    search_fields = ["payer_name", "payer_code", "enterprise__name"]
    identity = [["month", "payer_code", "kind"]]
    screens = {"税务对账": "levy-latest"}

    def complete(self, columns):
        """A list that does not tell the kind is of the fund itself."""
        rows = len(next(iter(columns.values()), ()))
        columns["kind"] = [kind or LevyEntry.Kind.FUND for kind in columns.get("kind", [None] * rows)]
        return ()


class ReconciliationLedger(Ledger):
    model = Reconciliation
    list_display = [
        "month",
        "closed_on",
        "payers",
        "matched",
        "paying_unionized",
        "paying_only",
        "unionized_only",
        "neither",
    ]
    list_filter = ["month"]
    search_fields = ["remark"]
    identity = [["month"]]
