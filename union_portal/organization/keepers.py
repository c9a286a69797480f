"""Who is told when a register of a unit needs somebody."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from .models import Post
from .roles import ROLES


def keepers(right: str, units: Iterable[int], day: dt.date) -> dict[int, set[int]]:
    """Unit → the people whose posts in that very unit grant `right`."""
    roles = [code for code, role in ROLES.items() if right in role.rights]
    found: dict[int, set[int]] = defaultdict(set)
    posts = Post.objects.on(day).filter(unit__in=set(units), role__in=roles)
    for unit, user in posts.values_list("unit", "user"):
        found[unit].add(user)
    return found
