"""京卡·互助服务卡: applied for, sent to the bank, produced, delivered, issued, ended."""

from django.db import models
from django.db.models import Case, GeneratedField, Q, Value, When

from union_portal.organization.records import Record

from .people import Member


class CardBatch(Record):
    """Applications sent to the bank in one file, and the bank's answer."""

    number = models.CharField("批次号", max_length=30, unique=True)
    sent_on = models.DateField("送行日期")
    returned_on = models.DateField("回盘日期", null=True, blank=True)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "京卡批次"
        ordering = ["-sent_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(returned_on=None) | Q(returned_on__gte=models.F("sent_on")),
                name="batch_returned_after_sent",
                violation_error_message="回盘日期不能早于送行日期",
            ),
        ]

    def __str__(self):
        return self.number


class Card(Record):
    """A 京卡·互助服务卡. `replaces` marks the successor of a lost or expired card: not a new holder."""

    class State(models.TextChoices):
        APPLIED = "applied", "待送行"
        SENT = "sent", "制卡中"
        PRODUCED = "produced", "待配送"
        DELIVERED = "delivered", "待领取"
        ISSUED = "issued", "已发放"
        ENDED = "ended", "已停用"

    class End(models.TextChoices):
        LOST = "lost", "挂失"
        DAMAGED = "damaged", "损坏"
        EXPIRED = "expired", "到期"
        CANCELLED = "cancelled", "注销"

    member = models.ForeignKey(Member, models.PROTECT, related_name="cards", verbose_name="会员")
    applied_on = models.DateField("申请日期")
    batch = models.ForeignKey(
        CardBatch,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="cards",
        verbose_name="送行批次",
    )
    sent_on = models.DateField("送行日期", null=True, blank=True)
    produced_on = models.DateField("制卡完成日期", null=True, blank=True)
    delivered_on = models.DateField("到站日期", null=True, blank=True)
    issued_on = models.DateField("发放日期", null=True, blank=True)
    ended_on = models.DateField("停用日期", null=True, blank=True)
    end = models.CharField("停用原因", max_length=10, choices=End.choices, blank=True)
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name="原卡"
    )

    state = GeneratedField(
        expression=Case(
            When(ended_on__isnull=False, then=Value("ended")),
            When(issued_on__isnull=False, then=Value("issued")),
            When(delivered_on__isnull=False, then=Value("delivered")),
            When(produced_on__isnull=False, then=Value("produced")),
            When(sent_on__isnull=False, then=Value("sent")),
            default=Value("applied"),
        ),
        output_field=models.CharField("状态", max_length=10, choices=State.choices),
        db_persist=True,
    )

    class Meta:
        verbose_name = verbose_name_plural = "京卡"
        ordering = ["-applied_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(ended_on=None),
                name="card_one_live",
                violation_error_message="该会员已办理京卡，遗失请到银行补卡",
            ),
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(replaces=None),
                name="card_first_once",
                violation_error_message="该会员已首次办卡，补换应登记原卡",
            ),
            models.CheckConstraint(
                condition=(Q(issued_on=None) | Q(issued_on__gte=models.F("applied_on")))
                & (Q(ended_on=None, end="") | Q(ended_on__gte=models.F("applied_on")) & ~Q(end="")),
                name="card_dates_in_order",
                violation_error_message="发放、停用日期不能早于申请日期，停用应写明原因",
            ),
        ]

    def __str__(self):
        return f"{self.member} 京卡"
