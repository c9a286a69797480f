"""集体协商: 份, 家 and 人 told apart; rates over the enterprises recorded as eligible."""

from functools import partial

from django.db.models import Q

from enterprises import rules as firms
from enterprises.models import Eligibility, Enterprise, Headcount
from union_portal.reporting.indicators import Rate, Statistic, Tally

from .. import rules
from ..models import Contract, ModelEnterprise
from ..models.contracts import standing

Kind, Scope = Contract.Kind, Contract.Scope
Documents = partial(Tally, model=Contract)
Enterprises = partial(Tally, model=Enterprise)
Employees = partial(Tally, model=Headcount, amount="employees")


def documents(period, **condition) -> Q:
    return standing(period.last_day) & Q(**condition)


def wage(period) -> Q:
    return rules.covered(period.last_day, Kind.WAGE)


def comprehensive(period) -> Q:
    return rules.covered(period.last_day, Kind.COMPREHENSIVE)


def eligible(period) -> Q:
    """符合协商条件: recorded as such, on a unionized enterprise (CB-61)."""
    day = period.last_day
    return firms.eligible(Eligibility.Kind.BARGAIN, day) & firms.unionized(day)


def employees_of(period, condition: Q) -> Q:
    """The headcounts in force of the enterprises that meet `condition`: one row, and one count, each."""
    chosen = Enterprise.objects.filter(condition)
    return period.ends_with("since", "until") & Q(enterprise_id__in=chosen.values("pk"))


Documents("BAR01", when=lambda p: documents(p, kind=Kind.COMPREHENSIVE))
Enterprises("BAR02", when=comprehensive)
Employees("BAR03", when=lambda p: employees_of(p, comprehensive(p)))
Documents("BAR04", when=lambda p: documents(p, kind=Kind.WAGE))
Enterprises("BAR05", when=wage)
Employees("BAR06", when=lambda p: employees_of(p, wage(p)))
Enterprises("BAR07", when=lambda p: rules.signed_itself(p.last_day, Kind.WAGE))
Enterprises("BAR08", when=lambda p: wage(p) & firms.small_micro(p.last_day))
Documents("BAR09", when=lambda p: documents(p, scope__in=(Scope.REGIONAL, Scope.INDUSTRY)))
Documents("BAR10", when=lambda p: documents(p, kind=Kind.WOMEN))
Rate(
    "BAR11",
    model=Enterprise,
    over=lambda p: (
        rules.bound(rules.in_force(p.last_day), p.last_day) & firms.employing(p.last_day, women__gte=1)
    ),
    of=lambda p: rules.minds_women(p.last_day),
    over_label="有有效集体合同且有女职工的企业",
    of_label="约定女职工权益的企业",
)
Documents("BAR12", when=lambda p: documents(p, kind=Kind.SAFETY))
Enterprises("BAR13", when=eligible)

Covered = partial(Rate, model=Enterprise, over=eligible, over_label="符合协商条件的建会企业")
Covered("BAR14", of=comprehensive, of_label="集体合同覆盖的企业")
Covered("BAR15", of=wage, of_label="工资专项合同覆盖的企业")
Covered(
    "BAR16",
    of=lambda p: rules.bound(
        Contract.objects.signed_unexpired(p.last_day).filter(kind=Kind.WAGE), p.last_day
    ),
    of_label="已签字未到期的企业",
)
Rate(
    "BAR17",
    model=Contract,
    over=rules.due_for_renewal,
    of=rules.renewed,
    over_label="期内到期的工资专项合同",
    of_label="按期续签的合同",
)
Rate(
    "BAR18",
    model=Enterprise,
    over=lambda p: eligible(p) & firms.hundred_plus(p.last_day),
    of=lambda p: rules.signed_itself(p.last_day, Kind.WAGE),
    over_label="百人以上符合条件的企业",
    of_label="独立签订的企业",
)
Rate(
    "BAR19",
    model=Enterprise,
    over=lambda p: firms.unionized(p.last_day),
    of=wage,
    over_label="建会企业",
    of_label="有工资协商制度的企业",
)
Tally("BAR20", model=ModelEnterprise, when=lambda p: p.ends_with("since", "until"))
Rate(
    "BAR21",
    model=Enterprise,
    over=lambda p: firms.unionized(p.last_day) & firms.hundred_plus(p.last_day),
    of=lambda p: Q(pk__in=ModelEnterprise.objects.on(p.last_day).values("enterprise_id")),
    over_label="百人以上建会企业",
    of_label="典型示范企业",
)
Enterprises(
    "BAR22",
    when=lambda p: (
        firms.hundred_plus(p.last_day)
        & rules.bound(rules.in_force(p.last_day).filter(standardised_on__lte=p.last_day), p.last_day)
    ),
)
Statistic(
    "BAR29",
    model=Contract,
    when=lambda p: p.covers("signed_on") & Q(kind=Kind.WAGE, raise_percent__isnull=False),
    amount="raise_percent",
)
