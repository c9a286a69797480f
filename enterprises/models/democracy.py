"""Democratic management: congresses, assemblies, disclosure, and the meetings that keep them alive."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from union_portal.organization.records import DatedQuerySet, Record, no_overlap, spell_check

from .employers import Enterprise


class DemocraticForm(Record):
    """A system of democratic management that stands at an enterprise (DM-01)."""

    class Kind(models.TextChoices):
        CONGRESS = "congress", "职工代表大会"
        ASSEMBLY = "assembly", "职工大会"
        REGIONAL = "regional", "区域（行业）职代会"
        DISCLOSURE = "disclosure", "厂务公开"

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="democratic_forms", verbose_name="单位"
    )
    kind = models.CharField("形式", max_length=10, choices=Kind.choices)
    since = models.DateField("建立日期")
    until = models.DateField("终止日期", null=True, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "民主管理制度"
        ordering = ["enterprise", "kind"]
        constraints = [
            spell_check("form_runs_forward"),
            no_overlap(
                "form_one_at_a_time", "enterprise_id", "text:kind", message="该单位已建立同一形式的制度"
            ),
        ]

    def __str__(self):
        return f"{self.enterprise} {self.get_kind_display()}"


CONGRESS_KINDS = (
    DemocraticForm.Kind.CONGRESS,
    DemocraticForm.Kind.ASSEMBLY,
    DemocraticForm.Kind.REGIONAL,
)


class CongressMeeting(Record):
    """A meeting held, or a disclosure made: it keeps the system alive for twelve months (DM-08)."""

    form = models.ForeignKey(
        DemocraticForm, models.PROTECT, related_name="meetings", verbose_name="民主管理制度"
    )
    held_on = models.DateField("召开（公开）日期")
    matter = models.CharField("事项", max_length=200, blank=True)
    delegates = models.PositiveIntegerField("应到代表", null=True, blank=True)
    present = models.PositiveIntegerField("实到代表", null=True, blank=True)
    in_favour = models.PositiveIntegerField("赞成", null=True, blank=True)
    submitted_on = models.DateField("事项书面提交工会日期", null=True, blank=True)
    channel = models.CharField("公开渠道", max_length=40, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "会议与公开记录"
        ordering = ["-held_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(delegates=None) | Q(present=None) | Q(present__lte=F("delegates")),
                name="meeting_present_within_delegates",
                violation_error_message="实到代表不能多于应到代表",
            ),
            models.CheckConstraint(
                condition=Q(in_favour=None) | Q(present=None) | Q(in_favour__lte=F("present")),
                name="meeting_votes_within_present",
                violation_error_message="赞成票不能多于实到代表",
            ),
        ]

    def __str__(self):
        return f"{self.form} {self.held_on}"


class Suggestion(Record):
    """Rational proposals (合理化建议) that an enterprise's workers made on a day, and those adopted."""

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="suggestions", verbose_name="单位"
    )
    on = models.DateField("登记日期")
    subject = models.CharField("内容", max_length=200)
    number = models.PositiveIntegerField("条数", default=1)
    adopted = models.PositiveIntegerField("采纳条数", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "合理化建议"
        ordering = ["-on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(adopted__lte=F("number")),
                name="suggestions_adopted_within_made",
                violation_error_message="采纳条数不能多于条数",
            ),
        ]

    def __str__(self):
        return f"{self.enterprise} {self.subject}"
