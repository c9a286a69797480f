"""What to look after in the registers of contracts."""

import datetime as dt
from functools import partial

from django.db.models import F, Q
from django.db.models.functions import Coalesce

from union_portal import parameters
from union_portal.calendars import LegalDeadline
from union_portal.reporting.quality import Finding

from .indicators.clocks import lapsed_on, standing
from .models import Contract, ContractCoverage, PerformanceReport, Talks

OfContracts = partial(Finding, model=Contract)
YEAR = dt.timedelta(365)


def beyond(day: dt.date) -> Q:
    """A spell of coverage still open after its contract has ended."""
    ended = Q(contract__expires_on__lt=day) | Q(contract__terminated_on__lte=day)
    return ended & (Q(until=None) | Q(until__gt=day))


def below_the_line(day: dt.date) -> Q:
    """In force, with a lowest pay, as last changed, below the city's of today (CB-50)."""
    line = parameters.value("minimum_wage_month", day)
    below = Contract.objects.in_force(day).with_agreed(day).filter(agreed__lt=line)
    return Q(pk__in=below.values("pk"))


def unfiled(day: dt.date) -> Q:
    """Signed, and not filed within the days for it (CB-27)."""
    late = Contract.objects.annotate(due=LegalDeadline("contract_filing", F("signed_on"))).filter(due__lt=day)
    return Q(filed_on=None, terminated_on=None, expires_on__gte=day, pk__in=late.values("pk"))


def unreported(day: dt.date) -> Q:
    """In force for a year and more without a report to the congress in it (CB-45)."""
    fresh = PerformanceReport.objects.filter(on__gt=day - YEAR, on__lte=day)
    return standing(day) & Q(effective_on__lte=day - YEAR) & ~Q(pk__in=fresh.values("contract_id"))


def unanswered(day: dt.date) -> Q:
    """Offered, and no answer within the days for it (CB-21)."""
    due = LegalDeadline("offer_answer", Coalesce("received_on", "offered_on"))
    late = Talks.objects.filter(state="offered").annotate(due=due).filter(due__lt=day)
    return Q(pk__in=late.values("pk"))


OfContracts(
    "contract-lapsed",
    "合同过期未续",
    "不再计入覆盖，续签率下降",
    when=lapsed_on,
    repair="发起续签协商，或在新合同上登记“续签自”",
)
OfContracts(
    "contract-unfiled",
    "签字后未按期报送",
    "不能生效，备案及时率下降",
    when=unfiled,
    repair="登记报送",
)
OfContracts(
    "contract-low-pay",
    "约定最低工资低于本市最低工资",
    "违反最低工资规定",
    when=below_the_line,
    repair="与企业协商变更，登记合同变更",
)
OfContracts(
    "contract-unreported",
    "一年未向职代会报告履行情况",
    "履约报告率下降",
    when=unreported,
    repair="登记履约报告",
)
Finding(
    "coverage-beyond",
    "覆盖名单超出合同期限",
    "覆盖已随合同终止，名单未截止",
    model=ContractCoverage,
    when=beyond,
    repair="填写覆盖截止日期，或登记续签的合同",
)
Finding(
    "offer-unanswered",
    "要约逾期未答复",
    "要约回应及时率下降",
    model=Talks,
    when=unanswered,
    repair="登记应约或拒绝；拒绝、拖延的认定为不协商企业",
)
