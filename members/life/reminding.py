"""What keepers of the registers are told of transfers: how many wait too long, and what came back."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse

from union_portal.notices.models import Notice
from union_portal.organization.models import Post
from union_portal.organization.roles import ROLES

from ..models import Transfer
from .transfers import overdue, patience

KEEPERS = [code for code, role in ROLES.items() if "members.change" in role.rights]


def keepers(units: Iterable[int], day: dt.date) -> dict[int, set[int]]:
    """Unit → the people whose posts in it keep the register of members."""
    found: dict[int, set[int]] = defaultdict(set)
    posts = Post.objects.on(day).filter(unit__in=set(units), role__in=KEEPERS)
    for unit, user in posts.values_list("unit", "user"):
        found[unit].add(user)
    return found


@transaction.atomic
def remind(today: dt.date) -> int:
    """Tells each receiving township once of what began to be late; returns how many transfers that were."""
    late = Transfer.objects.filter(overdue(today), reminded_on=None).select_for_update(of=("self",))
    rows = dict(late.values_list("pk", "to_union__org"))
    people = keepers(rows.values(), today)
    Notice.objects.bulk_create(
        [
            Notice(
                user_id=user,
                key=f"transfers-late:{unit}:{today}",
                title=f"会籍接转已超过{patience(today)}日未接收",
                body=f"有{number}人的会籍接转等待接收，请核对后接收，或写明理由退回",
                url=f"{reverse('transfer-inbox')}?show=late",
            )
            for unit, number in Counter(rows.values()).items()
            for user in sorted(people[unit])
        ],
        ignore_conflicts=True,
    )
    return Transfer.objects.filter(pk__in=rows).update(reminded_on=today)


def tell_returned(transfer: Transfer, day: dt.date) -> None:
    """To the township that sent it, without the name: the page shows it to those who may see."""
    people = keepers([transfer.org_id], day)[transfer.org_id]
    Notice.objects.bulk_create(
        [
            Notice(
                user_id=user,
                key=f"transfer-returned:{transfer.pk}",
                title="有1人的会籍接转被退回",
                body="请查看退回理由，改正后重新转出，或报区总工会裁定",
                url=reverse("transfer-detail", args=[transfer.pk]),
            )
            for user in sorted(people)
        ],
        ignore_conflicts=True,
    )
