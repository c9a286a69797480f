from .honours import Delegate, Honour
from .people import Card, Member, Membership, Sex

__all__ = ["Card", "Delegate", "Honour", "Member", "Membership", "Sex"]
