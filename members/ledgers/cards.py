"""Registers of cards and of the batches sent to the bank."""

from union_portal.ledgers.declarations import Ledger

from ..models import (
    Card,
    CardBatch,
)


class CardLedger(Ledger):
    model = Card
    list_display = ["member", "org", "member__number", "state", "applied_on", "issued_on", "ended_on", "end"]
    list_filter = ["org", "state", "issued_on", "end"]
    search_fields = ["member__name", "member__number"]
    screens = {"京卡办理进度": "card-road", "成批申办京卡": "card-apply"}
    identity = [["member", "applied_on"]]
    keys = {"member": "number", "replaces": "pk"}
    sections = {
        "京卡": ["org", "member", "number", "valid_until", "replaces"],
        "经过": ["applied_on", "sent_on", "produced_on", "delivered_on", "issued_on", "ended_on", "end"],
    }


class CardBatchLedger(Ledger):
    model = CardBatch
    list_display = ["number", "org", "sent_on", "returned_on", "note"]
    list_filter = ["org", "sent_on"]
    search_fields = ["number"]
    identity = [["number"]]
