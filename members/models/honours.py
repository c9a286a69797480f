"""Honours awarded, and delegates elected."""

from django.db import models
from django.db.models import Q

from enterprises.models import Enterprise
from union_portal.organization.records import Record

from .people import Member


class Honour(Record):
    """A title awarded to a person or a collective, counted in the year of the award."""

    class Title(models.TextChoices):
        NATIONAL_MODEL = "national_model", "全国劳动模范"
        CITY_MODEL = "city_model", "市劳动模范"
        CITY_ADVANCED = "city_advanced", "市先进工作者"
        CITY_COLLECTIVE = "city_collective", "市模范集体"
        COLLECTIVE = "collective", "集体荣誉"
        CRAFTSMAN = "craftsman", "北京工匠"

    title = models.CharField("称号", max_length=20, choices=Title.choices)
    holder = models.CharField("获得者", max_length=100)
    awarded_on = models.DateField("授予日期")
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="honours", verbose_name="会员"
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="honours", verbose_name="单位"
    )

    class Meta:
        verbose_name = verbose_name_plural = "荣誉"
        ordering = ["-awarded_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(title__in=["city_collective", "collective"]) | Q(member=None),
                name="honour_of_collective_has_no_person",
                violation_error_message="集体荣誉不登记个人",
            ),
        ]

    def __str__(self):
        return f"{self.holder} {self.get_title_display()}"


class Delegate(Record):
    """A delegate to a union congress, by the day of election."""

    congress = models.CharField("代表大会", max_length=60)
    name = models.CharField("姓名", max_length=50)
    elected_on = models.DateField("当选日期")
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="mandates", verbose_name="会员"
    )
    frontline = models.BooleanField("一线职工或劳模", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "代表"
        ordering = ["-elected_on", "id"]

    def __str__(self):
        return f"{self.name} {self.congress}"
