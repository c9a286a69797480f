"""Democratic management: congresses, assemblies, disclosure, and the meetings that keep them alive."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from union_portal import parameters
from union_portal.organization.records import DatedQuerySet, Record, no_overlap, spell_check

from . import ballots
from .employers import Enterprise, Headcount


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

    class Ballot(models.TextChoices):
        """DM-06: what the meeting itself must pass."""

        CONTRACT = "contract", "集体合同草案"
        ANNUITY = "annuity", "企业年金方案"
        WELFARE = "welfare", "职工福利费使用"
        INSURANCE = "insurance", "住房公积金和社会保险方案"
        HONOUR = "honour", "劳动模范人选"
        PLACEMENT = "placement", "改制职工安置方案"
        ELECTION = "election", "选举"

    form = models.ForeignKey(
        DemocraticForm, models.PROTECT, related_name="meetings", verbose_name="民主管理制度"
    )
    held_on = models.DateField("召开（公开）日期")
    matter = models.CharField("事项", max_length=200, blank=True)
    ballot = models.CharField("表决事项", max_length=10, choices=Ballot.choices, blank=True)
    delegates = models.PositiveIntegerField("应到代表", null=True, blank=True)
    present = models.PositiveIntegerField("实到代表", null=True, blank=True)
    in_favour = models.PositiveIntegerField("赞成", null=True, blank=True)
    submitted_on = models.DateField("事项书面提交工会日期", null=True, blank=True)
    channel = models.CharField("公开渠道", max_length=40, blank=True)
    remark = models.CharField(
        "情况说明", max_length=200, blank=True, help_text="到会、赞成、提交时间不合规定的，说明原因"
    )

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

    @property
    def sums(self) -> list[tuple[bool, str]]:
        """DM-03: whether enough delegates came, and whether enough agreed."""
        contract = self.ballot == self.Ballot.CONTRACT
        return ballots.sums(
            self.held_on, self.delegates, self.present, self.in_favour, half_is_enough=contract
        )

    @property
    def warnings(self) -> list[str]:
        """DM-03 to DM-05: quorum, votes, delegates, and the papers in time."""
        short = [text for enough, text in self.sums if not enough]
        return [*short, *self._too_few_delegates(), *self._papers_late()]

    def _too_few_delegates(self) -> list[str]:
        if self.delegates is None or self.form.kind != DemocraticForm.Kind.CONGRESS:
            return []
        rule = parameters.value("congress_delegates", self.held_on)
        counted = Headcount.objects.on(self.held_on).filter(enterprise=self.form.enterprise_id).first()
        share = -(-(counted.employees if counted else 0) * rule["share_percent"] // 100)
        least = max(rule["at_least"], share)
        return [f"代表{self.delegates}名，应不少于{least}名"] if self.delegates < least else []

    def _papers_late(self) -> list[str]:
        if self.submitted_on is None:
            return ["未登记事项书面提交工会的日期"] if self.ballot else []
        days = parameters.value("congress_matters_notice", self.held_on)["n"]
        if (self.held_on - self.submitted_on).days >= days:
            return []
        return [f"事项于{self.submitted_on}提交工会，应在会议{days}日前"]

    def clean(self):
        ready = self.held_on and self.form_id
        ballots.explained(self.warnings if ready else [], self.remark)


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
