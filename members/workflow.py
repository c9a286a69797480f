"""What membership asks of the apps below it."""

from enterprises.models import GrassrootsUnion
from enterprises.workflow import UnionLife
from union_portal.workflow import guard

from .models import Membership


@guard(UnionLife.dissolve)
def has_no_members(union: GrassrootsUnion) -> str | None:
    """MB-35: members keep their membership when their union ends."""
    left = Membership.objects.filter(union=union, until=None).count()
    return f"该工会仍有{left}名会员未办理转移或保留会籍" if left else None
