"""双沟通: meetings with employers and with workers, presenters, each month's contact day (A90-A95)."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from union_portal.organization.records import DatedQuerySet, Record, no_overlap, spell_check

from .employers import Enterprise


class Presenter(Record):
    """工会讲解员 over [since, until) (A93)."""

    name = models.CharField("姓名", max_length=50)
    unit = models.CharField("所在单位", max_length=100, blank=True)
    since = models.DateField("聘任日期")
    until = models.DateField("解聘日期", null=True, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "讲解员"
        ordering = ["org", "name"]
        constraints = [
            spell_check("presenter_runs_forward"),
            models.UniqueConstraint(
                fields=["org", "name", "since"],
                name="presenter_once",
                violation_error_message="该讲解员已登记",
            ),
        ]

    def __str__(self):
        return self.name


class OutreachMeeting(Record):
    """One meeting: prepared, recorded, reviewed (A90-A92)."""

    class Kind(models.TextChoices):
        EMPLOYER = "employer", "企业沟通会"
        WORKERS = "workers", "职工沟通会"
        SEMINAR = "seminar", "座谈会"
        STUDY = "study", "专题调研"

    class Moment(models.TextChoices):
        LUNCH = "lunch", "午饭"
        EVENING = "evening", "下班"
        WEEKEND = "weekend", "周末"
        WORK = "work", "上班时间"

    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    enterprise = models.ForeignKey(
        Enterprise,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="outreach_meetings",
        verbose_name="单位",
        help_text="对一家单位召开的填写",
    )
    held_on = models.DateField("举行日期")
    contact_day = models.BooleanField("职工沟通日", default=False)
    place = models.CharField("地点", max_length=100, blank=True)
    moment = models.CharField("时段", max_length=10, choices=Moment.choices, blank=True)
    host = models.CharField("主持人", max_length=50, blank=True)
    attendees = models.PositiveIntegerField("参加人数", default=0)
    consulted = models.PositiveIntegerField("咨询人次", default=0)
    before = models.CharField("会前指导", max_length=500, blank=True)
    record = models.CharField("会中记录", max_length=1000, blank=True)
    review = models.CharField("会后点评", max_length=500, blank=True)
    needs = models.CharField("诉求", max_length=500, blank=True)
    promise = models.CharField("承诺", max_length=500, blank=True)
    follow_up_on = models.DateField("回访期限", null=True, blank=True)
    followed_up_on = models.DateField("回访日期", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "沟通会"
        ordering = ["-held_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact_day=False) | Q(kind="workers"),
                name="contact_day_is_for_workers",
                violation_error_message="职工沟通日应登记为职工沟通会",
            ),
            models.CheckConstraint(
                condition=~Q(kind="employer") | Q(enterprise__isnull=False),
                name="employer_meeting_names_employer",
                violation_error_message="企业沟通会应填写单位",
            ),
        ]

    def __str__(self):
        return f"{self.held_on} {self.enterprise or self.place or self.get_kind_display()}"


class Presentation(Record):
    """A presenter at a meeting, and how the audience rated it, 1 to 5."""

    meeting = models.ForeignKey(
        OutreachMeeting, models.PROTECT, related_name="presentations", verbose_name="沟通会"
    )
    presenter = models.ForeignKey(
        Presenter, models.PROTECT, related_name="presentations", verbose_name="讲解员"
    )
    rating = models.PositiveSmallIntegerField("评分", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "讲解记录"
        ordering = ["-meeting__held_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "presenter"],
                name="presentation_once",
                violation_error_message="该讲解员已登记在这次沟通会",
            ),
            models.CheckConstraint(
                condition=Q(rating=None) | Q(rating__range=(1, 5)),
                name="presentation_rated_1_to_5",
                violation_error_message="评分应为1至5",
            ),
        ]

    def __str__(self):
        return f"{self.meeting} {self.presenter}"


class ContactDayMove(Record):
    """The contact day of a month, put off or brought forward, with the reason (A91)."""

    due_on = models.DateField("原定日期", help_text="每月第二个星期四")
    moved_to = models.DateField("改为")
    reason = models.CharField("原因", max_length=100)

    class Meta:
        verbose_name = verbose_name_plural = "沟通日改期"
        ordering = ["-due_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["org", "due_on"],
                name="contact_day_moved_once",
                violation_error_message="该月沟通日已登记改期",
            ),
            models.CheckConstraint(
                condition=~Q(moved_to=models.F("due_on")),
                name="contact_day_moves",
                violation_error_message="改期后的日期应与原定日期不同",
            ),
        ]

    def __str__(self):
        return f"{self.due_on} 改为 {self.moved_to}"


class Pilot(Record):
    """A township federation that tries 双沟通 out over [since, until)."""

    since = models.DateField("试点起始日期")
    until = models.DateField("试点截止日期", null=True, blank=True)
    note = models.CharField("内容", max_length=200, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "试点镇街"
        ordering = ["org", "since"]
        constraints = [
            spell_check("pilot_runs_forward"),
            no_overlap("pilot_one_at_a_time", "org_id", message="该镇街在此期间已是试点"),
        ]

    def __str__(self):
        return f"{self.org} {self.since}"
