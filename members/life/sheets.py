"""Transfers in bulk from a sheet: each line is judged before anything is written."""

from collections.abc import Iterator
from functools import cache

from django.utils import timezone

from enterprises.models import GrassrootsUnion

from ..models import Membership, Transfer
from .transfers import closed

Fault = tuple[str, int, str, str]


def unfit_transfers(columns: dict[str, list]) -> Iterator[Fault]:
    """Yields (column, row, why, repair) for lines that cannot be sent; what is registered already stands."""
    members = columns.get("member")
    if not members:
        return
    none: list[None] = [None] * len(members)
    unions, days = (columns.get(name, none) for name in ("to_union", "requested_on"))
    sent = set(Transfer.objects.filter(member__in=known(members)).values_list("member", "requested_on"))
    here = {
        member: (union, since)
        for member, union, since in Membership.objects.filter(
            member__in=known(members), until=None
        ).values_list("member", "union", "since")
    }
    targets = GrassrootsUnion.objects.in_bulk(known(unions))
    shut = cache(lambda union, day: closed(targets[union], day))
    for row, (member, union, day) in enumerate(zip(members, unions, days, strict=True)):
        if member is None or (member, day) in sent:
            continue
        if member not in here:
            yield "member", row, "该会员没有有效会籍，不能办理接转", "请核对会员号；已退会的应重新申请入会"
            continue
        at, since = here[member]
        if union == at:
            yield "to_union", row, "该会员已在这个工会", "请核对转入工会，或删去这一行"
        if union and day and (said := shut(union, day)):
            why, repair = said.split("，")
            yield "to_union", row, why, repair
        if day and not since <= day <= timezone.localdate():
            why = f"转出日期应在现会籍的起始日期{since}之后，不晚于今天"
            yield "requested_on", row, why, "请填写实际转出的日期"


def known(values: list) -> set:
    return {value for value in values if value is not None}
