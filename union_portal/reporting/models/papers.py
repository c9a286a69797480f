"""附件: what a township lays beside a figure of its month: a list, a photo of it."""

from django.db import models

from union_portal.notices.models import Attachment
from union_portal.organization.models import User
from union_portal.organization.records import Kept

from .monthly import MonthlyReport


class ReportPaper(Kept):
    """Goes with the report from the `filed`th time it is handed in. Once a reviewer has had it, it stays;
    until then it may go while the report is being filled in. The database keeps both."""

    report = models.ForeignKey(MonthlyReport, models.PROTECT, related_name="papers", verbose_name="月报")
    code = models.CharField("指标", max_length=8)
    attachment = models.OneToOneField(
        Attachment, models.PROTECT, related_name="report_paper", verbose_name="文件"
    )
    filed = models.PositiveSmallIntegerField("随第几次报送", editable=False)
    at = models.DateTimeField("时间", auto_now_add=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="上传人")

    class Meta:
        verbose_name = verbose_name_plural = "月报附件"
        ordering = ["report", "code", "pk"]

    def __str__(self):
        return f"{self.report} {self.code}附件"
