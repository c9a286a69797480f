"""What the receiving side asks of the sending one, before there is a transfer."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from enterprises.models import Enterprise, GrassrootsUnion
from union_portal.audit.models import Trailed
from union_portal.organization.models import OrgUnit

from .joining import Transfer
from .people import Member


class RequestQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(transfer=None, refused_on=None, withdrawn_on=None)


class TransferRequest(Trailed):
    """Somebody enrolled elsewhere stands at a counter: the union that has them is asked to send them.

    Confirmed, it has its `transfer`, accepted at once, since the receiving side asked for it. `org` asks.
    """

    org = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name="请求方镇街")
    member = models.ForeignKey(Member, models.PROTECT, related_name="transfer_requests", verbose_name="会员")
    to_union = models.ForeignKey(GrassrootsUnion, models.PROTECT, related_name="+", verbose_name="转入工会")
    to_employer = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, related_name="+", verbose_name="转入单位"
    )
    asked_on = models.DateField("请求日期")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="请求人"
    )
    transfer = models.OneToOneField(
        Transfer, models.PROTECT, null=True, related_name="request", verbose_name="接转"
    )
    refused_on = models.DateField("不同意日期", null=True, blank=True)
    reason = models.CharField("不同意理由", max_length=200, blank=True)
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True)
    reminded_on = models.DateField("提醒日期", null=True, blank=True)

    objects: ClassVar = RequestQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "接转请求"
        ordering = ["asked_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(transfer=None, refused_on=None, withdrawn_on=None),
                name="transfer_request_one_open",
                violation_error_message="该会员已有待对方确认的接转请求",
            ),
            models.CheckConstraint(
                condition=Q(refused_on=None, reason="")
                | Q(refused_on__gte=F("asked_on"), transfer=None, withdrawn_on=None) & ~Q(reason=""),
                name="transfer_request_refused_for_a_reason",
                violation_error_message="不同意转出应写明理由",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on=None) | Q(withdrawn_on__gte=F("asked_on"), transfer=None),
                name="transfer_request_has_one_answer",
                violation_error_message="接转请求只能答复一次",
            ),
        ]

    def __str__(self):
        return f"{self.member} → {self.to_union}"
