"""What the registers' checks found day by day, and which rows are excepted from them and why."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from union_portal.organization.models import OrgUnit, User
from union_portal.organization.records import DatedQuerySet


class FindingCount(models.Model):
    """How many rows of a finding a unit had on a day. Of units without any nothing is kept, but of the
    root there is always a row: what a day was not counted for is unknown, not none."""

    code = models.CharField("检查", max_length=40)
    org = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name="单位")
    day = models.DateField("日期")
    number = models.PositiveIntegerField("条数")

    class Meta:
        verbose_name = verbose_name_plural = "质量检查记录"
        ordering = ["day", "code", "org"]
        constraints = [
            models.UniqueConstraint(fields=["day", "code", "org"], name="finding_counted_once_a_day"),
        ]

    def __str__(self):
        return f"{self.day} {self.code} {self.number}"


class FindingException(models.Model):
    """A row that is as it should be although a check finds it, over [since, until), for a reason.

    `row` is its key in the register of the finding: an exception changes no register.
    """

    code = models.CharField("检查", max_length=40)
    row = models.BigIntegerField("记录")
    org = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name="单位")
    since = models.DateField("列入日期")
    until = models.DateField("有效期至")
    reason = models.CharField("原因", max_length=200)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="列入人")

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "质量例外"
        ordering = ["until", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["code", "row", "since"], name="excepted_once_a_day"),
            models.CheckConstraint(
                condition=Q(until__gte=F("since")),
                name="exception_runs_forward",
                violation_error_message="有效期不能早于列入日期",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="excepted_for_a_reason",
                violation_error_message="列为例外应写明原因",
            ),
        ]

    def __str__(self):
        return f"{self.code} {self.row}"
