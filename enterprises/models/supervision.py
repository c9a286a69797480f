"""What the district pushes on with: 三不 enterprises, leaders' areas, key tasks, grants, drives, duties."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from union_portal.fields import MoneyField
from union_portal.organization.records import DatedQuerySet, Record, no_overlap, spell_check

from .employers import Enterprise
from .unions import GrassrootsUnion


class Defiance(Record):
    """A flag over [since, until) on an enterprise that founds no union, bargains not or pays not (A47)."""

    class Kind(models.TextChoices):
        UNION = "union", "不建会"
        BARGAINING = "bargaining", "不协商"
        LEVY = "levy", "不缴费"

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="defiances", verbose_name="单位")
    kind = models.CharField("情形", max_length=10, choices=Kind.choices)
    since = models.DateField("认定日期")
    until = models.DateField("解除日期", null=True, blank=True)
    evidence = models.CharField("依据", max_length=300)
    found_by = models.CharField("认定人", max_length=50, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "三不企业"
        ordering = ["-since", "id"]
        constraints = [
            spell_check("defiance_runs_forward"),
            no_overlap(
                "defiance_one_at_a_time",
                "enterprise_id",
                "text:kind",
                message="该单位在此期间已有同一情形的认定",
            ),
        ]

    def __str__(self):
        return f"{self.enterprise} {self.get_kind_display()}"


class LeaderArea(Record):
    """包片: the leader who answers for a township over [since, until) (A83)."""

    leader = models.CharField("包片领导", max_length=50)
    post = models.CharField("职务", max_length=50, blank=True)
    since = models.DateField("起始日期")
    until = models.DateField("截止日期", null=True, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "领导包片"
        ordering = ["org", "-since"]
        constraints = [
            spell_check("area_runs_forward"),
            no_overlap("area_one_leader", "org_id", message="该镇街在此期间已有包片领导"),
        ]

    def __str__(self):
        return f"{self.org} {self.leader}"


class KeyTask(Record):
    """A milestone of key supervision (重点督查), done in time or not (A80, A81)."""

    title = models.CharField("任务", max_length=100)
    due_on = models.DateField("时间节点")
    done_on = models.DateField("完成日期", null=True, blank=True)
    weight = models.PositiveSmallIntegerField("分值", default=1)
    progress = models.CharField("进展", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督查任务"
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["org", "title", "due_on"],
                name="key_task_once",
                violation_error_message="该督查任务已登记",
            )
        ]

    def __str__(self):
        return self.title


class FoundingGrant(Record):
    """Money given for a newly founded union (A82)."""

    union = models.ForeignKey(GrassrootsUnion, models.PROTECT, related_name="grants", verbose_name="工会")
    paid_on = models.DateField("拨付日期")
    amount = MoneyField("金额", validators=[MinValueValidator(0)])
    basis = models.CharField("依据", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "组建经费支持"
        ordering = ["-paid_on", "id"]

    def __str__(self):
        return f"{self.union} {self.amount}"


class Drive(Record):
    """An area or an industry in which migrant workers are enrolled together (A43)."""

    class Kind(models.TextChoices):
        AREA = "area", "区域"
        INDUSTRY = "industry", "行业"

    name = models.CharField("名称", max_length=100)
    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    since = models.DateField("开始日期")
    until = models.DateField("结束日期", null=True, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "集中入会行动"
        ordering = ["-since", "id"]
        constraints = [
            spell_check("drive_runs_forward"),
            models.UniqueConstraint(
                fields=["org", "name", "since"], name="drive_once", violation_error_message="该行动已登记"
            ),
        ]

    def __str__(self):
        return self.name


class Duty(Record):
    """What a cadre owes in every period: the norm by kind is a rule parameter (A130)."""

    class Kind(models.TextChoices):
        TRAINING = "training", "培训"
        FIRM = "firm", "走访重点企业"
        FOLLOW_UP = "follow_up", "回访"

    cadre = models.CharField("干部", max_length=50)
    kind = models.CharField("职责", max_length=10, choices=Kind.choices)
    since = models.DateField("起始日期")
    until = models.DateField("截止日期", null=True, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "干部职责"
        ordering = ["org", "cadre", "kind", "-since"]
        constraints = [
            spell_check("duty_runs_forward"),
            no_overlap(
                "duty_one_at_a_time",
                "org_id",
                "text:cadre",
                "text:kind",
                message="该干部在此期间已有同一职责",
            ),
        ]

    def __str__(self):
        return f"{self.cadre} {self.get_kind_display()}"


class DutyTerm(Record):
    """One period of a duty: `owed` times by `ends_on`. Opened by the nightly job, or when first asked for."""

    duty = models.ForeignKey(Duty, models.PROTECT, related_name="terms", verbose_name="干部职责")
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("截止日期")
    owed = models.PositiveSmallIntegerField("应完成次数")

    class Meta:
        verbose_name = verbose_name_plural = "履职周期"
        ordering = ["-ends_on", "duty"]
        constraints = [
            models.UniqueConstraint(
                fields=["duty", "starts_on"],
                name="duty_term_once",
                violation_error_message="该周期已登记",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on"), owed__gte=1),
                name="duty_term_runs_forward",
                violation_error_message="截止日期不能早于开始日期，应完成次数至少为1",
            ),
        ]

    def __str__(self):
        return f"{self.duty} {self.starts_on}"


class DutyDone(Record):
    """A training, a visit or a follow-up that a cadre did."""

    term = models.ForeignKey(DutyTerm, models.PROTECT, related_name="done", verbose_name="履职周期")
    on = models.DateField("日期")
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="duties_done", verbose_name="单位"
    )
    subject = models.CharField("内容", max_length=200)

    class Meta:
        verbose_name = verbose_name_plural = "履职记录"
        ordering = ["-on", "id"]

    def __str__(self):
        return f"{self.term} {self.on}"
