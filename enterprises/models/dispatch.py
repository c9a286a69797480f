"""Workers whom one unit employs and another puts to work."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from union_portal.organization.records import DatedQuerySet, Record, spell_check

from .employers import Enterprise


class Dispatch(Record):
    """Workers an agency sends to a host over [since, until); without a host, those whose host is unknown."""

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="dispatches", verbose_name="劳务派遣机构"
    )
    host = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="dispatched_here",
        verbose_name="用工单位",
    )
    workers = models.PositiveIntegerField("派遣职工数")
    members = models.PositiveIntegerField("其中会员", null=True, blank=True)
    since = models.DateField("起始日期")
    until = models.DateField("截止日期", null=True, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "劳务派遣"
        ordering = ["-since", "id"]
        constraints = [
            spell_check("dispatch_runs_forward"),
            models.UniqueConstraint(
                fields=["enterprise", "host", "since"],
                name="dispatch_once_a_day",
                nulls_distinct=False,
                violation_error_message="该派遣机构当日已登记同一用工单位",
            ),
            models.CheckConstraint(
                condition=Q(members=None) | Q(members__lte=F("workers")),
                name="dispatch_members_within_workers",
                violation_error_message="其中会员不能多于派遣职工数",
            ),
            models.CheckConstraint(
                condition=Q(host=None) | ~Q(host=F("enterprise")),
                name="dispatch_to_another",
                violation_error_message="用工单位应与劳务派遣机构不同",
            ),
        ]

    def __str__(self):
        return f"{self.enterprise} {self.since}"
