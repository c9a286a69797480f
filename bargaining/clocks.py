"""Every clock of bargaining that is running: what is to be done, by which last day, and by which rule.

Dates come from the dated parameters; a clock's `due` is the last day on which it is still in time.
"""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db import models
from django.db.models import (
    Case,
    CharField,
    Count,
    DateField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Least, NullIf
from django.urls import reverse

from union_portal.calendars import LegalDeadline
from union_portal.ledgers.declarations import LEDGERS
from union_portal.periods import add_months

from .indicators.clocks import lapsed_on
from .models import Contract, Filing, Pause, PerformanceReport, Talks
from .models.contracts import standing

YEAR = dt.timedelta(364)
"""From a report to the last day of its year."""
RECENT = dt.timedelta(60)
"""Publication is looked after for so long; older contracts came from paper, where nobody noted it."""
AHEAD = dt.timedelta(90)
WAGE = Contract.Kind.WAGE


@dataclass(frozen=True)
class Clock:
    """`rows(day)` are those that run on `day`, annotated with `due`; `to` leads from a row to talks."""

    name: str
    label: str
    model: type[models.Model]
    rows: Callable[[dt.date], QuerySet]
    law: str
    to: str = ""

    def running(self, user, day: dt.date, mine: bool) -> QuerySet:
        """In the reader's units; with `mine` those the reader sees to."""
        rows = self.rows(day).filter(org__in=user.unit_ids("bargaining.view")).order_by()
        return rows.filter(**{f"{self.to}officer": user}) if mine else rows

    def lines(self, user, day: dt.date, due: Q, mine: bool) -> QuerySet:
        """Clock, due, row, what, firm, place, who: the columns in which all clocks are alike."""
        scopes = (When(**{f"{self.to}scope": one}, then=Value(one.label)) for one in Contract.Scope)
        scope = Case(*scopes, output_field=CharField())
        title = "number" if self.model is Contract else f"{self.to}title"
        told = {
            "clock": Value(self.name, CharField()),
            "row": F(f"{self.to}pk"),
            "what": Cast(F(title), CharField()),
            "firm": Coalesce(F(f"{self.to}enterprise__name"), NullIf(F(f"{self.to}area"), Value("")), scope),
            "place": F("org__name"),
            "who": Coalesce(F(f"{self.to}officer__name"), Value("")),
        }
        return self.running(user, day, mine).filter(due).annotate(**told).values("due", *told)

    def counts(self, user, day: dt.date, spans: dict[str, Q], mine: bool) -> dict[str, int]:
        asked = {name: Count("pk", filter=span) for name, span in spans.items()}
        return self.running(user, day, mine).aggregate(**asked)

    def url(self, row: int) -> str:
        model = Contract if self.model is Contract else Talks
        return reverse(f"{LEDGERS[model].name}-detail", args=[row])


def _offered(day: dt.date) -> QuerySet:
    due = LegalDeadline("offer_answer", Coalesce("received_on", "offered_on"))
    return Talks.objects.filter(state="offered").annotate(due=due)


def _paused(day: dt.date) -> QuerySet:
    return Pause.objects.filter(until=None, talks__lapsed_on=None).annotate(due=F("limit"))


def _unfiled(day: dt.date) -> QuerySet:
    return Contract.objects.filter(filed_on=None, effective_on=None, terminated_on=None, expires_on__gte=day)


def _wages_unfiled(day: dt.date) -> QuerySet:
    """Wanted after seven days, late after ten: both rules are in force (CB-31)."""
    wanted, late = (LegalDeadline(rule, F("signed_on")) for rule in ("wage_filing", "wage_filing_overdue"))
    rows = _unfiled(day).filter(kind=WAGE).annotate(wanted=wanted)
    return rows.annotate(due=Case(When(wanted__gte=day, then=F("wanted")), default=late))


def _others_unfiled(day: dt.date) -> QuerySet:
    rows = _unfiled(day).exclude(kind=WAGE)
    return rows.annotate(due=LegalDeadline("contract_filing", F("signed_on")))


def _reviewed(day: dt.date) -> QuerySet:
    silent = Contract.objects.filter(terminated_on=None, objected_on=None, effective_on__gt=day)
    return silent.annotate(due=LegalDeadline("filing_review", _received()))


def _received() -> Subquery:
    last = Filing.objects.filter(contract=OuterRef("pk")).order_by("-round")
    return Subquery(last.values("received_on")[:1])


def _unpublished(day: dt.date) -> QuerySet:
    fresh = Contract.objects.in_force(day).filter(kind=WAGE, published_on=None, effective_on__gt=day - RECENT)
    return fresh.annotate(due=LegalDeadline("wage_publication", F("effective_on")))


def _unreported(day: dt.date) -> QuerySet:
    """The next report falls a year after the last one, or after the effect, and before the contract ends."""
    told = PerformanceReport.objects.filter(contract=OuterRef("pk"), on__lte=day).order_by("-on")
    whole = Contract.objects.in_force(day).annotate(told=Subquery(told.values("on")[:1]))
    again = Cast(Coalesce("told", "effective_on") + Value(YEAR), DateField())
    wanting = Q(told=None) | Q(told__lt=F("expires_on") - YEAR)
    return whole.filter(wanting).annotate(due=Least(again, F("expires_on")))


def _expiring(day: dt.date) -> QuerySet:
    """Without a successor; also once the last day is over."""
    followed = Contract.objects.filter(renews__isnull=False, signed_on__lte=day)
    running = standing(day) & ~Q(pk__in=followed.values("renews"))
    return Contract.objects.filter(running | lapsed_on(day)).annotate(due=F("expires_on"))


def _end_unfiled(day: dt.date) -> QuerySet:
    ended = Contract.objects.filter(terminated_on__lte=day, end_filed_on=None)
    return ended.annotate(due=LegalDeadline("contract_end_filing", F("terminated_on")))


CLOCKS = {
    clock.name: clock
    for clock in (
        Clock("offer", "对方书面答复要约", Talks, _offered, "收到要约之日起20日内"),
        Clock("pause", "恢复协商", Pause, _paused, "中止不超过60日，到约定日恢复", "talks__"),
        Clock("filing-wage", "报送工资专项合同", Contract, _wages_unfiled, "签字之日起7日内，满10日为逾期"),
        Clock("filing", "报送集体合同", Contract, _others_unfiled, "签字之日起10日内"),
        Clock("review", "审查期满", Contract, _reviewed, "收到之日起15日内没有异议即生效"),
        Clock("publish", "向职工公布", Contract, _unpublished, "工资专项合同生效后5日内"),
        Clock("report", "向职代会报告履行情况", Contract, _unreported, "每年至少一次"),
        Clock("expiry", "续签", Contract, _expiring, "到期前续签，重走协商程序"),
        Clock("end", "报送终止", Contract, _end_unfiled, "终止之日起10日内"),
    )
}


def spans(day: dt.date) -> dict[str, tuple[str, Q]]:
    """By how near the last day is. Each span holds the one before it, but for what is late."""
    sunday = day + dt.timedelta(6 - day.weekday())
    month = add_months(day.replace(day=1), 1) - dt.timedelta(1)
    ahead = {
        "today": ("今天", day),
        "week": ("本周", sunday),
        "month": ("本月", month),
        "ahead": ("90天内", day + AHEAD),
    }
    return {"late": ("已过期限", Q(due__lt=day))} | {
        name: (label, Q(due__gte=day, due__lte=last)) for name, (label, last) in ahead.items()
    }


def lines(user, day: dt.date, due: Q, names: Iterable[str] = (), mine: bool = False) -> QuerySet:
    """All that runs for this reader, the earliest due first: one query over every clock."""
    first, *rest = [CLOCKS[name].lines(user, day, due, mine) for name in names or CLOCKS]
    return first.union(*rest, all=True).order_by("due", "place", "what", "clock")
