"""The registers of this app; on a page, those of one module stand side by side."""

from . import panels
from .cards import CardBatchLedger, CardLedger
from .honours import DelegateLedger, HonourCareLedger, HonourLedger, StudioLedger
from .joining import JoiningDoorLedger, MembershipApplicationLedger
from .people import (
    DeclaredMembersLedger,
    DuplicatePairLedger,
    MemberLedger,
    MembershipLedger,
    RecordUpdateLedger,
    TransferLedger,
)

__all__ = [
    "CardBatchLedger",
    "CardLedger",
    "DeclaredMembersLedger",
    "DelegateLedger",
    "DuplicatePairLedger",
    "HonourCareLedger",
    "HonourLedger",
    "JoiningDoorLedger",
    "MemberLedger",
    "MembershipApplicationLedger",
    "MembershipLedger",
    "RecordUpdateLedger",
    "StudioLedger",
    "TransferLedger",
    "panels",
]
