"""Registers of what the district pushes on with, and of its cadres' duties."""

from union_portal.ledgers.declarations import Ledger

from ..models import Defiance, Drive, Duty, DutyDone, DutyTerm, FoundingGrant, Inspection, KeyTask, LeaderArea


class DefianceLedger(Ledger):
    model = Defiance
    list_display = ["enterprise", "org", "kind", "since", "until", "evidence", "found_by"]
    list_filter = ["org", "kind", "since"]
    search_fields = ["enterprise__name", "enterprise__credit_code"]
    identity = [["enterprise", "kind", "since"]]
    screens = {"三不提示": "defiances-suggested"}
    actions: list[tuple[str, str, str]] = []
    keys = {"enterprise": "credit_code"}


class LeaderAreaLedger(Ledger):
    model = LeaderArea
    list_display = ["org", "leader", "post", "since", "until"]
    list_filter = ["org"]
    search_fields = ["leader"]
    identity = [["org", "since"]]


class KeyTaskLedger(Ledger):
    model = KeyTask
    list_display = ["title", "org", "due_on", "done_on", "weight", "progress"]
    list_filter = ["org", "due_on", "done_on"]
    search_fields = ["title"]
    identity = [["org", "title", "due_on"]]


class InspectionLedger(Ledger):
    model = Inspection
    list_display = ["on", "org", "kind", "led_by", "subject", "units", "due_on", "fixed_on"]
    list_filter = ["org", "kind", "on", "due_on"]
    search_fields = ["subject", "led_by", "finding"]
    identity = [["org", "kind", "on", "subject"]]


class FoundingGrantLedger(Ledger):
    model = FoundingGrant
    list_display = ["union", "org", "paid_on", "amount", "basis"]
    list_filter = ["org", "paid_on"]
    search_fields = ["union__name"]
    identity = [["union", "paid_on"]]
    keys = {"union": "name"}


class DriveLedger(Ledger):
    model = Drive
    list_display = ["name", "org", "kind", "since", "until"]
    list_filter = ["org", "kind"]
    search_fields = ["name"]
    identity = [["org", "name", "since"]]


class DutyLedger(Ledger):
    model = Duty
    list_display = ["cadre", "org", "kind", "since", "until"]
    list_filter = ["org", "kind"]
    search_fields = ["cadre"]
    identity = [["org", "cadre", "kind", "since"]]
    screens = {"履职情况": "duties-kept"}


class DutyTermLedger(Ledger):
    model = DutyTerm
    list_display = ["duty__cadre", "duty__kind", "org", "starts_on", "ends_on", "owed"]
    list_filter = ["org", "ends_on"]
    search_fields = ["duty__cadre"]
    identity = [["duty", "starts_on"]]
    keys = {"duty": "pk"}


class DutyDoneLedger(Ledger):
    model = DutyDone
    list_display = ["term__duty__cadre", "term__duty__kind", "org", "on", "enterprise", "subject"]
    list_filter = ["org", "on"]
    search_fields = ["subject", "enterprise__name", "term__duty__cadre"]
    identity = [["term", "on", "subject"]]
    keys = {"term": "pk", "enterprise": "credit_code"}
