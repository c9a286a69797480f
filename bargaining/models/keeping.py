"""What happens to a contract after its signature: rounds of filing, clauses, changes, yearly reports."""

from django.db import models
from django.db.models import F, Q

from enterprises.models import CongressMeeting
from union_portal.fields import MoneyField
from union_portal.notices.models import Attachment
from union_portal.organization.records import Record

from . import lawful
from .contracts import Contract


class Filing(Record):
    """One round of filing with the labour office (CB-32).

    The database carries the rounds into the contract: the first round's day into 报送日期, the last
    round's objection, and, where none is raised in the days of review, the day of effect (CB-28, GN-15).
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="filings", verbose_name="集体合同")
    round = models.PositiveSmallIntegerField("轮次", default=1)
    submitted_on = models.DateField("报送日期")
    received_on = models.DateField("收到日期", null=True, blank=True, help_text="人力社保部门签收的日期")
    receipt_no = models.CharField("受理回执号", max_length=40, blank=True)
    objected_on = models.DateField("提出异议日期", null=True, blank=True)
    objection = models.CharField("异议内容", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "合同报送"
        ordering = ["contract", "round"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "round"],
                name="filing_round_once",
                violation_error_message="该合同的这一轮报送已登记",
            ),
            models.CheckConstraint(
                condition=(Q(received_on=None) | Q(received_on__gte=F("submitted_on")))
                & (Q(objected_on=None) | Q(received_on__isnull=False, objected_on__gte=F("received_on"))),
                name="filing_dates_in_order",
                violation_error_message="收到不能早于报送，异议不能早于收到",
            ),
            models.CheckConstraint(
                condition=Q(objected_on=None, objection="") | Q(objected_on__isnull=False) & ~Q(objection=""),
                name="objection_says_what",
                violation_error_message="提出异议日期和异议内容应同时填写",
            ),
        ]

    def __str__(self):
        return f"{self.contract} 第{self.round}轮报送"

    def clean(self):
        lawful.check_filing(self)


class Clause(Record):
    """A topic the contract settles. 带薪休假 and 安全生产 are the must-talk items (A107)."""

    class Topic(models.TextChoices):
        PAY = "pay", "劳动报酬"
        RAISE = "raise", "工资调整机制"
        ALLOWANCE = "allowance", "津贴补贴"
        OVERTIME = "overtime", "加班工资"
        HOURS = "hours", "工作时间"
        LEAVE = "leave", "带薪休假"
        SAFETY = "safety", "安全生产"
        INSURANCE = "insurance", "保险福利"
        TRAINING = "training", "职业培训"
        WOMEN = "women", "女职工保护"
        DISMISSAL = "dismissal", "裁员"
        PLATFORM = "platform", "平台算法和劳动规则"
        OTHER = "other", "其他"

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="clauses", verbose_name="集体合同")
    topic = models.CharField("内容", max_length=10, choices=Topic.choices)
    text = models.CharField("约定", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "合同条款"
        ordering = ["contract", "topic"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "topic"],
                name="clause_topic_once",
                violation_error_message="该合同已登记这项内容",
            )
        ]

    def __str__(self):
        return f"{self.contract} {self.get_topic_display()}"


class Amendment(Record):
    """A change both sides agreed to while the contract runs; `minimum_wage` takes the old one's place."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="amendments", verbose_name="集体合同")
    on = models.DateField("变更生效日期")
    what = models.CharField("变更内容", max_length=300)
    minimum_wage = MoneyField("变更后最低工资（元/月）", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "合同变更"
        ordering = ["contract", "on"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "on"], name="amendment_once", violation_error_message="该日的变更已登记"
            )
        ]

    def __str__(self):
        return f"{self.contract} {self.on}变更"


class PerformanceReport(Record):
    """The yearly report of performance to the employees' congress (CB-45)."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="reports", verbose_name="集体合同")
    on = models.DateField("报告日期")
    meeting = models.ForeignKey(
        CongressMeeting, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="职代会"
    )
    summary = models.CharField("履行情况", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "履约报告"
        ordering = ["contract", "-on"]
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "on"], name="report_once", violation_error_message="该日的报告已登记"
            )
        ]

    def __str__(self):
        return f"{self.contract} {self.on}履约报告"


class Reminder(models.Model):
    """Of this step before the expiry of a contract somebody has been told; `days` is 0 once it expired."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="reminders", verbose_name="集体合同")
    days = models.PositiveSmallIntegerField("届满前天数")
    on = models.DateField("提醒日期")

    class Meta:
        verbose_name = verbose_name_plural = "到期提醒"
        ordering = ["contract", "-days"]
        constraints = [models.UniqueConstraint(fields=["contract", "days"], name="reminded_once_a_step")]

    def __str__(self):
        return f"{self.contract} {self.days}天"


class ContractScan(models.Model):
    """A scan of the signed text or of what belongs to it (S18)."""

    class Kind(models.TextChoices):
        TEXT = "text", "合同文本"
        RESOLUTION = "resolution", "职代会决议"
        RECEIPT = "receipt", "报送回执"
        ROLL = "roll", "覆盖名单"
        OTHER = "other", "其他"

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="scans", verbose_name="集体合同")
    attachment = models.OneToOneField(
        Attachment, models.PROTECT, related_name="contract_scan", verbose_name="文件"
    )
    kind = models.CharField("材料", max_length=10, choices=Kind.choices, default=Kind.TEXT)

    class Meta:
        verbose_name = verbose_name_plural = "合同扫描件"
        ordering = ["contract", "pk"]

    def __str__(self):
        return f"{self.contract} {self.get_kind_display()}"
