"""Places where members are served, what happens there, and what is bought for them."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from enterprises.models import Enterprise
from members.models import Member
from union_portal.fields import MoneyField
from union_portal.organization.records import DatedQuerySet, Record, spell_check


class Station(Record):
    """A place kept by the union, over [since, until); `standardised_on` is the day it passed (OR-60)."""

    class Kind(models.TextChoices):
        STATION = "station", "工会服务站"
        CENTRE = "centre", "职工服务中心"
        REST_STOP = "rest_stop", "暖心驿站"
        HOME = "home", "职工之家"
        NURSING = "nursing", "母婴关爱室"
        LIBRARY = "library", "职工书屋"
        CULTURE = "culture", "职工文化活动中心"
        STUDIO = "studio", "职工创新工作室"

    code = models.CharField("编号", max_length=20, unique=True)
    name = models.CharField("名称", max_length=80)
    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    address = models.CharField("地址", max_length=200, blank=True)
    since = models.DateField("启用日期")
    until = models.DateField("停用日期", null=True, blank=True)
    standardised_on = models.DateField("规范化验收日期", null=True, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "服务阵地"
        ordering = ["org", "kind", "name"]
        constraints = [
            spell_check("station_runs_forward"),
            models.CheckConstraint(
                condition=Q(standardised_on=None) | Q(standardised_on__gte=F("since")),
                name="station_standardised_after_opening",
                violation_error_message="规范化验收日期不能早于启用日期",
            ),
        ]

    def __str__(self):
        return self.name


class Activity(Record):
    """Something held on a day; a series is several activities (场)."""

    class Kind(models.TextChoices):
        CARD = "card", "京卡活动"
        CULTURE = "culture", "文体活动"
        VOLUNTEER = "volunteer", "志愿服务"
        CONTEST = "contest", "岗位练兵技能竞赛"
        LECTURE = "lecture", "讲堂培训"
        INNOVATION = "innovation", "技术创新"

    code = models.CharField("编号", max_length=30, unique=True)
    title = models.CharField("名称", max_length=100)
    kind = models.CharField("类型", max_length=12, choices=Kind.choices)
    held_on = models.DateField("举办日期")
    station = models.ForeignKey(
        Station, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name="阵地"
    )

    class Meta:
        verbose_name = verbose_name_plural = "活动"
        ordering = ["-held_on", "id"]

    def __str__(self):
        return self.title


class Attendance(Record):
    """Who came: a member by name, a unit with its party, or a head count (人次 = sum of `persons`)."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="attendance", verbose_name="活动")
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="attendance", verbose_name="会员"
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="attendance", verbose_name="单位"
    )
    persons = models.PositiveIntegerField("人次", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "参加记录"
        ordering = ["activity", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["activity", "member"],
                name="attendance_once",
                violation_error_message="该会员已签到",
            ),
            models.CheckConstraint(
                condition=Q(member=None) | Q(persons=1),
                name="attendance_of_member_is_one",
                violation_error_message="按人签到的，人次为1",
            ),
        ]

    def __str__(self):
        return f"{self.activity} {self.persons}人次"


class Project(Record):
    """A service bought from a social organisation, counted when approved."""

    name = models.CharField("项目名称", max_length=100)
    provider = models.CharField("承接组织", max_length=100)
    approved_on = models.DateField("批准日期", null=True, blank=True)
    budget = MoneyField("预算（元）", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "购买服务项目"
        ordering = ["-approved_on", "id"]

    def __str__(self):
        return self.name


class GridUnit(Record):
    """A cell of the service grid: a community, a village, or a large firm."""

    class Kind(models.TextChoices):
        COMMUNITY = "community", "社区（村）"
        ENTERPRISE = "enterprise", "企业"

    name = models.CharField("网格名称", max_length=60)
    kind = models.CharField("类型", max_length=10, choices=Kind.choices)
    since = models.DateField("设立日期")
    until = models.DateField("撤销日期", null=True, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "网格单元"
        ordering = ["org", "name"]
        constraints = [spell_check("grid_runs_forward")]

    def __str__(self):
        return self.name
