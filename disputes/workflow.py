"""A dispute from receipt to its end (LD-57); a supervision paper from its number to its outcome (DM-21)."""

from union_portal.workflow import Step, Workflow

from .models import Case, SupervisionDocument

State, Outcome = Case.State, Case.Outcome
Paper = SupervisionDocument.State


class Mediation(Workflow):
    model = Case
    accept = Step("受理", (State.RECEIVED,), State.MEDIATING, "disputes.change", ("accepted_on",))
    refuse = Step(
        "不予受理",
        (State.RECEIVED,),
        State.REFUSED,
        "disputes.decide",
        ("closed_on",),
        {"outcome": Outcome.REFUSED},
    )
    settle = Step(
        "调解成功",
        (State.MEDIATING,),
        State.SETTLED,
        "disputes.change",
        ("closed_on",),
        {"outcome": Outcome.SETTLED},
    )
    fail = Step(
        "调解不成",
        (State.MEDIATING,),
        State.FAILED,
        "disputes.change",
        ("closed_on",),
        {"outcome": Outcome.FAILED},
    )
    withdraw = Step(
        "撤回",
        (State.RECEIVED, State.MEDIATING),
        State.WITHDRAWN,
        "disputes.change",
        ("closed_on",),
        {"outcome": Outcome.WITHDRAWN},
    )
    to_arbitration = Step(
        "转仲裁",
        (State.MEDIATING,),
        State.ARBITRATION,
        "disputes.decide",
        ("closed_on",),
        {"outcome": Outcome.ARBITRATION},
    )
    to_court = Step(
        "转法院",
        (State.MEDIATING,),
        State.COURT,
        "disputes.decide",
        ("closed_on",),
        {"outcome": Outcome.COURT},
    )


class Service(Workflow):
    """Served with proof, answered or not, closed or void; a void paper keeps its number."""

    model = SupervisionDocument
    deliver = Step(
        "登记送达",
        (Paper.ISSUED,),
        Paper.DELIVERED,
        "disputes.change",
        ("delivered_on", "method", "receipt"),
    )
    reply = Step("登记答复", (Paper.DELIVERED,), Paper.ANSWERED, "disputes.change", ("answered_on", "answer"))
    close = Step(
        "办结", (Paper.DELIVERED, Paper.ANSWERED), Paper.CLOSED, "disputes.decide", ("closed_on", "outcome")
    )
    cancel = Step(
        "作废", (Paper.ISSUED, Paper.DELIVERED), Paper.VOID, "disputes.decide", ("voided_on", "void_reason")
    )
