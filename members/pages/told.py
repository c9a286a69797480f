"""What an app above says on a member's page in words, over the rows it shows."""

from collections.abc import Callable
from dataclasses import dataclass

from union_portal.ledgers.declarations import Panel

from ..models import Member


@dataclass(frozen=True, kw_only=True)
class Told(Panel):
    """Shown even without rows."""

    says: Callable[[Member], str]
