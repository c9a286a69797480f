"""What contracts say: rises, must-talk items, the lowest and the average pay."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import DecimalField, F, OuterRef, Q, Subquery, Sum
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from enterprises.models import Enterprise, Headcount
from union_portal import parameters
from union_portal.reporting.evidence import Trace
from union_portal.reporting.indicators import Counted, Rate, Tally
from union_portal.reporting.measures import Measure, Value

from ..checklist import MUST_TALK
from ..models import Amendment, Clause, Contract, ContractCoverage

Kind = Contract.Kind
CENT = Decimal("0.01")
COUNT = DecimalField(max_digits=20, decimal_places=2)


def employees(period) -> Combinable:
    """Of a contract: the employees of its enterprise or of those it lists, on the period's last day."""
    known = Headcount.objects.on(period.last_day)
    listed = ContractCoverage.objects.on(period.last_day).filter(contract=OuterRef(OuterRef("pk")))
    ours = known.filter(enterprise=OuterRef("enterprise")).values("employees")
    theirs = known.filter(enterprise__in=listed.values("enterprise")).order_by().values(one=F("org_id") * 0)
    return Coalesce(Subquery(ours[:1]), 0, output_field=COUNT) + Coalesce(
        Subquery(theirs.annotate(sum=Sum("employees")).values("sum")), 0, output_field=COUNT
    )


@dataclass(frozen=True)
class WeightedMean(Counted):
    """The mean of `amount`, each row by its `weight`; found anew at each level, never added up."""

    amount: str
    weight: Callable
    weighed_by: str
    adds_up = False

    def basis(self):
        return f"“{self.registers()[0]}”的{self.name}，{self.weighed_by}"

    def measures(self, period):
        weight = self.weight(period)
        yield Measure(f"{self.code}_n", self.model, self.when(period), F(self.amount) * weight)
        yield Measure(f"{self.code}_d", self.model, self.when(period), weight)

    def read(self, cells):
        total, weight = (Decimal(cells.get(f"{self.code}_{part}") or 0) for part in "nd")
        return Value((total / weight).quantize(CENT) if weight else None)

    def rows(self, period, unit, part="num"):
        weight = self.weight(period)
        return super().rows(period, unit).annotate(weight=weight, weighed=F(self.amount) * weight)

    def recount(self, rows, part="num"):
        found = rows.aggregate(total=Sum("weighed"), weights=Sum("weight"))
        return (found["total"] / found["weights"]).quantize(CENT) if found["weights"] else None

    def traces(self, period, unit):
        rows = self.rows(period, unit)
        return {"num": Trace(rows, "weighed"), "weight": Trace(rows, "weight")}

    def come_to(self, sums, part="num"):
        weights = sums["weight"].total
        return (sums["num"].total / weights).quantize(CENT) if weights else None


def at_the_line(period) -> Q:
    """In force, with a lowest pay, as last changed, that is no more than the city's of the day (CB-50)."""
    day = period.last_day
    changed = Amendment.objects.filter(contract=OuterRef("pk"), on__lte=day, minimum_wage__isnull=False)
    agreed = Coalesce(Subquery(changed.order_by("-on").values("minimum_wage")[:1]), F("minimum_wage"))
    below = (
        Contract.objects.in_force(day)
        .annotate(agreed=agreed)
        .filter(agreed__lte=parameters.value("minimum_wage_month", day))
    )
    return Q(pk__in=below.values("pk"))


def above_average(period) -> Q:
    """Enterprises bound by what was signed in the period, whose average pay now exceeds the city's."""
    try:
        city = parameters.value("city_average_wage_month", period.last_day)
    except parameters.Missing:
        return Q(pk__in=[])
    signed = Contract.objects.filter(period.covers("signed_on"))
    own = signed.filter(scope=Contract.Scope.ENTERPRISE, average_wage__gt=city)
    listed = ContractCoverage.objects.filter(contract__in=signed.values("pk"), average_wage__gt=city)
    return Q(pk__in=own.values("enterprise_id")) | Q(pk__in=listed.values("enterprise_id"))


def rises(period) -> Q:
    return period.covers("signed_on") & Q(kind=Kind.WAGE, raise_percent__isnull=False)


def must_talk(period) -> Q:
    """Every one of the must-talk items is settled (A107)."""
    found = Q()
    for topic in MUST_TALK:
        found &= Q(pk__in=Clause.objects.filter(topic=topic).values("contract_id"))
    return found


WeightedMean(
    "BAR30",
    model=Contract,
    when=rises,
    amount="raise_percent",
    weight=employees,
    weighed_by="按覆盖职工数加权",
)
Rate(
    "BAR31",
    model=Contract,
    over=lambda p: p.covers("signed_on"),
    of=must_talk,
    over_label="期内签订的合同",
    of_label="含带薪休假和安全生产条款的合同",
)
Tally("BAR32", model=Contract, when=at_the_line)
Tally("BAR34", model=Enterprise, when=above_average)
