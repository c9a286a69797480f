"""What reviewers and departments say of a monthly report, and what chairs object to in its figures."""

from django.db import models
from django.db.models import Case, GeneratedField, Q, Value, When

from union_portal.organization.models import User
from union_portal.organization.records import Kept

from .monthly import MonthlyReport


class Remark(Kept):
    """What a reviewer says of one cell of a report handed back; `code` empty: of the whole."""

    report = models.ForeignKey(MonthlyReport, models.PROTECT, related_name="remarks", verbose_name="月报")
    filed = models.PositiveSmallIntegerField("第几次报送")
    code = models.CharField("指标", max_length=8, blank=True)
    text = models.CharField("审核意见", max_length=300)
    at = models.DateTimeField("时间", auto_now_add=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="审核人")

    class Meta:
        verbose_name = verbose_name_plural = "月报审核意见"
        ordering = ["report", "filed", "code"]
        constraints = [
            models.UniqueConstraint(fields=["report", "filed", "code"], name="remark_once"),
            models.CheckConstraint(condition=~Q(text=""), name="remark_says_something"),
        ]

    def __str__(self):
        return self.text


class SectionCheck(Kept):
    """A department vouches for its section of a report as handed in the `filed`th time."""

    report = models.ForeignKey(MonthlyReport, models.PROTECT, related_name="checks", verbose_name="月报")
    filed = models.PositiveSmallIntegerField("第几次报送")
    section = models.CharField("部分", max_length=12)
    at = models.DateTimeField("时间", auto_now_add=True)
    by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="核对人")

    class Meta:
        verbose_name = verbose_name_plural = "月报分项核对"
        ordering = ["report", "filed", "section"]
        constraints = [
            models.UniqueConstraint(fields=["report", "filed", "section"], name="section_checked_once"),
        ]

    def __str__(self):
        return f"{self.report} {self.section}"


class Objection(Kept):
    """异议: a chair holds a figure from the ledgers to be wrong; the department answers."""

    class Outcome(models.TextChoices):
        MENDED = "mended", "台账已更正"
        STANDS = "stands", "台账无误"

    class State(models.TextChoices):
        OPEN = "open", "待答复"
        ANSWERED = "answered", "已答复"

    report = models.ForeignKey(MonthlyReport, models.PROTECT, related_name="objections", verbose_name="月报")
    code = models.CharField("指标", max_length=8)
    shown = models.DecimalField("台账数", max_digits=20, decimal_places=6, null=True)
    text = models.CharField("异议", max_length=300)
    raised_at = models.DateTimeField("提出时间", auto_now_add=True)
    raised_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="提出人")
    outcome = models.CharField("处理结果", max_length=10, choices=Outcome.choices, blank=True)
    answer = models.CharField("答复", max_length=300, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True)
    answered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="答复人")
    state = GeneratedField(
        expression=Case(When(answered_at__isnull=True, then=Value("open")), default=Value("answered")),
        output_field=models.CharField("状态", max_length=10, choices=State.choices),
        db_persist=True,
    )

    class Meta:
        verbose_name = verbose_name_plural = "月报异议"
        ordering = ["-raised_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["report", "code"],
                condition=Q(answered_at=None),
                name="one_open_objection",
                violation_error_message="这一项已有待答复的异议",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="objection_says_something"),
            models.CheckConstraint(
                condition=Q(answered_at=None) | Q(answered_by__isnull=False) & ~Q(answer="") & ~Q(outcome=""),
                name="objection_answered_in_full",
                violation_error_message="答复应有处理结果和说明",
            ),
        ]

    def __str__(self):
        return f"{self.report} {self.code}：{self.text}"

    @property
    def state_name(self) -> str:
        return self.State(self.state).label
