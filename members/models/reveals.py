"""Who saw a member's personal data in clear, and why."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from union_portal.audit.models import Trailed

from .people import Member


class Reveal(Trailed):
    """One look at one member's numbers. The trail keeps it in the transaction that shows them."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="reveals", verbose_name="会员")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="查看人"
    )
    shown = models.CharField("查看内容", max_length=60)
    reason = models.CharField("原因", max_length=200)
    at = models.DateTimeField("时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "查看原文"
        ordering = ["-at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reason__regex=r"\S.{2,}\S"),
                name="revealed_for_a_reason",
                violation_error_message="查看原文应写明原因，至少4个字",
            )
        ]

    def __str__(self):
        return f"{self.user} {self.shown}"
