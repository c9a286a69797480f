"""Help from application to payment, in three pairs of hands (HA-37); mutual aid claimed and paid, in two."""

from union_portal.workflow import Step, Workflow

from .models import Aid, MutualClaim

State = Aid.State


class AidLife(Workflow):
    model = Aid
    approve = Step(
        "审批通过",
        (State.APPLIED,),
        State.APPROVED,
        "assistance.decide",
        ("approved_on",),
        actor="approved_by",
    )
    refuse = Step("退回申请", (State.APPLIED,), State.REFUSED, "assistance.decide", ("refused_on",))
    pay = Step("登记发放", (State.APPROVED,), State.PAID, "assistance.decide", ("paid_on",), actor="paid_by")


Stage = MutualClaim.State


class MutualClaimLife(Workflow):
    model = MutualClaim
    accept = Step("受理", (Stage.REPORTED,), Stage.ACCEPTED, "assistance.decide", ("accepted_on",))
    pay = Step(
        "登记赔付",
        (Stage.ACCEPTED,),
        Stage.PAID,
        "assistance.decide",
        ("paid_on", "paid"),
        actor="paid_by",
    )
    refuse = Step(
        "不予赔付",
        (Stage.REPORTED, Stage.ACCEPTED),
        Stage.REFUSED,
        "assistance.decide",
        ("refused_on", "reason"),
    )
