"""成熟、成立、巩固: what becomes of a union after its founding (A89), and who came to look (A45, A77)."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from union_portal.organization.records import DatedQuerySet, Record, no_overlap, spell_check

from .unions import GrassrootsUnion


class UnionStage(Record):
    """How firmly a union stands over [since, until): the third of the three stages, in its own three."""

    class Stage(models.TextChoices):
        GROWING = "growing", "发展"
        REGULAR = "regular", "规范"
        ACTIVE = "active", "活跃"

    union = models.ForeignKey(GrassrootsUnion, models.PROTECT, related_name="stages", verbose_name="工会")
    stage = models.CharField("巩固阶段", max_length=10, choices=Stage.choices)
    since = models.DateField("起始日期")
    until = models.DateField("截止日期", null=True, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "巩固阶段"
        ordering = ["union", "-since"]
        constraints = [
            spell_check("union_stage_runs_forward"),
            no_overlap("union_stage_one_at_a_time", "union_id", message="该工会在此期间已登记巩固阶段"),
        ]

    def __str__(self):
        return f"{self.union} {self.get_stage_display()}"


class Inspection(Record):
    """A look at how a township keeps the law and its tasks, and what it was told to put right."""

    class Kind(models.TextChoices):
        SUPERVISION = "supervision", "督导"
        LAW = "law", "执法检查"
        VIEWING = "viewing", "视察"

    kind = models.CharField("类型", max_length=12, choices=Kind.choices)
    on = models.DateField("日期")
    led_by = models.CharField("带队", max_length=100)
    subject = models.CharField("内容", max_length=200)
    units = models.PositiveIntegerField("检查单位（家）", default=0)
    finding = models.CharField("发现问题", max_length=500, blank=True)
    due_on = models.DateField("整改期限", null=True, blank=True)
    fixed_on = models.DateField("整改完成日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "督导检查"
        ordering = ["-on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(due_on=None) | Q(due_on__gte=F("on")))
                & (Q(fixed_on=None) | Q(fixed_on__gte=F("on"))),
                name="inspection_mended_afterwards",
                violation_error_message="整改期限、整改完成日期不能早于检查日期",
            ),
        ]

    def __str__(self):
        return f"{self.on} {self.get_kind_display()} {self.subject}"
