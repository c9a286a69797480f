"""The trail, written by the database itself in the transaction of the change (triggers.sql).

The application's role can read these tables and nothing else; even it cannot write or change a line.
"""

from django.db import models


class Trailed(models.Model):
    """A table outside the registers whose every change the trail keeps nonetheless."""

    class Meta:
        abstract = True


class AuditRequest(models.Model):
    """Who acted, from where, through which door; signed by the application that vouches for it."""

    id = models.UUIDField(primary_key=True)
    at = models.DateTimeField("时间")
    user = models.BigIntegerField("用户编号", null=True)
    name = models.CharField("用户", max_length=50)
    post = models.CharField("岗位", max_length=80, blank=True)
    address = models.CharField("来源地址", max_length=45, blank=True)
    route = models.CharField("入口", max_length=120)
    reason = models.CharField("原因", max_length=200, blank=True)
    signature = models.CharField("签名", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "操作"
        ordering = ["-at"]

    def __str__(self):
        return f"{self.name} {self.route}"


class AuditEntry(models.Model):
    """One changed row; or, for a bulk insert, one statement with its count and range of ids.

    `before` and `after` hold what changed; encrypted columns appear by name only.
    """

    class Action(models.TextChoices):
        INSERT = "I", "新增"
        UPDATE = "U", "修改"
        DELETE = "D", "删除"

    at = models.DateTimeField("时间")
    request = models.ForeignKey(
        AuditRequest, models.DO_NOTHING, null=True, db_constraint=False, related_name="entries"
    )
    action = models.CharField("动作", max_length=1, choices=Action.choices)
    table = models.CharField("表", max_length=63)
    row = models.BigIntegerField("行编号", null=True)
    last_row = models.BigIntegerField("末行编号", null=True)
    rows = models.IntegerField("行数")
    org = models.BigIntegerField("所属单位", null=True)
    before = models.JSONField("改前", null=True)
    after = models.JSONField("改后", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "变更"
        ordering = ["-id"]
        indexes = [models.Index(fields=["table", "row"], name="audit_of_row")]


class AuditSeal(models.Model):
    """A digest over a run of entries, chained to the one before and signed: a later change shows."""

    first = models.BigIntegerField("首条", unique=True)
    last = models.BigIntegerField("末条")
    rows = models.IntegerField("条数")
    at = models.DateTimeField("封存时间", auto_now_add=True)
    algorithm = models.CharField("算法", max_length=10, default="sha256")
    digest = models.CharField("摘要", max_length=64)
    previous = models.CharField("上一摘要", max_length=64, blank=True)
    signature = models.CharField("签名", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "日志封存"
        ordering = ["first"]
