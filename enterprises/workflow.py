"""The life of a union: applied for, approved by the union above, dissolved with its unit."""

from union_portal.workflow import Step, Workflow, guard

from .models import Affiliation, GrassrootsUnion

State = GrassrootsUnion.State


class UnionLife(Workflow):
    model = GrassrootsUnion
    approve = Step(
        "批复成立",
        (State.PREPARING,),
        State.STANDING,
        "enterprises.decide",
        needs=("approved_on", "approval_no"),
    )
    dissolve = Step(
        "撤销工会",
        (State.STANDING,),
        State.DISSOLVED,
        "enterprises.decide",
        needs=("dissolved_on", "dissolve_reason"),
    )


@guard(UnionLife.dissolve)
def covers_nobody(union: GrassrootsUnion) -> str | None:
    left = Affiliation.objects.filter(union=union, until=None).count()
    return f"该工会仍覆盖{left}家单位，请先办理转接或截止覆盖" if left else None
