"""快照: the figures of a period, their definitions and the rows behind them, as they stood at one moment."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models

from union_portal.organization.models import OrgUnit, User
from union_portal.organization.records import Kept

from .figures import Period


class Snapshot(Kept):
    """Of a unit and all below it. `digest` is of every line under `algorithm`, chained to `previous`."""

    period = models.ForeignKey(Period, models.PROTECT, related_name="snapshots", verbose_name="期间")
    number = models.PositiveIntegerField("编号")
    taken_at = models.DateTimeField("取数时间")
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="取数人")
    why = models.CharField("用途", max_length=60, blank=True)
    algorithm = models.CharField("摘要算法", max_length=10, default="sha256")
    previous = models.CharField("上一份摘要", max_length=64, blank=True)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "统计快照"
        ordering = ["-taken_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["org", "period", "number"], name="snapshot_numbered_once"),
            models.UniqueConstraint(fields=["org", "digest"], name="snapshot_digest_once"),
        ]

    def __str__(self):
        return f"{self.period}第{self.number}版"


class SnapshotDefinition(models.Model):
    """What a code meant when the snapshot was taken: name, unit, type, definition and basis in words."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="definitions", verbose_name="快照")
    code = models.CharField("指标", max_length=8)
    name = models.CharField("名称", max_length=100)
    unit = models.CharField("单位", max_length=10)
    type = models.CharField("类型", max_length=1)
    definition = models.TextField("口径")
    basis = models.TextField("依据", blank=True)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "快照口径"
        constraints = [models.UniqueConstraint(fields=["snapshot", "code"], name="defined_once")]

    def __str__(self):
        return f"{self.code} {self.name}"


class SnapshotFigure(models.Model):
    """One figure of one unit. `digest` is of this line and the one before it in order of unit and code."""

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="figures", verbose_name="快照")
    org = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name="单位")
    code = models.CharField("指标", max_length=8)
    value = models.DecimalField("数值", max_digits=20, decimal_places=6, null=True)
    numerator = models.DecimalField("分子", max_digits=20, decimal_places=2, null=True)
    denominator = models.DecimalField("分母", max_digits=20, decimal_places=2, null=True)
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "快照数"
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "org", "code"], name="snapshot_figure_once"),
        ]

    def __str__(self):
        return f"{self.code} {self.value}"


class SnapshotRows(models.Model):
    """The identities of the rows behind one part of a figure that belong to `org`, in order.

    Where the figure is a sum, `amounts` says what each row gave to it.
    """

    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="rows", verbose_name="快照")
    org = models.ForeignKey(OrgUnit, models.PROTECT, related_name="+", verbose_name="单位")
    code = models.CharField("指标", max_length=8)
    part = models.CharField("部分", max_length=10)
    ids: ClassVar = ArrayField(models.BigIntegerField(), verbose_name="记录")
    amounts: ClassVar = ArrayField(
        models.DecimalField(max_digits=20, decimal_places=6), null=True, verbose_name="数额"
    )
    digest = models.CharField("摘要", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "快照明细"
        constraints = [
            models.UniqueConstraint(fields=["snapshot", "code", "part", "org"], name="snapshot_rows_once"),
        ]

    def __str__(self):
        return f"{self.code} {self.part} {len(self.ids)}"
