"""覆盖率: the same coverage over every recorded denominator, in 家 and in 人; who is out, and why (S21)."""

import datetime as dt
from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Count, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import render

from enterprises import rules as firms
from enterprises.models import Eligibility, Enterprise, Headcount
from enterprises.pages.doors import allowed, day_asked
from union_portal.fields import rate
from union_portal.organization.requests import SignedIn
from union_portal.reporting.compute import whole_tables

from .. import rules
from ..models import Contract, ContractCoverage

PAGE = 50
Kind, Scope = Contract.Kind, Contract.Scope


@dataclass(frozen=True)
class Cell:
    """Covered of all, and the share in %; None where there is nobody to cover."""

    covered: int
    all: int

    @property
    def share(self):
        return rate(self.covered, self.all)


def measures(day: dt.date) -> dict[str, tuple[str, Q]]:
    return {
        "wage": ("工资专项合同覆盖", rules.covered(day, Kind.WAGE)),
        "own": ("独立签订工资专项合同", rules.signed_itself(day, Kind.WAGE)),
        "comprehensive": ("综合集体合同覆盖", rules.covered(day, Kind.COMPREHENSIVE)),
        "women": ("约定女职工权益", rules.minds_women(day)),
        "safety": ("劳动安全卫生专项合同覆盖", rules.covered(day, Kind.SAFETY)),
    }


def denominators(day: dt.date) -> dict[str, tuple[str, Q]]:
    """Every one that the accounts divide by; all are unionized (CB-60 to CB-64)."""
    unionized, met = firms.unionized(day), firms.eligible(Eligibility.Kind.BARGAIN, day)
    hundred = firms.hundred_plus(day)
    return {
        "unionized": ("全部建会企业", unionized),
        "eligible": ("符合协商条件", unionized & met),
        "hundred": ("百人以上", unionized & hundred),
        "hundred-eligible": ("百人以上且符合条件", unionized & met & hundred),
    }


def table(user, day: dt.date, people: bool) -> list[tuple[str, str, list[tuple[str, Cell]]]]:
    """A line a measure, a cell a denominator; in 人 the headcounts in force of the same enterprises."""
    over, of = denominators(day), measures(day)
    rows = Enterprise.objects.visible_to(user).order_by()
    if people:
        rows = rows.annotate(staff=employees(day))
    found = {}
    with whole_tables():
        for name, (_, chosen) in over.items():
            asked = {measure: _amount(people, condition) for measure, (_, condition) in of.items()}
            found[name] = rows.filter(chosen).aggregate(all=_amount(people), **asked)
    return [
        (measure, label, [(name, Cell(found[name][measure], found[name]["all"])) for name in over])
        for measure, (label, _) in of.items()
    ]


def _amount(people: bool, condition: Q | None = None) -> Count | Sum:
    return Sum("staff", filter=condition, default=0) if people else Count("pk", filter=condition)


def employees(day: dt.date) -> Coalesce:
    held = Headcount.objects.on(day).filter(enterprise=OuterRef("pk")).values("employees")[:1]
    return Coalesce(Subquery(held), Value(0), output_field=IntegerField())


def outside(user, day: dt.date) -> list[tuple[str, int]]:
    """Unionized and not eligible: the reason recorded, and how many have it."""
    unionized = Enterprise.objects.visible_to(user).filter(firms.unionized(day))
    decided = Eligibility.objects.on(day).filter(kind=Eligibility.Kind.BARGAIN)
    refused = decided.filter(met=False, enterprise__in=unionized.values("pk"))
    reasons = list(refused.order_by().values_list("reason").annotate(n=Count("pk")).order_by("-n", "reason"))
    unknown = unionized.exclude(pk__in=decided.values("enterprise_id")).count()
    return [(reason or "未写明理由", n) for reason, n in reasons] + (
        [("没有认定记录", unknown)] if unknown else []
    )


def doubles(user, day: dt.date, kind: Contract.Kind = Kind.WAGE) -> QuerySet:
    """Bound by two contracts of a kind or more: shown, and counted once."""
    own = rules.in_force(day, kind).filter(enterprise=OuterRef("pk")).order_by().values("enterprise")
    listed = ContractCoverage.objects.on(day).filter(
        contract__in=rules.in_force(day, kind).values("pk"), enterprise=OuterRef("pk")
    )
    number = lambda rows: Coalesce(  # noqa: E731
        Subquery(rows.annotate(n=Count("pk")).values("n"), output_field=IntegerField()), Value(0)
    )
    rows = Enterprise.objects.visible_to(user)
    return rows.annotate(bound=number(own) + number(listed.order_by().values("enterprise"))).filter(
        bound__gt=1
    )


def leaning(user, day: dt.date, kind: Contract.Kind = Kind.WAGE) -> QuerySet:
    """Regional and industry contracts in force: whom they bind, and who would drop out if they lapsed."""
    in_force = rules.in_force(day, kind)
    rows = ContractCoverage.objects.on(day).filter(contract=OuterRef("pk"))
    elsewhere = ContractCoverage.objects.on(day).filter(
        ~Q(contract=OuterRef("contract")),
        contract__in=in_force.values("pk"),
        enterprise=OuterRef("enterprise"),
    )
    own = in_force.filter(scope=Scope.ENTERPRISE, enterprise=OuterRef("enterprise"))
    alone = rows.filter(~Exists(elsewhere), ~Exists(own)).order_by().values("contract")
    workers = Subquery(
        Headcount.objects.on(day).filter(enterprise=OuterRef("enterprise")).values("employees")[:1]
    )
    count = lambda chosen: Coalesce(  # noqa: E731
        Subquery(chosen.annotate(n=Count("enterprise", distinct=True)).values("n")), Value(0)
    )
    lost = alone.annotate(one=workers).values("contract").annotate(n=Sum("one")).values("n")
    return (
        in_force.visible_to(user)
        .exclude(scope=Scope.ENTERPRISE)
        .annotate(
            bound=count(rows.order_by().values("contract")),
            alone=count(alone),
            workers=Coalesce(Subquery(lost, output_field=IntegerField()), Value(0)),
        )
        .select_related("org")
        .order_by("expires_on", "pk")
    )


def page(request: SignedIn):
    allowed(request, "view", "查看协商覆盖率", "bargaining")
    day, people = day_asked(request), request.GET.get("unit") == "people"
    context = {
        "day": day,
        "people": people,
        "columns": [label for label, _ in denominators(day).values()],
        "lines": table(request.user, day, people),
        "outside": outside(request.user, day),
        "doubles": doubles(request.user, day).count(),
        "leaning": leaning(request.user, day),
    }
    return render(request, "bargaining/coverage.html", context)


PARTS = {"num": "已覆盖", "rest": "未覆盖", "double": "重复覆盖"}


def rows(request: SignedIn):
    """The enterprises behind one cell: the same conditions, so as many of them."""
    allowed(request, "view", "查看协商覆盖率", "bargaining")
    day, query = day_asked(request), request.GET
    part, over, of = query.get("part", "num"), denominators(day), measures(day)
    measure, among = query.get("measure", "wage"), query.get("over", "unionized")
    if part not in PARTS or measure not in of or among not in over:
        raise Http404("没有这个数")
    if part == "double":
        chosen, title = doubles(request.user, day), "工资专项合同重复覆盖的企业"
    else:
        inside = Enterprise.objects.visible_to(request.user).filter(over[among][1])
        reached = inside.filter(of[measure][1])
        chosen = reached if part == "num" else inside.exclude(pk__in=reached.values("pk"))
        title = f"{over[among][0]}：{of[measure][0]}，{PARTS[part]}"
    chosen = chosen.select_related("org").annotate(staff=employees(day)).order_by("org__path", "pk")
    listed = Paginator(chosen, PAGE).get_page(query.get("page"))
    total = chosen.aggregate(staff_total=Sum("staff", default=0))["staff_total"]
    context = {"day": day, "page": listed, "title": title, "total": total}
    return render(request, "bargaining/coverage_rows.html", context)
