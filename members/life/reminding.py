"""What keepers of the registers are told of transfers: how many wait too long, and what came back."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.urls import reverse

from union_portal.notices.models import Notice
from union_portal.organization.keepers import keepers

from ..models import Membership, Transfer, TransferRequest
from .transfers import overdue, patience

KEEPING = "members.change"


@transaction.atomic
def remind(today: dt.date) -> int:
    """Tells each township once of what began to be late: transfers it is to accept, requests it is to
    confirm. Returns how many those were."""
    days = patience(today)
    late = Transfer.objects.filter(overdue(today), reminded_on=None).select_for_update(of=("self",))
    rows = dict(late.values_list("pk", "to_union__org"))
    tell_townships(
        rows.values(),
        f"transfers-late:{today}",
        f"会籍接转已超过{days}日未接收",
        "有{number}人的会籍接转等待接收，请核对后接收，或写明理由退回",
        f"{reverse('transfer-inbox')}?show=late",
        today,
    )
    spell = Membership.objects.filter(member=OuterRef("member"), until=None)
    open_still = TransferRequest.objects.waiting().filter(
        asked_on__lt=today - dt.timedelta(days), reminded_on=None
    )
    found = open_still.annotate(unit=Subquery(spell.values("org")[:1])).filter(unit__isnull=False)
    asked = dict(found.values_list("pk", "unit"))
    tell_townships(
        asked.values(),
        f"transfer-requests-late:{today}",
        f"接转请求已超过{days}日未答复",
        "有{number}人的接转请求等待确认，请核实后确认转出，或写明理由不同意",
        reverse("transfer-requests"),
        today,
    )
    TransferRequest.objects.filter(pk__in=asked).update(reminded_on=today)
    return Transfer.objects.filter(pk__in=rows).update(reminded_on=today) + len(asked)


def tell_returned(transfer: Transfer, day: dt.date) -> None:
    """To the township that sent it."""
    tell(
        keepers(KEEPING, [transfer.org_id], day)[transfer.org_id],
        f"transfer-returned:{transfer.pk}",
        "有1人的会籍接转被退回",
        "请查看退回理由，改正后重新转出，或报区总工会裁定",
        reverse("transfer-detail", args=[transfer.pk]),
    )


def tell_townships(units: Iterable[int], key: str, title: str, body: str, url: str, day: dt.date) -> None:
    """The keepers of each; `{number}` in the body is how often the township is named."""
    counted = Counter(units)
    people = keepers(KEEPING, counted, day)
    for unit, number in counted.items():
        tell(people[unit], f"{key}:{unit}", title, body.format(number=number), url)


def tell(people: Iterable[int], key: str, title: str, body: str, url: str) -> None:
    """Each of them once; no name stands in a notice, the page shows it to those who may see."""
    Notice.objects.bulk_create(
        [Notice(user_id=user, key=key, title=title, body=body, url=url) for user in sorted(people)],
        ignore_conflicts=True,
    )
