"""What membership asks of the apps below it."""

from enterprises.belongings import Belonging
from enterprises.models import GrassrootsUnion
from enterprises.workflow import UnionLife
from union_portal.workflow import guard

from .cards.life import CardLife
from .founding import Founders
from .models import Member, Membership

__all__ = ["CardLife"]


@guard(UnionLife.dissolve)
def has_no_members(union: GrassrootsUnion) -> str | None:
    """MB-35: members keep their membership when their union ends."""
    left = Membership.objects.filter(union=union, until=None).count()
    return f"该工会仍有{left}名会员未办理转移或保留会籍" if left else None


def enrolled_in(heir: GrassrootsUnion) -> dict[str, str | int]:
    """The spell that goes on in another union: nobody is new by it."""
    return {"org_id": heir.org_id, "start": Membership.Start.TRANSFER.value, "source": "", "channel": ""}


class Members(Belonging):
    def move(self, union, heir, day):
        moved = super().move(union, heir, day)
        here = Membership.objects.filter(union=heir, until=None)
        Member.objects.filter(pk__in=here.values("member")).exclude(org=heir.org).update(org=heir.org)
        return moved


Members(Membership, "在册会员", "人", "members.change", enrolled_in, {"end": Membership.End.TRANSFER.value})
Founders()
