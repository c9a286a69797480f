"""试算: what a past month's figures would have been under another value of a rule they rest on."""

from django.db import models
from django.db.models import Q

from union_portal.organization.models import OrgUnit, User
from union_portal.organization.records import Kept

from .figures import Period


class Trial(Kept):
    """A value proposed for a parameter from `since` on, tried on a past month of a unit and all below it.

    `held` is the value in force on `since` when it was proposed: published only while that still stands.
    `ran_at`: when the month was computed under both.
    """

    code = models.CharField("参数", max_length=60)
    value = models.JSONField("拟定取值")
    held = models.JSONField("现行取值")
    since = models.DateField("拟生效日期")
    source = models.CharField("依据", max_length=200)
    period = models.ForeignKey(Period, models.PROTECT, related_name="trials", verbose_name="试算月份")
    asked_at = models.DateTimeField("提出时间", auto_now_add=True)
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提出人")
    ran_at = models.DateTimeField("试算时间", null=True)
    published_at = models.DateTimeField("发布时间", null=True)
    published_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="发布人")

    class Meta:
        verbose_name = verbose_name_plural = "口径试算"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_at=None) | Q(ran_at__isnull=False, published_by__isnull=False),
                name="published_once_tried",
                violation_error_message="试算完成后才能发布",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="trial_says_why"),
        ]

    def __str__(self):
        return f"{self.code} {self.period}试算"


class TrialFigure(models.Model):
    """A figure that the proposed value changes: one row as it is, one as `proposed`."""

    trial = models.ForeignKey(Trial, models.PROTECT, related_name="figures", verbose_name="试算")
    org = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name="单位")
    code = models.CharField("指标", max_length=8)
    proposed = models.BooleanField("按拟定取值")
    value = models.DecimalField("数值", max_digits=20, decimal_places=6, null=True)
    numerator = models.DecimalField("分子", max_digits=20, decimal_places=2, null=True)
    denominator = models.DecimalField("分母", max_digits=20, decimal_places=2, null=True)

    class Meta:
        verbose_name = verbose_name_plural = "试算数"
        constraints = [
            models.UniqueConstraint(fields=["trial", "org", "code", "proposed"], name="trial_figure_once"),
        ]

    def __str__(self):
        return f"{self.code} {self.value}"
