"""What the portal tells a person, and the files that people attach."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from union_portal.organization.records import Record


class Notice(models.Model):
    """One message to one person. `key` keeps the same thing from being said twice."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices", verbose_name="收件人"
    )
    key = models.CharField("通知键", max_length=120)
    title = models.CharField("标题", max_length=100)
    body = models.CharField("内容", max_length=500, blank=True)
    url = models.CharField("链接", max_length=200, blank=True)
    due_on = models.DateField("期限", null=True, blank=True)
    created_at = models.DateTimeField("时间", auto_now_add=True)
    read_at = models.DateTimeField("已读时间", null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ["-created_at"]
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="notice_said_once")]
        indexes = [
            models.Index(fields=["user"], condition=Q(read_at=None), name="notice_unread"),
        ]

    def __str__(self):
        return self.title


class MailAddress(models.Model):
    """Where a person wants the daily digest sent; `digest` off stops it and keeps the address."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="mail_address", verbose_name="用户"
    )
    email = models.EmailField("邮箱")
    digest = models.BooleanField("每个工作日发送摘要", default=True)

    class Meta:
        verbose_name = verbose_name_plural = "邮箱"

    def __str__(self):
        return f"{self.user}的邮箱"


class Digest(models.Model):
    """The digest of a day, claimed before it is sent: the same day is never claimed twice.

    `sent_at` is blank where there was nothing to tell (`empty`), the server refused it (`error`), or the
    sender died on the way.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="digests", verbose_name="收件人"
    )
    day = models.DateField("日期")
    empty = models.BooleanField("无事可告", default=False)
    claimed_at = models.DateTimeField("开始发送时间", auto_now_add=True)
    sent_at = models.DateTimeField("发出时间", null=True)
    error = models.CharField("错误", max_length=60, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "每日摘要"
        ordering = ["-day", "user"]
        constraints = [models.UniqueConstraint(fields=["user", "day"], name="digest_once_a_day")]

    def __str__(self):
        return f"{self.user} {self.day}"


class Attachment(Record):
    """A stored file. Its owner links to it by a foreign key of the owner's own; its path is never a name
    that a user typed (D35)."""

    name = models.CharField("文件名", max_length=150)
    file = models.FileField("文件", upload_to="attachments/%Y/%m")
    size = models.PositiveIntegerField("大小（字节）")
    sha256 = models.CharField("摘要", max_length=64)
    uploaded_at = models.DateTimeField("上传时间", auto_now_add=True)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        ordering = ["-uploaded_at"]

    def __str__(self):
        return self.name
