"""Registers of talks, of those who speak, and of pauses."""

from union_portal.ledgers.declarations import Ledger

from ..models import (
    Pause,
    Representative,
    Talks,
)


class TalksLedger(Ledger):
    model = Talks
    list_display = ["title", "org", "kind", "enterprise", "area", "offered_on", "state", "signed_on"]
    list_filter = ["org", "kind", "scope", "state", "offered_on"]
    search_fields = ["title", "enterprise__name", "area"]
    identity = [["title", "offered_on"]]
    keys = {"enterprise": "credit_code", "union": "name", "renews": "number"}


class RepresentativeLedger(Ledger):
    model = Representative
    list_display = ["name", "org", "talks", "side", "chief", "external", "unit", "post", "term_to"]
    list_filter = ["org", "side", "chief", "external"]
    search_fields = ["name", "talks__title"]
    identity = [["talks", "side", "name"]]
    keys = {"talks": "pk"}


class PauseLedger(Ledger):
    model = Pause
    list_display = ["talks", "org", "since", "limit", "until", "reason"]
    list_filter = ["org", "since"]
    search_fields = ["talks__title"]
    identity = [["talks", "since"]]
    keys = {"talks": "pk"}
