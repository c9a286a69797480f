"""An import from upload to undo: what was uploaded, how it was read, what was wrong, what it changed."""

from django.conf import settings
from django.db import models

from union_portal.fields import EncryptedTextField
from union_portal.jobs.models import Job

from .requests import ExportRequest  # noqa: F401 (Django looks for models here)


class ImportBatch(models.Model):
    """One uploaded file and one register. Nothing of it is in the register before `confirmed_at`.

    `mapping` is heading position → field name; `modes` is field name → what an update may do with it.
    `dated` is when the file was last saved, as far as it says; `late` counts the updates that would put
    back what was changed since, and `overwrite` is the answer to whether they shall.
    `continues` is the batch whose rows with problems this one brings back.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", "待对列"
        CHECKING = "checking", "检查中"
        CHECKED = "checked", "待确认"
        SAVING = "saving", "导入中"
        DONE = "done", "已导入"
        FAILED = "failed", "没有完成"
        UNDONE = "undone", "已撤销"

    class Mode(models.TextChoices):
        ALL = "all", "更新"
        BLANK = "blank", "只补空白"
        ADD = "add", "不更新"

    ledger = models.CharField("台账", max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="imports", verbose_name="导入人"
    )
    file_name = models.CharField("文件名", max_length=150)
    stored = models.CharField("存放名", max_length=40, blank=True)
    sha256 = models.CharField("摘要", max_length=64, db_index=True)
    dated = models.DateTimeField("文件保存时间", null=True)
    sheets = models.JSONField("各工作表", default=list)
    sheet = models.CharField("工作表", max_length=100, blank=True)
    header = models.PositiveIntegerField("标题行", default=0)
    headings = models.JSONField("标题", default=list)
    known = models.BooleanField("由模板而来", default=False)
    mapping = models.JSONField("对列", default=dict)
    modes = models.JSONField("更新方式", default=dict)
    partial = models.BooleanField("有问题的行除外", default=False)
    overwrite = models.BooleanField("覆盖较新的记录", null=True)
    continues = models.ForeignKey("self", models.SET_NULL, null=True, related_name="continued")
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.UPLOADED)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+", verbose_name="任务")
    message = models.CharField("说明", max_length=300, blank=True)
    read = models.PositiveIntegerField("读入", default=0)
    created = models.PositiveIntegerField("新增", default=0)
    updated = models.PositiveIntegerField("更新", default=0)
    unchanged = models.PositiveIntegerField("不变", default=0)
    rejected = models.PositiveIntegerField("问题", default=0)
    late = models.PositiveIntegerField("较新", default=0)
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)
    confirmed_at = models.DateTimeField("导入时间", null=True)
    undone_at = models.DateTimeField("撤销时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入批次"
        ordering = ["-uploaded_at"]

    def __str__(self):
        return f"{self.file_name} {self.get_state_display()}"

    @property
    def staging(self) -> str:
        """The unlogged table that holds the checked rows, personal columns already encrypted."""
        return f"staging.batch_{self.pk}"


class ImportFault(models.Model):
    """One cell (or row) that cannot be saved: place, what was found, what to do. Personal values masked."""

    class Kind(models.TextChoices):
        MISSING = "missing", "缺必填"
        WRONG = "wrong", "填写有误"
        DOUBLE = "double", "重复"
        ELSEWHERE = "elsewhere", "登记在别处"
        CONFLICT = "conflict", "下载后被改过"
        RULE = "rule", "不合规则"

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="faults")
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.WRONG)
    row = models.PositiveIntegerField("行")
    column = models.CharField("列", max_length=3, blank=True)
    name = models.CharField(max_length=60, blank=True)
    label = models.CharField("列名", max_length=60)
    found = models.CharField("现值", max_length=120)
    why = models.CharField("原因", max_length=200)
    repair = models.CharField("建议", max_length=200)

    class Meta:
        ordering = ["row", "id"]
        indexes = [models.Index(fields=["batch", "kind", "label"], name="fault_group")]


class ImportFix(models.Model):
    """A cell typed anew on the check page; it wins over the file. Empty: keep what the register has."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="fixes")
    row = models.PositiveIntegerField()
    name = models.CharField(max_length=60)
    value = EncryptedTextField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "row", "name"], name="fix_once_a_cell")]


class ImportChange(models.Model):
    """What an import did to a row: `before` is its image, or None where the import made the row."""

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="changes")
    row = models.BigIntegerField("行编号", db_index=True)
    version = models.PositiveIntegerField("导入后版本")
    before = models.JSONField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "row"], name="change_once_a_row")]


class ColumnMemory(models.Model):
    """How a user matched a heading last time; an empty name: left out."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    ledger = models.CharField(max_length=40)
    heading = models.CharField(max_length=60)
    name = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "ledger", "heading"], name="memory_once"),
        ]
