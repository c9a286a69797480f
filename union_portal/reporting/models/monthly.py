"""月报: a township's figures of a month, from the day it opens to the day it is locked (S31–S34, SP-72)."""

from typing import ClassVar

from django.db import models
from django.db.models import Case, F, GeneratedField, Q, Value, When

from union_portal.organization.models import OrgUnit, User
from union_portal.organization.records import Kept, ScopedQuerySet

from .figures import Period


class MonthlyReport(Kept):
    """One township's month. What was handed in stands in `FiledCell` by number; `accepted` is the number
    that counts. `reopened_until` lets a locked report be amended for a while; until the amendment is
    approved the accepted figures stand."""

    class State(models.TextChoices):
        OPEN = "open", "填报中"
        SUBMITTED = "submitted", "待审核"
        RETURNED = "returned", "已退回"
        APPROVED = "approved", "已通过"
        REOPENED = "reopened", "更正中"
        LOCKED = "locked", "已锁定"

    period = models.ForeignKey(Period, models.PROTECT, related_name="reports", verbose_name="月份")
    due_on = models.DateField("上报截止")
    filed = models.PositiveSmallIntegerField("报送次数", default=0, db_default=0, editable=False)
    accepted = models.PositiveSmallIntegerField("采用第几次报送", null=True, editable=False)
    first_submitted_at = models.DateTimeField("首次报送时间", null=True, editable=False)
    submitted_at = models.DateTimeField("报送时间", null=True, editable=False)
    submitted_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="报送人"
    )
    review_began_at = models.DateTimeField("开始审核时间", null=True, editable=False)
    returned_at = models.DateTimeField("退回时间", null=True, editable=False)
    approved_at = models.DateTimeField("通过时间", null=True, editable=False)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="审核人"
    )
    locked_at = models.DateTimeField("锁定时间", null=True, editable=False)
    reopened_until = models.DateTimeField("更正期限", null=True, editable=False)
    state = GeneratedField(
        expression=Case(
            When(reopened_until__isnull=False, submitted_at__isnull=True, then=Value("reopened")),
            When(returned_at__isnull=False, then=Value("returned")),
            When(locked_at__isnull=False, reopened_until__isnull=True, then=Value("locked")),
            When(approved_at__isnull=False, then=Value("approved")),
            When(submitted_at__isnull=False, then=Value("submitted")),
            default=Value("open"),
        ),
        output_field=models.CharField("状态", max_length=10, choices=State.choices),
        db_persist=True,
    )

    class Meta:
        verbose_name = verbose_name_plural = "月报"
        ordering = ["-period__start", "org__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["org", "period"],
                name="one_report_a_month",
                violation_error_message="这个月的月报已经有了，不能再建一份",
            ),
            models.CheckConstraint(
                condition=Q(accepted=None) | Q(accepted__lte=F("filed"), accepted__gte=1),
                name="accepted_was_filed",
                violation_error_message="采用的只能是报送过的一次",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at=None) | Q(filed__gte=1, submitted_by__isnull=False),
                name="submitted_by_somebody",
                violation_error_message="报送应有报送人",
            ),
            models.CheckConstraint(
                condition=Q(approved_by=None) | Q(submitted_by=None) | ~Q(approved_by=F("submitted_by")),
                name="approver_is_not_submitter",
                violation_error_message="报送人和审核人不能是同一人",
            ),
            models.CheckConstraint(
                condition=Q(locked_at=None) | Q(accepted__isnull=False),
                name="locked_once_accepted",
                violation_error_message="审核通过的月报才能锁定",
            ),
        ]

    def __str__(self):
        return f"{self.org.short_name}{self.period}月报"

    @property
    def state_name(self) -> str:
        return self.State(self.state).label

    @property
    def reference(self) -> str:
        """The number on the receipt: 月报 of township and month, and how many times it was handed in."""
        return f"YB-{self.org.code}-{self.period.start:%Y%m}-{self.filed}"


class ReportCell(Kept):
    """A value a chair types, saved as it is committed. No row, or neither a value nor `absent`: blank.
    `absent`: 不适用. 0 is a value."""

    report = models.ForeignKey(MonthlyReport, models.PROTECT, related_name="cells", verbose_name="月报")
    code = models.CharField("指标", max_length=8)
    value = models.DecimalField("数值", max_digits=16, decimal_places=2, null=True, blank=True)
    absent = models.BooleanField("不适用", default=False)
    reason = models.CharField("说明", max_length=200, blank=True)
    at = models.DateTimeField("保存时间", auto_now=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="填写人")

    class Meta:
        verbose_name = verbose_name_plural = "月报填写项"
        ordering = ["report", "code"]
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="cell_once"),
            models.CheckConstraint(
                condition=Q(value=None) | Q(absent=False),
                name="absent_has_no_value",
                violation_error_message="已填数值的不能同时是“不适用”",
            ),
            models.CheckConstraint(
                condition=Q(value=None) | Q(value__gte=0),
                name="cell_not_negative",
                violation_error_message="应填0或正数",
            ),
        ]

    def __str__(self):
        return f"{self.report} {self.code}"


class ReportReason(Kept):
    """Why a figure from the ledgers is as odd as it looks: asked for by a soft check."""

    report = models.ForeignKey(MonthlyReport, models.PROTECT, related_name="reasons", verbose_name="月报")
    code = models.CharField("指标", max_length=8)
    text = models.CharField("说明", max_length=200)
    at = models.DateTimeField("时间", auto_now=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="说明人")

    class Meta:
        verbose_name = verbose_name_plural = "月报数据说明"
        ordering = ["report", "code"]
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="reason_once"),
            models.CheckConstraint(condition=~Q(text=""), name="reason_says_something"),
        ]

    def __str__(self):
        return self.text


class FiledCell(models.Model):
    """One figure of a report as it was handed in the `filed`th time: the database refuses to change it."""

    report = models.ForeignKey(MonthlyReport, models.PROTECT, related_name="figures", verbose_name="月报")
    org = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name="单位")
    filed = models.PositiveSmallIntegerField("第几次报送")
    code = models.CharField("指标", max_length=8)
    typed = models.BooleanField("本单位填写")
    absent = models.BooleanField("不适用", default=False)
    value = models.DecimalField("数值", max_digits=20, decimal_places=6, null=True)
    numerator = models.DecimalField("分子", max_digits=20, decimal_places=2, null=True)
    denominator = models.DecimalField("分母", max_digits=20, decimal_places=2, null=True)
    reason = models.CharField("说明", max_length=200, blank=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "月报报送数"
        ordering = ["report", "filed", "code"]
        constraints = [
            models.UniqueConstraint(fields=["report", "filed", "code"], name="filed_once"),
        ]

    def __str__(self):
        return f"{self.report} {self.code} {self.value}"


class ReportEvent(models.Model):
    """What happened to a report, in order; never changed. `until`: how long a reopening lasts."""

    class Kind(models.TextChoices):
        SUBMITTED = "submitted", "报送"
        WITHDRAWN = "withdrawn", "撤回"
        REVIEWING = "reviewing", "开始审核"
        RETURNED = "returned", "退回"
        APPROVED = "approved", "通过"
        LOCKED = "locked", "锁定"
        ASKED = "asked", "申请更正"
        REOPENED = "reopened", "同意更正"
        DECLINED = "declined", "不同意更正"
        LAPSED = "lapsed", "更正到期"

    report = models.ForeignKey(MonthlyReport, models.PROTECT, related_name="events", verbose_name="月报")
    org = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name="单位")
    kind = models.CharField("事项", max_length=10, choices=Kind.choices)
    at = models.DateTimeField("时间", auto_now_add=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="经办人")
    filed = models.PositiveSmallIntegerField("第几次报送", default=0)
    note = models.CharField("说明", max_length=300, blank=True)
    until = models.DateTimeField("期限", null=True)

    objects: ClassVar = ScopedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "月报办理记录"
        ordering = ["report", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind__in=["returned", "asked", "reopened"]) | ~Q(note=""),
                name="event_says_why",
                violation_error_message="应写明理由",
            ),
        ]

    def __str__(self):
        return f"{self.report} {self.get_kind_display()}"
