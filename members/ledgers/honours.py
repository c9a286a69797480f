"""Registers of honours, what follows from them, and those elected."""

from union_portal.ledgers.declarations import Ledger

from ..models import (
    Delegate,
    Honour,
    HonourCare,
    Studio,
)


class HonourLedger(Ledger):
    model = Honour
    list_display = ["holder", "org", "title", "level", "awarded_on", "enterprise"]
    list_filter = ["org", "title", "level", "awarded_on"]
    search_fields = ["holder"]
    screens = {"荣誉按年度": "honours", "劳模应享服务": "honours-due"}
    identity = [["holder", "title", "awarded_on"]]
    keys = {"member": "number", "enterprise": "credit_code"}


class HonourCareLedger(Ledger):
    model = HonourCare
    list_display = ["honour__holder", "org", "honour__title", "kind", "on", "amount"]
    list_filter = ["org", "kind", "on"]
    search_fields = ["honour__holder"]
    identity = [["honour", "kind", "on"]]
    keys = {"honour": "pk"}


class StudioLedger(Ledger):
    model = Studio
    list_display = ["name", "org", "leader", "level", "enterprise", "since", "until"]
    list_filter = ["org", "level"]
    search_fields = ["name", "leader"]
    identity = [["org", "name"]]
    keys = {"member": "number", "enterprise": "credit_code"}


class DelegateLedger(Ledger):
    model = Delegate
    list_display = ["name", "org", "congress", "body", "elected_on", "until", "frontline"]
    list_filter = ["org", "body", "elected_on", "frontline"]
    search_fields = ["name", "congress"]
    identity = [["name", "congress", "body", "elected_on"]]
    keys = {"member": "number"}
