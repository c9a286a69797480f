"""封存后变动: rows that have come, gone or changed in the registers since a year was sealed."""

from django.db import models

from union_portal.organization.models import OrgUnit

from .annual import AnnualRecord


class Drift(models.Model):
    """One row behind one part of a figure, as it was sealed and as it is now. Found anew each time."""

    class How(models.TextChoices):
        ADDED = "added", "新增"
        REMOVED = "removed", "减少"
        CHANGED = "changed", "改动"

    record = models.ForeignKey(
        AnnualRecord, models.CASCADE, related_name="drift", verbose_name="年度工作纪实"
    )
    code = models.CharField("指标", max_length=8)
    part = models.CharField("部分", max_length=10)
    org = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name="单位")
    register = models.CharField("台账", max_length=60)
    row = models.BigIntegerField("记录")
    how = models.CharField("变动", max_length=8, choices=How.choices)
    before = models.DecimalField("封存时数额", max_digits=20, decimal_places=6, null=True)
    now = models.DecimalField("现数额", max_digits=20, decimal_places=6, null=True)

    class Meta:
        verbose_name = verbose_name_plural = "封存后变动"
        ordering = ["code", "part", "row"]
        constraints = [
            models.UniqueConstraint(fields=["record", "code", "part", "row"], name="drift_once"),
        ]

    def __str__(self):
        return f"{self.code} {self.row} {self.get_how_display()}"
