"""The generator's share of members, memberships, cards and honours."""

from .part import MembersPart

__all__ = ["MembersPart"]
