"""What the federation above published for a period, to hold one's own share against (V10)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from union_portal.organization.records import Record

from ..catalogue import CATALOGUE


def indicators() -> list[tuple[str, str]]:
    return [(code, f"{code} {entry.name}") for code, entry in CATALOGUE.items()]


class PublishedTotal(Record):
    """A figure of the whole city over [since, until), kept by the unit that wants to compare."""

    unplaced: ClassVar[bool] = True

    code = models.CharField("指标", max_length=8, choices=indicators)
    since = models.DateField("期间起")
    until = models.DateField("期间止（不含）")
    value = models.DecimalField("公布数", max_digits=20, decimal_places=2)
    source = models.CharField("出处", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "上级公布数"
        ordering = ["-since", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["org", "code", "since", "until"],
                name="published_once",
                violation_error_message="这个指标在此期间已登记公布数",
            ),
            models.CheckConstraint(
                condition=Q(until__gt=F("since")),
                name="published_runs_forward",
                violation_error_message="期间止应晚于期间起",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="published_not_negative",
                violation_error_message="公布数应填0或正数",
            ),
        ]

    def __str__(self):
        return f"{self.get_code_display()} {self.value}"
