"""Where people go instead of a page: an app above says which counters a township has, and where."""

from collections.abc import Callable
from dataclasses import dataclass

from union_portal.organization.models import OrgUnit


@dataclass(frozen=True)
class Counter:
    name: str
    address: str


COUNTERS: list[Callable[[OrgUnit], list[Counter]]] = []


def near(unit: OrgUnit) -> list[Counter]:
    """The counters of one township today; none where none is registered."""
    return [counter for source in COUNTERS for counter in source(unit)]
