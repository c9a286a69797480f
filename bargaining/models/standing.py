"""Model enterprises and the instructors of wage bargaining."""

from typing import ClassVar

from django.db import models

from enterprises.models import Enterprise
from union_portal.organization.records import DatedQuerySet, Record, no_overlap, spell_check


class ModelEnterprise(Record):
    """A model firm of collective bargaining (典型示范), over [since, until)."""

    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="model_flags", verbose_name="单位"
    )
    since = models.DateField("认定日期")
    until = models.DateField("撤销日期", null=True, blank=True)
    evidence = models.CharField("认定依据", max_length=100)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "典型示范企业"
        ordering = ["-since", "id"]
        constraints = [
            spell_check("model_runs_forward"),
            no_overlap("model_one_at_a_time", "enterprise_id", message="该单位已是典型示范企业"),
        ]

    def __str__(self):
        return f"{self.enterprise} 典型示范"


class Instructor(Record):
    """工资集体协商指导员, on the roster over [since, until) (BAR33)."""

    name = models.CharField("姓名", max_length=50)
    unit = models.CharField("工作单位", max_length=100, blank=True)
    certificate = models.CharField("证书编号", max_length=40, blank=True)
    since = models.DateField("聘任日期")
    until = models.DateField("解聘日期", null=True, blank=True)

    objects: ClassVar = DatedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "工资集体协商指导员"
        ordering = ["org", "name"]
        constraints = [
            spell_check("instructor_runs_forward"),
            models.UniqueConstraint(
                fields=["org", "name", "since"],
                name="instructor_once",
                violation_error_message="该指导员已登记",
            ),
        ]

    def __str__(self):
        return self.name
