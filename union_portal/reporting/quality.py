"""What is wrong or missing in the registers, declared in each app's `quality.py`. It warns and never blocks.

A finding's condition is that of an indicator: sub-queries and forward foreign keys, no joins that could
repeat a row. Its count is that of the rows it lists.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from django.db import models
from django.db.models import Count, Q, QuerySet

from union_portal.ledgers.declarations import LEDGERS, Ledger
from union_portal.organization.models import OrgUnit

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

    def rows(self, user, day: dt.date, unit: OrgUnit | None = None) -> QuerySet:
        """Those in the user's scope, or in this part of it."""
        rows = self.ledger.rows(user).filter(self.when(day))
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
            wanted = {f"n{place}": Count("pk", filter=one.when(day)) for place, one in enumerate(findings)}
            found |= zip((one.code for one in findings), rows.aggregate(**wanted).values(), strict=True)
    return {finding: found[code] for code, finding in FINDINGS.items() if code in found}
