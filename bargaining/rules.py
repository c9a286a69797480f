"""Which enterprises are covered by which contract on a day (CB-62), and which contracts were renewed.

Remembered, as in enterprises/rules.py.
"""

import datetime as dt
from functools import lru_cache

from django.db.models import Exists, OuterRef, Q, Value
from django.db.models.functions import Least

from enterprises.models import Eligibility
from union_portal import parameters
from union_portal.organization.records import ScopedQuerySet

from .models import Contract, ContractCoverage

Kind = Contract.Kind
Scope = Contract.Scope


def own(contracts: ScopedQuerySet) -> Q:
    """Enterprises that signed one of these contracts themselves."""
    return Q(pk__in=contracts.filter(scope=Scope.ENTERPRISE).values("enterprise_id"))


def bound(contracts: ScopedQuerySet, day: dt.date) -> Q:
    """Enterprises bound on `day` by one of these: their own, or one that lists them. Each counts once."""
    listed = ContractCoverage.objects.on(day).filter(contract__in=contracts.values("pk"))
    return own(contracts) | Q(pk__in=listed.values("enterprise_id"))


def in_force(day: dt.date, kind: Kind | None = None) -> ScopedQuerySet:
    contracts = Contract.objects.in_force(day)
    return contracts.filter(kind=kind) if kind else contracts


@lru_cache
def covered(day: dt.date, kind: Kind) -> Q:
    return bound(in_force(day, kind), day)


@lru_cache
def signed_itself(day: dt.date, kind: Kind) -> Q:
    return own(in_force(day, kind))


@lru_cache
def minds_women(day: dt.date) -> Q:
    """Bound by a contract in force that holds women's rights content, in whatever form (CB-66)."""
    contracts = Contract.objects.in_force(day)
    return bound(contracts.filter(~Q(women=Contract.Women.NONE) | Q(kind=Kind.WOMEN)), day)


def due_for_renewal(period) -> Q:
    """Wage contracts that expire in the period; an enterprise's own only if it is still eligible then."""
    still = Eligibility.objects.filter(
        Q(until=None) | Q(until__gt=OuterRef("expires_on")),
        enterprise=OuterRef("enterprise"),
        kind=Eligibility.Kind.BARGAIN,
        met=True,
        since__lte=OuterRef("expires_on"),
    )
    return (
        period.covers("expires_on")
        & Q(kind=Kind.WAGE, terminated_on=None)
        & (~Q(scope=Scope.ENTERPRISE) | Exists(still))
    )


def renewed(period) -> Q:
    """With a successor signed by the earlier of expiry + 90 days and the period's last day (CB-65)."""
    grace = dt.timedelta(days=parameters.value("renewal_grace_days", period.last_day))
    limit = Least(OuterRef("expires_on") + grace, Value(period.last_day))
    return Q(Exists(Contract.objects.filter(renews=OuterRef("pk"), signed_on__lte=limit)))
