"""Registers of a union's terms and committees, of agencies and the units they send workers to."""

from union_portal.ledgers.declarations import Ledger

from ..models import Committee, Dispatch, Suggestion, Suspension, Term, UnionStage

NAMED = ["enterprise__name", "enterprise__credit_code"]


class TermLedger(Ledger):
    model = Term
    list_display = ["union", "org", "elected_on", "years", "ends_on", "chair", "members", "ordered_by"]
    list_filter = ["org", "ends_on"]
    search_fields = ["union__name", "chair"]
    identity = [["union", "elected_on"]]
    screens = {"换届提醒": "terms-due"}
    keys = {"union": "name"}


class CommitteeLedger(Ledger):
    model = Committee
    list_display = ["union", "org", "kind", "since", "until", "head", "members"]
    list_filter = ["org", "kind"]
    search_fields = ["union__name", "head"]
    identity = [["union", "kind", "since"]]
    keys = {"union": "name"}


class UnionStageLedger(Ledger):
    model = UnionStage
    list_display = ["union", "org", "stage", "since", "until", "basis"]
    list_filter = ["org", "stage", "since"]
    search_fields = ["union__name"]
    identity = [["union", "since"]]
    keys = {"union": "name"}


class SuspensionLedger(Ledger):
    model = Suspension
    list_display = ["enterprise", "org", "kind", "since", "until", "reason"]
    list_filter = ["org", "kind"]
    search_fields = NAMED
    identity = [["enterprise", "since"]]
    keys = {"enterprise": "credit_code"}


class DispatchLedger(Ledger):
    model = Dispatch
    list_display = ["enterprise", "org", "host", "workers", "members", "since", "until"]
    list_filter = ["org", "since"]
    search_fields = [*NAMED, "host__name"]
    identity = [["enterprise", "host", "since"]]
    keys = {"enterprise": "credit_code", "host": "credit_code"}


class SuggestionLedger(Ledger):
    model = Suggestion
    list_display = ["enterprise", "org", "on", "subject", "number", "adopted"]
    list_filter = ["org", "on"]
    search_fields = [*NAMED, "subject"]
    identity = [["enterprise", "on", "subject"]]
    keys = {"enterprise": "credit_code"}
