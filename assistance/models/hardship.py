"""Households in hardship, the help given them, and the funds it comes from."""

from django.db import models
from django.db.models import F, GeneratedField, Q, Value, When

from members.models import Member
from union_portal.fields import BlindIndexField, DocumentField, EncryptedTextField, MoneyField
from union_portal.organization.models import User
from union_portal.organization.records import Record


class Household(Record):
    """One file a household, known by its head's document (HA-11)."""

    class Category(models.TextChoices):
        DEEP = "deep", "深度困难"
        RELATIVE = "relative", "相对困难"
        ACCIDENT = "accident", "意外致困"

    class Exit(models.TextChoices):
        RECOVERED = "recovered", "脱困"
        LEFT = "left", "退出"

    number = models.CharField("档案号", max_length=20, unique=True)
    head = models.CharField("户主姓名", max_length=50)
    document = DocumentField("户主证件号码")
    document_index = BlindIndexField(source="document")
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="households", verbose_name="会员"
    )
    category = models.CharField("困难类别", max_length=10, choices=Category.choices)
    persons = models.PositiveSmallIntegerField("家庭人口", default=1)
    cause = EncryptedTextField("致困原因", null=True, blank=True)
    filed_on = models.DateField("建档日期")
    closed_on = models.DateField("退档日期", null=True, blank=True)
    exit = models.CharField("退档原因", max_length=10, choices=Exit.choices, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "困难职工档案"
        ordering = ["-filed_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["document_index"],
                condition=Q(closed_on=None),
                name="household_one_open_file",
                violation_error_message="该家庭成员已建档",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, exit="") | Q(closed_on__gte=F("filed_on")) & ~Q(exit=""),
                name="household_closed_for_a_reason",
                violation_error_message="退档日期不能早于建档日期，并应写明退档原因",
            ),
        ]

    def __str__(self):
        return self.number


class Aid(Record):
    """Help applied for, approved, paid: three dates, and never one person in two of the roles."""

    class Kind(models.TextChoices):
        """The six mechanisms (HA-30) and the campaigns beside them."""

        LIVING = "living", "生活救助"
        JOB = "job", "就业救助"
        MEDICAL = "medical", "医疗救助"
        SCHOOL = "school", "金秋助学"
        LEGAL = "legal", "法律援助"
        EMERGENCY = "emergency", "应急救援"
        WARMTH = "warmth", "两节送温暖"
        WOMEN = "women", "三八慰问"
        MODEL = "model", "慰问劳模"

    class State(models.TextChoices):
        APPLIED = "applied", "待审批"
        APPROVED = "approved", "待发放"
        PAID = "paid", "已发放"
        REFUSED = "refused", "未通过"

    number = models.CharField("救助编号", max_length=40, unique=True)
    kind = models.CharField("救助类别", max_length=10, choices=Kind.choices)
    household = models.ForeignKey(
        Household, models.PROTECT, null=True, blank=True, related_name="aid", verbose_name="困难家庭"
    )
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="aid", verbose_name="会员"
    )
    beneficiary = models.CharField("受助人", max_length=50)
    applied_on = models.DateField("申请日期")
    approved_on = models.DateField("审批日期", null=True, blank=True)
    refused_on = models.DateField("退回日期", null=True, blank=True)
    paid_on = models.DateField("发放日期", null=True, blank=True)
    amount = MoneyField("金额（元）")
    applied_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办人"
    )
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="审批人"
    )
    paid_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="发放人"
    )
    state = GeneratedField(
        expression=models.Case(
            When(refused_on__isnull=False, then=Value("refused")),
            When(paid_on__isnull=False, then=Value("paid")),
            When(approved_on__isnull=False, then=Value("approved")),
            default=Value("applied"),
        ),
        output_field=models.CharField("状态", max_length=10, choices=State.choices),
        db_persist=True,
    )

    class Meta:
        verbose_name = verbose_name_plural = "救助"
        ordering = ["-applied_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(approved_on=None) | Q(approved_on__gte=F("applied_on")))
                & (Q(paid_on=None) | Q(paid_on__gte=F("approved_on"))),
                name="aid_dates_in_order",
                violation_error_message="应先申请、再审批、后发放",
            ),
            models.CheckConstraint(
                condition=Q(paid_on=None) | Q(approved_on__isnull=False, refused_on=None),
                name="aid_paid_only_if_approved",
                violation_error_message="未经审批或已退回的救助不能发放",
            ),
            models.CheckConstraint(
                condition=(Q(approved_by=None) | Q(applied_by=None) | ~Q(approved_by=F("applied_by")))
                & (Q(paid_by=None) | Q(approved_by=None) | ~Q(paid_by=F("approved_by")))
                & (Q(paid_by=None) | Q(applied_by=None) | ~Q(paid_by=F("applied_by"))),
                name="aid_in_three_hands",
                violation_error_message="经办人、审批人、发放人不能为同一人",
            ),
        ]

    def __str__(self):
        return self.number


class Fund(Record):
    """Money set aside for help."""

    name = models.CharField("资金名称", max_length=60)

    class Meta:
        verbose_name = verbose_name_plural = "帮扶资金"
        ordering = ["org", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["org", "name"], name="fund_named_once", violation_error_message="该资金已登记"
            ),
        ]

    def __str__(self):
        return self.name


class FundMovement(Record):
    """Money in or out of a fund (元)."""

    class Kind(models.TextChoices):
        RAISED = "raised", "筹集到账"
        SPENT = "spent", "支出"

    fund = models.ForeignKey(Fund, models.PROTECT, related_name="movements", verbose_name="资金")
    kind = models.CharField("类别", max_length=10, choices=Kind.choices)
    moved_on = models.DateField("日期")
    amount = MoneyField("金额（元）")
    source = models.CharField("来源或用途", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "资金收支"
        ordering = ["-moved_on", "id"]

    def __str__(self):
        return f"{self.fund} {self.get_kind_display()} {self.amount}元"
