"""What membership asks of the apps below it."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from enterprises.belongings import Belonging
from enterprises.models import GrassrootsUnion
from enterprises.workflow import UnionLife
from union_portal.organization.records import refusal
from union_portal.workflow import Step, Workflow, guard

from .applying.life import ApplicationLife
from .cards.life import CardLife
from .founding import Founders
from .life.reminding import tell_returned
from .life.transfers import closed, overdue, patience
from .models import Member, Membership, Transfer

__all__ = ["ApplicationLife", "CardLife"]


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

State = Transfer.State


class TransferLife(Workflow):
    """The receiving side accepts or returns, the sending side recalls, the district decides what is left."""

    model = Transfer
    accept = Step("接收", (State.WAITING,), State.ACCEPTED, "members.change", ("accepted_on",))
    send_back = Step("退回", (State.WAITING,), State.RETURNED, "members.change", ("returned_on", "reason"))
    recall = Step("撤回", (State.WAITING,), State.RECALLED, "members.change", ("recalled_on",))
    arbitrate = Step(
        "裁定接收",
        (State.WAITING, State.RETURNED),
        State.ACCEPTED,
        "members.decide",
        ("accepted_on", "ruling"),
        {"arbitrated": "True"},
    )

    @classmethod
    def open_to(cls, user, row: Any) -> dict[str, Step]:
        steps = super().open_to(user, row)
        return {name: step for name, step in steps.items() if sides(step, row) <= user.unit_ids(step.right)}

    @classmethod
    def take(cls, name: str, row: Any, user, **values):
        step = cls.steps[name]
        if user.can(step.right) and not sides(step, row) <= user.unit_ids(step.right):
            raise PermissionDenied(f"“{step.label}”由{'转出' if step is cls.recall else '转入'}方办理")
        if step.target == State.ACCEPTED and (said := closed(row.to_union, timezone.localdate())):
            raise ValidationError(said)
        try:
            with transaction.atomic():
                moved = super().take(name, row, user, **values)
        except IntegrityError as error:
            raise ValidationError(refusal(error, Transfer)) from error
        if step is cls.send_back:
            tell_returned(moved, values["returned_on"])
        return moved


def sides(step: Step, row: Transfer) -> set[int]:
    """The units over which a post must reach to take the step."""
    if step is TransferLife.recall:
        return {row.org_id}
    return {row.to_union.org_id} | ({row.org_id} if step is TransferLife.arbitrate else set())


@guard(TransferLife.arbitrate)
def is_for_the_district(transfer: Transfer) -> str | None:
    """The two unions have had their time."""
    today = timezone.localdate()
    open_still = (
        transfer.state == State.WAITING
        and not Transfer.objects.filter(overdue(today), pk=transfer.pk).exists()
    )
    return f"转出未满{patience(today)}日，先由转入方接收或退回" if open_still else None
