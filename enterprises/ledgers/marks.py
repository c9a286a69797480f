"""What a list of cases says of each, as of a day: how long, whose, paying or not, seen or not.

Numbers of practice are read inside the query: a register's columns are looked at before there is a database.
"""

import datetime as dt

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from union_portal.parameters.models import RuleParameter

from ..models import CLOSED, ROAD, STOPPED, Claim, Headcount, LevyEntry, Obstacle, Stage, Visit

TRACKS = {
    "unclaimed": "待认领",
    "visiting": "走访中",
    "preparing": "筹建中",
    "founded": "已建会",
    "stopped": "暂不具备",
    "gone": "已注销",
}
EARLY = (Stage.NEW, Stage.SURVEYED, Stage.MOBILISED)
UNITED = (Stage.FOUNDED, Stage.REGISTERED)


def number(code: str, day: dt.date, part: str = "value") -> Cast:
    """A parameter in force on `day`; `part` is `value`, or `value__n` of a period."""
    rule = RuleParameter.objects.filter(
        Q(since=None) | Q(since__lte=day), Q(until=None) | Q(until__gt=day), code=code, scope_division=""
    )
    return Cast(Subquery(rule.values(part)[:1]), IntegerField())


def back(day: dt.date, amount: Cast, unit: str) -> Func:
    """The day so many days or months before."""
    shape = "(%(expressions)s))::date"
    joiner = f" - make_interval({unit} => "
    return Func(Value(day, DateField()), amount, template=shape, arg_joiner=joiner, output_field=DateField())


def days_since(path: str, day: dt.date) -> Func:
    today = Value(day, DateField())
    return Func(today, F(path), template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField())


def yes(condition) -> ExpressionWrapper:
    return ExpressionWrapper(Q(condition), output_field=BooleanField())


def marks(day: dt.date) -> dict:
    """Columns of `UnionizationCase` rows by name."""
    firm = {"enterprise": OuterRef("enterprise")}
    claim = Claim.objects.filter(case=OuterRef("pk"), until=None)
    visits = Visit.objects.filter(**firm)
    headcount = Headcount.objects.on(day).filter(**firm)
    obstacle = Obstacle.objects.filter(until=None, **firm)
    levy = LevyEntry.objects.filter(amount__gt=0, decision__in=("matched", "created"), **firm)
    large = headcount.filter(employees__gte=number("large_enterprise_employees", day))
    recent = back(day, number("levy_window", day, "value__n"), "months")
    interval = back(day, number("visit_interval_days", day), "days")
    without = ~Q(state__in=UNITED)
    return {
        "track": track(claim),
        "days": Case(When(state__in=CLOSED, then=None), default=days_since("state_since", day)),
        "holder": Subquery(claim.annotate(who=Coalesce("holder__name", "org__name")).values("who")[:1]),
        "last_visit": Subquery(visits.order_by("-on").values("on")[:1]),
        "employees": Subquery(headcount.values("employees")[:1]),
        "paid": Subquery(levy.order_by("-month").values("month")[:1]),
        "obstacle": Subquery(obstacle.values("reason")[:1], output_field=Obstacle._meta.get_field("reason")),
        "large": yes(without & Exists(large)),
        "paying": yes(without & Exists(levy.filter(month__gt=recent))),
        "unseen": yes(Q(state__in=ROAD, opened_on__lt=interval) & ~Exists(visits.filter(on__gte=interval))),
    }


def track(claim) -> Case:
    """The tab a case stands under: on the road, by whether anybody has taken it on."""
    return Case(
        When(Q(state__in=ROAD) & ~Exists(claim), then=Value("unclaimed")),
        When(state__in=EARLY, then=Value("visiting")),
        When(state__in=ROAD, then=Value("preparing")),
        When(state__in=UNITED, then=Value("founded")),
        When(state__in=STOPPED, then=Value("stopped")),
        default=Value("gone"),
        output_field=CharField("跟踪", choices=list(TRACKS.items())),
    )


LABELS = {
    "track": "跟踪",
    "days": "阶段停留天数",
    "holder": "责任人",
    "last_visit": "最近走访",
    "employees": "职工数",
    "paid": "税务代收",
    "obstacle": "未建会原因",
    "large": "百人以上未建会",
    "paying": "缴费未建会",
    "unseen": "超30天未走访",
}
