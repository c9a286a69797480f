"""Every export that was asked for: who, of what, in which form, why, and what came of it."""

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q

from union_portal.audit.models import Trailed
from union_portal.jobs.models import Job


def new_number() -> str:
    return secrets.token_hex(4).upper()


class ExportRequest(Trailed):
    """One file of one register. The trail records it in the transaction that makes the file.

    `query` is the list's own query string; a searched identity number stands in it as its keyed hash.
    `clear` says that encrypted columns were shown. `scope` is a digest of the units the rows came from.
    An export that needed a job lies encrypted under its `number` until `deleted_at`.
    """

    class Form(models.TextChoices):
        XLSX = "xlsx", "Excel"
        CSV = "csv", "CSV"

    number = models.CharField("导出号", max_length=8, unique=True, default=new_number)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="exports", verbose_name="导出人"
    )
    ledger = models.CharField("台账", max_length=40)
    query = models.TextField("条件", blank=True)
    form = models.CharField("格式", max_length=4, choices=Form.choices, default=Form.XLSX)
    clear = models.BooleanField("含原文", default=False)
    reason = models.CharField("原因", max_length=200, blank=True)
    scope = models.CharField("范围摘要", max_length=64, blank=True)
    rows = models.PositiveIntegerField("行数", null=True)
    size = models.PositiveBigIntegerField("大小（字节）", null=True)
    sha256 = models.CharField("摘要", max_length=64, blank=True)
    downloads = models.PositiveIntegerField("下载次数", default=0)
    job = models.OneToOneField(Job, models.SET_NULL, null=True, related_name="export", verbose_name="任务")
    asked_at = models.DateTimeField("提交时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True)
    deleted_at = models.DateTimeField("删除时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "导出"
        ordering = ["-asked_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(clear=False) | Q(reason__regex=r"\S.{2,}\S"),
                name="clear_for_a_reason",
                violation_error_message="导出原文应写明原因，至少4个字",
            )
        ]

    def __str__(self):
        return f"{self.ledger} {self.number}"
