"""Stored figures: what the portal printed, for which period and unit, computed when."""

from django.db import models
from django.db.models import F, Q

from union_portal import periods
from union_portal.organization.models import OrgUnit


class Period(models.Model):
    """A span of statistics with a name: half-open, [start, end)."""

    kind = models.CharField("类型", max_length=10, choices=periods.Kind.choices)
    start = models.DateField("起")
    end = models.DateField("止（不含）")
    label = models.CharField("名称", max_length=60)
    due_on = models.DateField("上报截止", null=True, blank=True)
    computed_at = models.DateTimeField("计算时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "统计期间"
        ordering = ["-start", "-end"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "start", "end"], name="period_once"),
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="period_runs_forward"),
        ]

    def __str__(self):
        return self.label

    @property
    def span(self) -> periods.Period:
        return periods.Period(self.start, self.end, self.kind, self.label)


class Figure(models.Model):
    """One number of one unit in one period. A rate keeps its parts; `value` is None for 不适用."""

    period = models.ForeignKey(Period, models.CASCADE, related_name="figures", verbose_name="期间")
    org = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name="单位")
    code = models.CharField("指标", max_length=8)
    value = models.DecimalField("数值", max_digits=20, decimal_places=6, null=True)
    numerator = models.DecimalField("分子", max_digits=20, decimal_places=2, null=True)
    denominator = models.DecimalField("分母", max_digits=20, decimal_places=2, null=True)

    class Meta:
        verbose_name = verbose_name_plural = "统计数"
        constraints = [
            models.UniqueConstraint(fields=["period", "org", "code"], name="figure_once"),
        ]

    def __str__(self):
        return f"{self.code} {self.value}"


class Target(models.Model):
    """A value to be reached by a day."""

    org = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name="单位")
    code = models.CharField("指标", max_length=8)
    by = models.DateField("期限")
    value = models.DecimalField("目标值", max_digits=20, decimal_places=2)

    class Meta:
        verbose_name = verbose_name_plural = "目标"
        ordering = ["code", "by"]
        constraints = [
            models.UniqueConstraint(fields=["org", "code", "by"], name="target_once"),
        ]

    def __str__(self):
        return f"{self.code} {self.by} {self.value}"
