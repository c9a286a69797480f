"""Dated legal numbers, and the days that differ from Monday-to-Friday."""

import datetime as dt

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import BigIntegerRangeField, DateRangeField, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import BigIntegerField, F, Func, Q, Value

from . import lookup
from .cache import Cached

# btree_gist is not everywhere: a text key takes part in the exclusion as the one-number range of its hash.
KEY = Func(
    F("code"),
    F("scope_division"),
    arg_joiner=" || '|' || ",  # keywords in alphabetical order, as a migration holds them: Django compares it
    output_field=BigIntegerField(),
    template="hashtextextended(%(expressions)s, 0)",
)
POINT = Func(KEY, KEY, Value("[]"), function="int8range", output_field=BigIntegerRangeField())
DAYS = Func(F("since"), F("until"), function="daterange", output_field=DateRangeField())


class RuleParameter(models.Model):
    """A number of law or practice over [since, until); no date means no limit (GN-01)."""

    code = models.CharField("参数代码", max_length=60)
    name = models.CharField("名称", max_length=100)
    scope_division = models.CharField("适用区划", max_length=12, blank=True, help_text="空白为默认取值")
    value = models.JSONField("取值")
    since = models.DateField("生效日期", null=True, blank=True)
    until = models.DateField("失效日期", null=True, blank=True, help_text="自该日起不再适用")
    source = models.CharField("依据", max_length=200)
    verified = models.BooleanField("已核对原文", default=False, help_text="未核对的参数只作提醒，不阻止保存")

    class Meta:
        verbose_name = verbose_name_plural = "规则参数"
        ordering = ["code", "scope_division", "since"]
        constraints = [
            models.CheckConstraint(
                condition=Q(since=None) | Q(until=None) | Q(until__gt=F("since")),
                name="rule_ends_after_it_begins",
                violation_error_message="失效日期应晚于生效日期",
            ),
            ExclusionConstraint(
                name="rule_one_value_a_day",
                expressions=[(POINT, RangeOperators.OVERLAPS), (DAYS, RangeOperators.OVERLAPS)],
                violation_error_message="参数“{code}”的有效期与已有记录重叠",
            ),
        ]

    def __str__(self):
        return f"{self.name}（{self.since or ''}～{self.until or ''}）"

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        lookup.known.forget()

    def delete(self, *args, **kwargs):
        deleted = super().delete(*args, **kwargs)
        lookup.known.forget()
        return deleted

    def validate_constraints(self, exclude=None):
        try:
            super().validate_constraints(exclude)
        except ValidationError as error:
            raise ValidationError([text.format(code=self.code) for text in error.messages]) from None


class WorkCalendar(models.Model):
    """A day on which the State Council's notice departs from Monday-to-Friday (GN-14)."""

    day = models.DateField("日期", primary_key=True)
    is_workday = models.BooleanField("上班")
    note = models.CharField("说明", max_length=100, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "节假日安排"
        ordering = ["day"]

    def __str__(self):
        return f"{self.day}{'上班' if self.is_workday else '放假'}"

    def save(self, *args, **kwargs):
        super().save(*args, **kwargs)
        noticed.forget()

    def delete(self, *args, **kwargs):
        deleted = super().delete(*args, **kwargs)
        noticed.forget()
        return deleted

    @staticmethod
    def exceptions() -> dict[dt.date, bool]:
        """Day → is it worked, for every day of the table."""
        return noticed()[0]

    @staticmethod
    def noticed_years() -> frozenset[int]:
        """Years whose notice is loaded: it always moves days between February and November, while a
        day of January or December may belong to the neighbour's notice."""
        return noticed()[1]


def _load() -> tuple[dict[dt.date, bool], frozenset[int]]:
    days = dict(WorkCalendar.objects.values_list("day", "is_workday"))
    return days, frozenset(day.year for day in days if 2 <= day.month <= 11)


noticed = Cached(_load)
