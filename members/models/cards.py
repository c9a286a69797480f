"""京卡·互助服务卡: applied for, sent to the bank, produced, delivered, issued, ended."""

from django.db import models
from django.db.models import Case, F, GeneratedField, Q, Value, When
from django.db.models.functions import Coalesce

from union_portal.fields import BankCardField, BlindIndexField
from union_portal.organization.records import Record

from .people import Member


class CardBatch(Record):
    """Applications sent to the bank in one file, and the bank's answer.

    `returned_on`: the day its last card was answered. One taken back before any answer keeps its number.
    """

    number = models.CharField("批次号", max_length=30, unique=True)
    sent_on = models.DateField("送行日期")
    returned_on = models.DateField("回盘日期", null=True, blank=True)
    withdrawn_on = models.DateField("撤回日期", null=True, blank=True, editable=False)
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "京卡批次"
        ordering = ["-sent_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(returned_on=None) | Q(returned_on__gte=F("sent_on")),
                name="batch_returned_after_sent",
                violation_error_message="回盘日期不能早于送行日期",
            ),
        ]

    def __str__(self):
        return self.number


class Card(Record):
    """A 京卡·互助服务卡. `replaces` marks the successor of a lost or expired card: not a new holder.

    What the bank refused, or what was cancelled before it was issued, was nobody's card: the next
    application replaces nothing and may become the member's first.
    """

    class State(models.TextChoices):
        APPLIED = "applied", "待送行"
        SENT = "sent", "制卡中"
        PRODUCED = "produced", "待配送"
        DELIVERED = "delivered", "待领取"
        ISSUED = "issued", "已发放"
        REFUSED = "refused", "银行退回"
        ENDED = "ended", "已停用"

    class End(models.TextChoices):
        LOST = "lost", "挂失"
        DAMAGED = "damaged", "损坏"
        EXPIRED = "expired", "到期"
        CANCELLED = "cancelled", "注销"
        REFUSED = "refused", "银行退回"

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
    refusal = models.CharField("银行退回原因", max_length=100, blank=True)
    number = BankCardField("卡号", null=True, blank=True)
    number_index = BlindIndexField(
        source="number",
        null=True,
        unique=True,
        error_messages={"unique": "该卡号已登记在其他京卡上"},
    )
    valid_until = models.DateField("有效期至", null=True, blank=True)
    replaces = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="successors", verbose_name="原卡"
    )

    state = GeneratedField(
        expression=Case(
            When(end="refused", then=Value("refused")),
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
                condition=Q(replaces=None) & (Q(ended_on=None) | Q(issued_on__isnull=False)),
                name="card_first_once",
                violation_error_message="该会员已首次办卡，补换应登记原卡",
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                condition=Q(ended_on=None) | Q(issued_on__isnull=False),
                name="card_replaced_once",
                violation_error_message="原卡已补换过",
            ),
            models.CheckConstraint(
                condition=(Q(issued_on=None) | Q(issued_on__gte=F("applied_on")))
                & (Q(ended_on=None, end="") | Q(ended_on__gte=F("applied_on")) & ~Q(end="")),
                name="card_dates_in_order",
                violation_error_message="发放、停用日期不能早于申请日期，停用应写明原因",
            ),
            models.CheckConstraint(
                condition=Q(sent_on__gte=F("applied_on"))
                & Q(produced_on__gte=F("sent_on"))
                & Q(delivered_on__gte=F("produced_on"))
                & Q(issued_on__gte=F("delivered_on"))
                & Q(ended_on__gte=Coalesce("issued_on", "applied_on")),
                name="card_steps_in_order",
                violation_error_message="送行、制卡完成、到站、发放、停用日期应依次不早于前一步",
            ),
            models.CheckConstraint(
                condition=Q(end="refused", issued_on=None) & ~Q(refusal="")
                | ~Q(end="refused") & Q(refusal=""),
                name="card_refused_for_a_reason",
                violation_error_message="银行退回的应写明原因，且不能是已发放的卡；没有退回的不写",
            ),
        ]

    def __str__(self):
        return f"{self.member} 京卡"
