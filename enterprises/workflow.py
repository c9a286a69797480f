"""The life of a union, and of the work that leads to one: each step, who may take it, on what evidence."""

from union_portal.workflow import Step, Workflow, guard

from .models import Affiliation, GrassrootsUnion, Obstacle, UnionizationCase, Visit
from .models.tracking import ROAD, STOPPED, Stage

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


def reach(stage: Stage, *origins: Stage, label: str = "", verb: str = "change") -> Step:
    """Into `stage`, on a day that the person fills."""
    right = f"enterprises.{verb}"
    return Step(label or str(stage.label), origins, stage, right, ("state_since",), {"state": stage})


def before(stage: Stage) -> tuple[Stage, ...]:
    """The visited stages that lead to this one."""
    return ROAD[1 : ROAD.index(stage)]


class CaseLife(Workflow):
    """The road of OR-40 runs forward, and stages may be left out: a firm of thirty applies and elects in
    one week, one that joins a joint union elects nobody, and a date nobody wrote down would be invented.
    Two things cannot be left out: the visit that opens the road, and the approval that ends it (OR-03).
    Nothing leads back but 暂不具备 and 拒绝, from which work begins again with 宣传动员.
    """

    model = UnionizationCase
    survey = reach(Stage.SURVEYED, Stage.NEW)
    mobilise = reach(Stage.MOBILISED, *before(Stage.MOBILISED))
    apply = reach(Stage.APPLIED, *before(Stage.APPLIED))
    prepare = reach(Stage.PREPARING, *before(Stage.PREPARING))
    consent = reach(Stage.CONSENTED, *before(Stage.CONSENTED), verb="decide")
    elect = reach(Stage.ELECTED, *before(Stage.ELECTED))
    found = reach(Stage.FOUNDED, *ROAD[1:], label="建会登记", verb="decide")
    register = reach(Stage.REGISTERED, Stage.FOUNDED)
    defer = reach(Stage.DEFERRED, *ROAD[1:], Stage.REFUSED, label="暂不具备")
    refuse = reach(Stage.REFUSED, *ROAD[1:], Stage.DEFERRED)
    resume = reach(Stage.MOBILISED, *STOPPED, label="恢复推进")
    leave = reach(Stage.GONE, *ROAD, *STOPPED)


@guard(CaseLife.survey)
def visited(case: UnionizationCase) -> str | None:
    seen = Visit.objects.filter(enterprise=case.enterprise, on__gte=case.opened_on).exists()
    return None if seen else f"{case.opened_on}入库以来没有走访记录，请先记一次走访"


@guard(CaseLife.defer)
@guard(CaseLife.refuse)
def reason_known(case: UnionizationCase) -> str | None:
    known = Obstacle.objects.filter(enterprise=case.enterprise, until=None).exists()
    return None if known else "没有登记未建会原因，请先在走访中写明原因和下一步"


@guard(CaseLife.leave)
def firm_left(case: UnionizationCase) -> str | None:
    return None if case.enterprise.closed_on else "该单位没有退出日期，请先在企业页填写退出日期和原因"


@guard(CaseLife.found)
def approved(case: UnionizationCase) -> str | None:
    if case.union and case.union.approved_on:
        return None
    return "未填写上级工会批复，不能计入建会数，请在“建会登记”中填写批复日期和文号"


@guard(CaseLife.register)
def has_code(case: UnionizationCase) -> str | None:
    code = case.union and case.union.credit_code
    return None if code else "该工会没有法人代码，请先在工会页填写工会法人代码"
