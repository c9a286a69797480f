"""The tax-collection register (税务代收库), month by month, beside the union's own."""

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from union_portal.fields import MoneyField, MonthField
from union_portal.organization.models import User
from union_portal.organization.records import Record

from .employers import Enterprise


class LevyEntry(Record):
    """What one payer paid for one month, as the tax office lists it, and which enterprise that is.

    `month` is its first day. Of several payments in the month the list gives the sum. A decision is
    remembered: next month the same payer is known by it.
    """

    class Kind(models.TextChoices):
        FUND = "fund", "工会经费"
        PREPARATION = "preparation", "建会筹备金"

    class Method(models.TextChoices):
        REMEMBERED = "remembered", "以往认定"
        CODE = "code", "信用代码"
        NAME = "name", "单位名称"
        LIKENESS = "likeness", "名称地址相似"
        HAND = "hand", "人工认定"

    class Decision(models.TextChoices):
        MATCHED = "matched", "同一家"
        CREATED = "created", "新建台账"
        FOREIGN = "foreign", "不属本区"

    unplaced = True

    month = MonthField("所属月份", help_text="填该月任意一天")
    payer_code = models.CharField("纳税人识别号", max_length=20)
    payer_name = models.CharField("缴费单位名称", max_length=100)
    address = models.CharField("缴费单位地址", max_length=200, blank=True)
    kind = models.CharField("费种", max_length=12, choices=Kind.choices, default=Kind.FUND)
    workers = models.PositiveIntegerField("缴费人数", null=True, blank=True)
    payroll = MoneyField("工资总额", null=True, blank=True)
    amount = MoneyField("入库金额", validators=[MinValueValidator(0)])
    paid_on = models.DateField("入库日期", null=True, blank=True)
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="levies",
        verbose_name="对应单位",
    )
    method = models.CharField("匹配方式", max_length=12, choices=Method.choices, blank=True, editable=False)
    decision = models.CharField("认定", max_length=10, choices=Decision.choices, blank=True, editable=False)
    decided_on = models.DateField("认定日期", null=True, editable=False)
    decided_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="认定人"
    )
    remark = models.CharField("不一致说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "税务代收"
        ordering = ["-month", "payer_name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["month", "payer_code", "kind"],
                name="levy_once_a_month",
                violation_error_message="该缴费单位当月已有记录",
            ),
            models.CheckConstraint(
                condition=Q(month__day=1),
                name="levy_month_is_its_first_day",
                violation_error_message="所属月份应为当月1日",
            ),
            models.CheckConstraint(
                condition=Q(decision="", enterprise=None, decided_on=None)
                | Q(decision="foreign", enterprise=None, decided_on__isnull=False)
                | Q(decision__in=("matched", "created"), enterprise__isnull=False, decided_on__isnull=False),
                name="levy_decision_is_whole",
                violation_error_message="认定为同一家或新建台账的，应有对应单位和认定日期",
            ),
        ]
        indexes = [models.Index(fields=["enterprise", "month"], name="levy_of_enterprise")]

    def __str__(self):
        return f"{self.payer_name} {self.month:%Y-%m}"


class LevyCandidate(models.Model):
    """An enterprise a payer may be; `rank` 1 to 3, best first. Made anew by every matching run."""

    entry = models.ForeignKey(LevyEntry, models.CASCADE, related_name="candidates", verbose_name="税务代收")
    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="+", verbose_name="单位")
    rank = models.PositiveSmallIntegerField("位次")
    score = models.FloatField("相似度")
    why = models.CharField("理由", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "匹配候选"
        ordering = ["entry", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["entry", "rank"], name="candidate_rank_once"),
            models.UniqueConstraint(fields=["entry", "enterprise"], name="candidate_once"),
        ]


class Quadrant(models.TextChoices):
    BOTH = "both", "缴费且建会"
    PAYING = "paying", "缴费未建会"
    UNION = "union", "建会未缴费"
    NEITHER = "neither", "未缴费未建会"


class Reconciliation(Record):
    """A month compared and closed: from then on the database refuses to change its entries.

    The database counts, and writes `ReconciledFirm`. Months closed before it did so know no `neither`.
    """

    month = MonthField("所属月份")
    payers = models.PositiveIntegerField("缴费户", default=0, editable=False)
    matched = models.PositiveIntegerField("已匹配户", default=0, editable=False)
    paying_unionized = models.PositiveIntegerField("缴费且建会", default=0, editable=False)
    paying_only = models.PositiveIntegerField("缴费未建会", default=0, editable=False)
    unionized_only = models.PositiveIntegerField("建会未缴费", default=0, editable=False)
    neither = models.PositiveIntegerField("未缴费未建会", null=True, editable=False)
    closed_on = models.DateField("对账完成日期")
    remark = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "对账结果"
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(
                fields=["month"],
                name="reconciliation_once_a_month",
                violation_error_message="该月已完成对账",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__gte=F("month"), month__day=1),
                name="reconciliation_after_month_begins",
                violation_error_message="所属月份应为当月1日，对账完成日期不能早于该日",
            ),
        ]

    def __str__(self):
        return f"{self.month:%Y年%m月}对账"


class ReconciledFirm(models.Model):
    """In which quadrant an enterprise stood when its month was closed, and in which township.

    Written by the database alone, and never again.
    """

    reconciliation = models.ForeignKey(
        Reconciliation, models.PROTECT, related_name="firms", verbose_name="对账结果"
    )
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+", verbose_name="单位")
    org = models.ForeignKey("organization.OrgUnit", models.PROTECT, related_name="+", verbose_name="所属镇街")
    quadrant = models.CharField("对账情况", max_length=8, choices=Quadrant.choices)

    class Meta:
        verbose_name = verbose_name_plural = "对账明细"
        ordering = ["reconciliation", "enterprise"]
        constraints = [
            models.UniqueConstraint(fields=["reconciliation", "enterprise"], name="reconciled_once"),
        ]
        indexes = [models.Index(fields=["reconciliation", "quadrant", "org"], name="reconciled_of_quadrant")]

    def __str__(self):
        return f"{self.reconciliation} {self.enterprise}"
