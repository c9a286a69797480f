"""The steps of an application, each the committee's (MB-10)."""

from django.core.exceptions import ValidationError

from union_portal.workflow import Step, Workflow

from ..models import MembershipApplication
from .deciding import admit, check_reason

State, Verdict = MembershipApplication.State, MembershipApplication.Verdict
DECIDE = "members.decide"


def answered(label: str, target: str, verdict: str) -> Step:
    needs = ("decided_on", "reason")
    return Step(label, (State.SUBMITTED,), target, DECIDE, needs, {"verdict": verdict}, "decided_by")


class ApplicationLife(Workflow):
    """An approval makes the member and the membership; the other answers need a reason."""

    model = MembershipApplication
    admit = Step("通过", (State.SUBMITTED,), State.APPROVED, DECIDE, ("decided_on",))
    send_back = answered("退回补正", State.RETURNED, Verdict.RETURNED)
    turn_down = answered("不通过", State.REJECTED, Verdict.REJECTED)

    @classmethod
    def take(cls, name, row, user, **values):
        if name != "admit":
            if values.get("reason"):
                check_reason(cls.steps[name].sets["verdict"], values["reason"])
            return super().take(name, row, user, **values)
        cls.permitted(name, row, user, values)
        outcome = admit([row.pk], user, values["decided_on"])
        if not outcome.admitted:
            against = [one.against for one in outcome.refused]
            raise ValidationError(against or ["这份申请已有结果，请刷新后再看"])
        row.refresh_from_db()
        return row
