"""From an enterprise without a union to a founded one: the case, who took it on, every visit, why not yet."""

import datetime as dt
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from union_portal.organization.models import User
from union_portal.organization.records import DatedQuerySet, Record, no_overlap, spell_check

from .employers import Enterprise
from .outreach import OutreachMeeting
from .unions import GrassrootsUnion


class Stage(models.TextChoices):
    """The road to a union (OR-40), and the ways in which it stops."""

    NEW = "new", "未接触"
    SURVEYED = "surveyed", "摸排核实"
    MOBILISED = "mobilised", "宣传动员"
    APPLIED = "applied", "提出申请"
    PREPARING = "preparing", "成立筹备组"
    CONSENTED = "consented", "批复同意筹建"
    ELECTED = "elected", "会员大会选举"
    FOUNDED = "founded", "批复成立"
    REGISTERED = "registered", "法人登记"
    DEFERRED = "deferred", "暂不具备条件"
    REFUSED = "refused", "拒绝建会"
    GONE = "gone", "注销或迁出"


ROAD = (
    Stage.NEW,
    Stage.SURVEYED,
    Stage.MOBILISED,
    Stage.APPLIED,
    Stage.PREPARING,
    Stage.CONSENTED,
    Stage.ELECTED,
)
"""Stages in which work goes on."""
STOPPED = (Stage.DEFERRED, Stage.REFUSED)
CLOSED = (Stage.FOUNDED, Stage.REGISTERED, Stage.GONE)


class UnionizationCase(Record):
    """The work of founding a union at one enterprise. The database writes `CaseStage` from its state."""

    class Origin(models.TextChoices):
        LEVY = "levy", "税务代收库"
        LARGE = "large", "百人以上台账"
        CENSUS = "census", "摸底普查"
        MEETING = "meeting", "沟通会"
        OTHER = "other", "其他"

    State = Stage

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="unionization_cases", verbose_name="单位"
    )
    origin = models.CharField("来源", max_length=10, choices=Origin.choices)
    opened_on = models.DateField("入库日期")
    state = models.CharField("阶段", max_length=10, choices=Stage.choices, default=Stage.NEW, editable=False)
    state_since = models.DateField("进入阶段日期", null=True)
    union = models.ForeignKey(
        GrassrootsUnion,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="cases",
        verbose_name="建立的工会",
    )
    note = models.CharField("备注", max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "建会跟踪"
        ordering = ["org", "-opened_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["enterprise"],
                condition=~Q(state__in=CLOSED),
                name="case_one_open",
                violation_error_message="该单位已在建会跟踪中",
            ),
            models.CheckConstraint(
                condition=Q(state_since=None) | Q(state_since__gte=F("opened_on")),
                name="case_moves_after_opening",
                violation_error_message="进入阶段日期不能早于入库日期",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(Stage.FOUNDED, Stage.REGISTERED)) | Q(union__isnull=False),
                name="case_founded_with_union",
                violation_error_message="批复成立应登记所建立的工会",
            ),
        ]

    def __str__(self):
        return str(self.enterprise)

    def clean(self):
        before = self.stages.filter(until=None).first() if self.pk else None
        if before and self.state_since and self.state_since < before.since:
            raise ValidationError(
                {"state_since": f"不能早于进入“{before.get_state_display()}”的日期{before.since}"}
            )
        if self.state_since and self.state_since > dt.date.today():
            raise ValidationError({"state_since": f"不能晚于今天，填写的是{self.state_since}"})

    def save(self, *args, **kwargs):
        self.state_since = self.state_since or self.opened_on
        super().save(*args, **kwargs)


class CaseStage(models.Model):
    """What stage a case was in over [since, until). Written by the database alone."""

    case = models.ForeignKey(UnionizationCase, models.CASCADE, related_name="stages", verbose_name="建会跟踪")
    org = models.ForeignKey("organization.OrgUnit", models.PROTECT, related_name="+", verbose_name="所属镇街")
    state = models.CharField("阶段", max_length=10, choices=Stage.choices)
    since = models.DateField("起始日期")
    until = models.DateField("截止日期", null=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "建会阶段"
        ordering = ["case", "since", "id"]
        constraints = [spell_check("case_stage_runs_forward")]

    def __str__(self):
        return f"{self.case} {self.get_state_display()}"


class Claim(Record):
    """Who has taken a case on, over [since, until), and by when it is to be done.

    `taken_by` took it on for the township, at `taken_at`; a case dealt out by the district has neither.
    """

    class End(models.TextChoices):
        RELEASED = "released", "退回"
        REASSIGNED = "reassigned", "改派"
        OVERDUE = "overdue", "逾期收回"
        DONE = "done", "办结"
        UNDONE = "undone", "撤销认领"

    case = models.ForeignKey(UnionizationCase, models.PROTECT, related_name="claims", verbose_name="建会跟踪")
    holder = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="claims",
        verbose_name="责任人",
        help_text="空白为镇街总工会",
    )
    since = models.DateField("认领日期")
    due_on = models.DateField("办结期限", null=True, blank=True)
    until = models.DateField("认领截止日期", null=True, blank=True)
    end = models.CharField("截止原因", max_length=10, choices=End.choices, blank=True)
    reason = models.CharField("截止说明", max_length=200, blank=True)
    taken_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="认领操作人"
    )
    taken_at = models.DateTimeField("认领时间", null=True, editable=False)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "认领"
        ordering = ["-since", "id"]
        constraints = [
            spell_check("claim_runs_forward"),
            no_overlap("claim_one_at_a_time", "case_id", message="该单位在此期间已有人认领"),
            models.CheckConstraint(
                condition=Q(until=None, end="") | Q(until__isnull=False) & ~Q(end=""),
                name="claim_ends_for_a_reason",
                violation_error_message="认领截止日期和截止原因应同时填写",
            ),
            models.CheckConstraint(
                condition=Q(due_on=None) | Q(due_on__gte=F("since")),
                name="claim_due_after_claimed",
                violation_error_message="办结期限不能早于认领日期",
            ),
        ]

    def __str__(self):
        return f"{self.case} {self.holder or self.org}"


class Visit(Record):
    """A visit, call or look-up by which facts were verified (A87)."""

    class Method(models.TextChoices):
        PLACE = "place", "实地"
        PHONE = "phone", "电话"
        NET = "net", "网络"

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="visits", verbose_name="单位")
    on = models.DateField("日期")
    method = models.CharField("方式", max_length=10, choices=Method.choices)
    visitor = models.ForeignKey(
        User,
        models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="visits",
        verbose_name="走访人",
    )
    met = models.CharField("接待人", max_length=50, blank=True)
    result = models.CharField("情况", max_length=500)
    next_step = models.CharField("下一步", max_length=200, blank=True)
    next_on = models.DateField("下次联系日期", null=True, blank=True)
    meeting = models.ForeignKey(
        OutreachMeeting,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name="由沟通会扩散",
    )

    class Meta:
        verbose_name = verbose_name_plural = "走访记录"
        ordering = ["-on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(next_on=None) | Q(next_on__gte=F("on")),
                name="visit_next_after_this",
                violation_error_message="下次联系日期不能早于走访日期",
            ),
        ]

    def __str__(self):
        return f"{self.enterprise} {self.on}"


class Obstacle(Record):
    """Why an enterprise has no union, over [since, until) (OR-41, A88)."""

    class Reason(models.TextChoices):
        UNWILLING = "unwilling", "无意愿"
        OBSTRUCTED = "obstructed", "业主阻挠"
        TURNOVER = "turnover", "职工流动大"
        NEW = "new", "新成立"
        HARDSHIP = "hardship", "经营困难"
        ADDRESS = "address", "注册地与经营地不一致"
        ELSEWHERE = "elsewhere", "异地已建会"
        OTHER = "other", "其他"

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="obstacles", verbose_name="单位")
    reason = models.CharField("未建会原因", max_length=12, choices=Reason.choices)
    since = models.DateField("起始日期")
    until = models.DateField("化解日期", null=True, blank=True)
    next_step = models.CharField("下一步", max_length=200, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "未建会原因"
        ordering = ["-since", "id"]
        constraints = [
            spell_check("obstacle_runs_forward"),
            no_overlap("obstacle_one_at_a_time", "enterprise_id", message="该单位在此期间已登记未建会原因"),
        ]

    def __str__(self):
        return f"{self.enterprise} {self.get_reason_display()}"
