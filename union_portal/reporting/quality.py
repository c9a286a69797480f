"""What is wrong or missing in the registers, declared in each app's `quality.py`. It warns and never blocks.

A finding's condition is that of an indicator: sub-queries and forward foreign keys, no joins that could
repeat a row. Its count is that of the rows it lists.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.db import models, transaction
from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.urls import reverse

from union_portal.ledgers.declarations import LEDGERS, Ledger
from union_portal.organization.models import OrgUnit
from union_portal.organization.roles import ROLES

from .attention import FindingCount, FindingException
from .compute import whole_tables


@dataclass(frozen=True)
class Finding:
    """Rows of one register that need a look: which, what hangs on it, how to put them right."""

    code: str
    title: str
    effect: str
    model: type[models.Model]
    when: Callable[[dt.date], Q]
    repair: str

    def __post_init__(self):
        if self.code in FINDINGS:
            raise ValueError(f"{self.code} is declared twice")
        FINDINGS[self.code] = self

    @property
    def ledger(self) -> Ledger:
        return LEDGERS[self.model]

    @property
    def owner(self) -> str:
        """The department that answers for the register."""
        return next(
            (
                role.label
                for role in ROLES.values()
                if role.home == "department" and f"{self.ledger.app}.decide" in role.rights
            ),
            "",
        )

    @property
    def address(self) -> str:
        return reverse("quality-rows", args=[self.code])

    def excepted(self, day: dt.date) -> QuerySet:
        return FindingException.objects.on(day).filter(code=self.code)

    def open(self, day: dt.date) -> Q:
        """Found, and not excepted on the day."""
        return self.when(day) & ~Q(pk__in=self.excepted(day).values("row"))

    def rows(self, user, day: dt.date, unit: OrgUnit | None = None) -> QuerySet:
        """Those in the user's scope, or in this part of it."""
        rows = self.ledger.rows(user).filter(self.open(day))
        return rows.filter(org__path__startswith=unit.path) if unit else rows


FINDINGS: dict[str, Finding] = {}


def counts(user, day: dt.date, unit: OrgUnit | None = None) -> dict[Finding, int]:
    """How many rows of each finding the user may see: one query a register."""
    by_model: dict[type[models.Model], list[Finding]] = defaultdict(list)
    for finding in FINDINGS.values():
        if user.can(f"{finding.ledger.app}.view"):
            by_model[finding.model].append(finding)
    found: dict[str, int] = {}
    with whole_tables():
        for model, findings in by_model.items():
            rows = model.objects.visible_to(user).order_by()  # type: ignore[attr-defined]
            rows = rows.filter(org__path__startswith=unit.path) if unit else rows
            wanted = {f"n{place}": Count("pk", filter=one.open(day)) for place, one in enumerate(findings)}
            found |= zip((one.code for one in findings), rows.aggregate(**wanted).values(), strict=True)
    return {finding: found[code] for code, finding in FINDINGS.items() if code in found}


MONTH = dt.timedelta(days=30)


@transaction.atomic
def keep(day: dt.date) -> int:
    """Stores every finding's counts by unit: one query a register; done again it stores the same day anew."""
    by_model: dict[type[models.Model], list[Finding]] = defaultdict(list)
    for finding in FINDINGS.values():
        by_model[finding.model].append(finding)
    root, found = OrgUnit.objects.root(), []
    with whole_tables():
        for model, findings in by_model.items():
            wanted = {f"n{place}": Count("pk", filter=one.open(day)) for place, one in enumerate(findings)}
            rows = model._default_manager.order_by().values("org").annotate(**wanted)
            found += [
                FindingCount(code=one.code, org_id=line["org"], day=day, number=line[f"n{place}"])
                for line in rows
                for place, one in enumerate(findings)
                if line[f"n{place}"] and line["org"] != root.pk
            ]
            own = {line["org"]: line for line in rows}.get(root.pk, {})
            found += [
                FindingCount(code=one.code, org=root, day=day, number=own.get(f"n{place}", 0))
                for place, one in enumerate(findings)
            ]
    FindingCount.objects.filter(day=day).delete()
    FindingCount.objects.bulk_create(found, batch_size=2000)
    return len(found)


def before(user, day: dt.date, unit: OrgUnit) -> tuple[dt.date | None, dict[str, int]]:
    """What was counted a month ago within the unit, else on the earliest day there is; none where none is."""
    past = FindingCount.objects.filter(day__lt=day)
    days = past.aggregate(month=Max("day", filter=Q(day__lte=day - MONTH)), first=Min("day"))
    known = days["month"] or days["first"]
    if known is None:
        return None, {}
    units = OrgUnit.objects.filter(pk__in=user.unit_ids("reporting.view"), path__startswith=unit.path)
    then = FindingCount.objects.filter(day=known).order_by()
    counted = then.values("code").annotate(n=Sum("number", filter=Q(org__in=units), default=0))
    return known, {line["code"]: line["n"] for line in counted}
