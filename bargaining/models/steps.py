"""The five steps of talks, and the papers that are kept of each."""

from django.db import models

from union_portal.audit.models import Trailed
from union_portal.notices.models import Attachment

from .talks import Talks


class TalksStep(Trailed):
    """One of the five steps (CB-35): the account names 五步约谈法 but not its steps, so they are a table.

    A step is entered on the day in `opens_by` and done on the day in `done_by`, both dates of `Talks`.
    """

    class Day(models.TextChoices):
        REPRESENTATIVES = "reps_published_on", "代表公布日期"
        OFFER = "offered_on", "要约日期"
        ANSWER = "answered_on", "应约日期"
        INFORMATION = "information_on", "提供资料日期"
        START = "started_on", "首次协商会议日期"
        DRAFT = "drafted_on", "形成草案日期"
        PASSED = "passed_on", "审议通过日期"
        SIGNED = "signed_on", "签字日期"

    place = models.PositiveSmallIntegerField("次序", unique=True)
    name = models.CharField("名称", max_length=20)
    hint = models.CharField("要点", max_length=200, blank=True)
    opens_by = models.CharField("进入", max_length=20, choices=Day.choices)
    done_by = models.CharField("完成", max_length=20, choices=Day.choices)
    evidence = models.CharField("应存材料", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "协商步骤"
        ordering = ["place"]

    def __str__(self):
        return f"{self.place} {self.name}"

    @property
    def materials(self) -> list[str]:
        """The papers without which the step is not done, as `evidence` lists them."""
        return [name for name in self.evidence.split("、") if name]


class TalksPaper(Trailed):
    """A stored paper of a step: the offer as sent, minutes, the resolution, the signed text.

    `note` names the one of the step's materials that it is; anything else is a further paper.
    """

    talks = models.ForeignKey(Talks, models.PROTECT, related_name="papers", verbose_name="集体协商")
    step = models.ForeignKey(TalksStep, models.PROTECT, related_name="papers", verbose_name="步骤")
    attachment = models.ForeignKey(Attachment, models.PROTECT, related_name="+", verbose_name="文件")
    on = models.DateField("形成日期")
    note = models.CharField("说明", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "协商材料"
        ordering = ["talks", "step", "on"]

    def __str__(self):
        return f"{self.talks} {self.step.name}材料"
