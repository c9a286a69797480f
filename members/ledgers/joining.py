"""Registers of the ways in."""

from union_portal.ledgers.declarations import Ledger

from ..models import (
    JoiningDoor,
    MembershipApplication,
)


class MembershipApplicationLedger(Ledger):
    model = MembershipApplication
    list_display = ["name", "org", "document", "union", "employer", "channel", "applied_on", "state"]
    list_filter = ["org", "state", "channel", "applied_on"]
    search_fields = ["name", "document", "union__name"]
    identity = [["document", "applied_on"]]
    keys = {"union": "name", "employer": "credit_code"}


class JoiningDoorLedger(Ledger):
    model = JoiningDoor
    list_display = ["title", "org", "union", "enterprise", "since", "until"]
    list_filter = ["org", "since"]
    search_fields = ["title", "union__name"]
    identity = [["org", "title"]]
    keys = {"union": "name", "enterprise": "credit_code", "meeting": "pk"}
    actions = [("打印海报", "door-poster", "members.view")]
