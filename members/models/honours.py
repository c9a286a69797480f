"""Honours awarded, and delegates elected."""

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, F, GeneratedField, Q, Value, When

from enterprises.models import Enterprise
from union_portal.fields import MoneyField
from union_portal.organization.records import DatedQuerySet, Record, spell_check

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

    class Level(models.TextChoices):
        NATIONAL = "national", "全国"
        CITY = "city", "市级"
        DISTRICT = "district", "区级"
        TOWNSHIP = "township", "镇街级"

    title = models.CharField("称号", max_length=20, choices=Title.choices)
    given_level = models.CharField(
        "集体荣誉级别", max_length=10, choices=Level.choices, blank=True, help_text="其他称号的级别由称号确定"
    )
    holder = models.CharField("获得者", max_length=100)
    awarded_on = models.DateField("授予日期")
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="honours", verbose_name="会员"
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="honours", verbose_name="单位"
    )

    level = GeneratedField(
        expression=Case(
            When(title="national_model", then=Value("national")),
            When(title="collective", then=F("given_level")),
            default=Value("city"),
        ),
        output_field=models.CharField("级别", max_length=10, choices=Level.choices),
        db_persist=True,
    )

    class Meta:
        verbose_name = verbose_name_plural = "荣誉"
        ordering = ["-awarded_on", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(title="collective") | Q(given_level=""),
                name="honour_level_follows_its_title",
                violation_error_message="只有集体荣誉填写级别，其他称号的级别由称号确定",
            ),
            models.CheckConstraint(
                condition=~Q(title__in=["city_collective", "collective"]) | Q(member=None),
                name="honour_of_collective_has_no_person",
                violation_error_message="集体荣誉不登记个人",
            ),
        ]

    def __str__(self):
        return f"{self.holder} {self.get_title_display()}"


class Delegate(Record):
    """Somebody elected to a congress, or by it to a body that serves until a day."""

    class Body(models.TextChoices):
        CONGRESS = "congress", "代表大会代表"
        COMMITTEE = "committee", "委员会委员"
        STANDING = "standing", "常委会委员"
        INDUSTRY = "industry", "产业工会委员"

    congress = models.CharField("代表大会", max_length=60)
    body = models.CharField("职务", max_length=10, choices=Body.choices, default=Body.CONGRESS)
    name = models.CharField("姓名", max_length=50)
    elected_on = models.DateField("当选日期")
    until = models.DateField("卸任日期", null=True, blank=True)
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="mandates", verbose_name="会员"
    )
    frontline = models.BooleanField("一线职工或劳模", default=False)

    class Meta:
        verbose_name = verbose_name_plural = "代表和委员"
        ordering = ["-elected_on", "id"]
        constraints = [
            spell_check("delegate_serves_forward", since="elected_on", message="卸任日期不能早于当选日期")
        ]

    def __str__(self):
        return f"{self.name} {self.congress}"


class HonourCare(Record):
    """A service to a holder of an honour: holiday, health check, condolence (A117)."""

    class Kind(models.TextChoices):
        REST = "rest", "疗休养"
        HEALTH = "health", "体检"
        VISIT = "visit", "慰问"
        AID = "aid", "困难补助"
        OTHER = "other", "其他"

    honour = models.ForeignKey(Honour, models.PROTECT, related_name="cares", verbose_name="荣誉")
    kind = models.CharField("服务", max_length=10, choices=Kind.choices)
    on = models.DateField("日期")
    amount = MoneyField("金额", default=0, validators=[MinValueValidator(0)])

    class Meta:
        verbose_name = verbose_name_plural = "劳模服务"
        ordering = ["-on", "id"]

    def __str__(self):
        return f"{self.honour} {self.get_kind_display()}"


class Studio(Record):
    """A studio named after a model worker or craftsman, over [since, until) (A119, A120)."""

    class Level(models.TextChoices):
        NATIONAL = "national", "全国"
        CITY = "city", "市级"
        DISTRICT = "district", "区级"
        TOWNSHIP = "township", "镇街级"

    name = models.CharField("工作室", max_length=100)
    leader = models.CharField("领衔人", max_length=50)
    member = models.ForeignKey(
        Member, models.PROTECT, null=True, blank=True, related_name="studios", verbose_name="会员"
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="studios", verbose_name="单位"
    )
    level = models.CharField("级别", max_length=10, choices=Level.choices)
    since = models.DateField("命名日期")
    until = models.DateField("撤销日期", null=True, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "创新工作室"
        ordering = ["org", "name"]
        constraints = [
            spell_check("studio_runs_forward"),
            models.UniqueConstraint(
                fields=["org", "name"], name="studio_once", violation_error_message="该工作室已登记"
            ),
        ]

    def __str__(self):
        return self.name
