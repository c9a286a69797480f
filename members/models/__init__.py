from .asking import TransferRequest
from .cards import Card, CardBatch
from .counter import Registration
from .duplicates import DuplicatePair, Merge
from .figures import DeclaredMembers, RecordUpdate
from .honours import Delegate, Honour, HonourCare, Studio
from .joining import JoiningDoor, MembershipApplication, Transfer
from .memberships import Membership
from .people import Member, Sex
from .reveals import Reveal

__all__ = [
    "Card",
    "CardBatch",
    "DeclaredMembers",
    "Delegate",
    "DuplicatePair",
    "Honour",
    "HonourCare",
    "JoiningDoor",
    "Member",
    "Membership",
    "MembershipApplication",
    "Merge",
    "RecordUpdate",
    "Reveal",
    "Registration",
    "Sex",
    "Studio",
    "Transfer",
    "TransferRequest",
]
