from .cards import Card, CardBatch
from .honours import Delegate, Honour, HonourCare, Studio
from .joining import DuplicatePair, JoiningDoor, MembershipApplication, Transfer
from .memberships import Membership
from .people import Member, Sex
from .reveals import Reveal

__all__ = [
    "Card",
    "CardBatch",
    "Delegate",
    "DuplicatePair",
    "Honour",
    "HonourCare",
    "JoiningDoor",
    "Member",
    "Membership",
    "MembershipApplication",
    "Reveal",
    "Sex",
    "Studio",
    "Transfer",
]
