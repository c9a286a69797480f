"""Help from application to payment, in three pairs of hands (HA-37)."""

from union_portal.workflow import Step, Workflow

from .models import Aid

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
