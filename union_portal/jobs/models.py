"""Work to be done later lives here, not in the broker (D20): a lost message loses nothing."""

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

Handler = Callable[["Job"], str | None]
HANDLERS: dict[str, Handler] = {}
SNAPSHOT: set[str] = set()
"""Kinds whose work reads one moment of the database."""

LEASE = dt.timedelta(minutes=10)
MAX_ATTEMPTS = 3


def handler(kind: str, *, snapshot: bool = False) -> Callable[[Handler], Handler]:
    """Registers the function that does the jobs of `kind`, each in one transaction.

    It may run twice: the end state is one.
    """

    def join(function: Handler) -> Handler:
        HANDLERS[kind] = function
        if snapshot:
            SNAPSHOT.add(kind)
        return function

    return join


class JobQuerySet(models.QuerySet):
    def expired(self):
        """Running jobs whose worker has not been heard of for a lease."""
        return self.filter(state=Job.State.RUNNING, lease_until__lt=timezone.now())


class Job(models.Model):
    """One piece of work. `key` makes asking twice harmless; `args` hold ids, never personal data."""

    class State(models.TextChoices):
        QUEUED = "queued", "等待"
        RUNNING = "running", "进行中"
        DONE = "done", "完成"
        FAILED = "failed", "失败"

    key = models.CharField("任务键", max_length=120, unique=True)
    kind = models.CharField("类型", max_length=30)
    args = models.JSONField("参数", default=dict)
    state = models.CharField("状态", max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    lease_until = models.DateTimeField("租约到期", null=True)
    done = models.PositiveIntegerField("已完成", default=0)
    total = models.PositiveIntegerField("总数", default=0)
    result = models.CharField("结果", max_length=300, blank=True)
    error = models.CharField("错误", max_length=300, blank=True)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="jobs", verbose_name="发起人"
    )
    created_at = models.DateTimeField("提交时间", auto_now_add=True)
    finished_at = models.DateTimeField("完成时间", null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ["-created_at"]

    def __str__(self):
        return f"{self.kind} {self.get_state_display()}"

    @classmethod
    def ask(cls, kind: str, key: str, user=None, **args) -> "Job":
        """Queue the work in the caller's transaction; the same key again returns the first job."""
        if kind not in HANDLERS:
            raise ValueError(f"没有名为“{kind}”的任务")
        with transaction.atomic():
            cls.objects.bulk_create(
                [cls(kind=kind, key=key, args=args, requested_by=user)], ignore_conflicts=True
            )
            job = cls.objects.select_for_update().get(key=key)
            if job.state == cls.State.QUEUED:
                Outbox.objects.get_or_create(job=job, rung_at=None)
        return job

    def claim(self) -> bool:
        """Take the job, if nobody else has it. The second of two runners gets False."""
        free = Q(state=self.State.QUEUED) | Q(state=self.State.RUNNING, lease_until__lt=timezone.now())
        taken = (
            type(self)
            .objects.filter(free, pk=self.pk)
            .update(
                state=self.State.RUNNING,
                attempts=F("attempts") + 1,
                lease_until=timezone.now() + LEASE,
                error="",
            )
        )
        self.refresh_from_db()
        return bool(taken)

    def progress(self, done: int, total: int) -> None:
        """Say how far the work is, and keep the lease."""
        type(self).objects.filter(pk=self.pk).update(
            done=done, total=total, lease_until=timezone.now() + LEASE
        )

    def finish(self, result: str = "", error: str = "") -> None:
        """End it; a failure is tried again, at most three times in all."""
        self.refresh_from_db()
        again = bool(error) and self.attempts < MAX_ATTEMPTS
        self.state = self.State.QUEUED if again else self.State.FAILED if error else self.State.DONE
        self.result, self.error = result[:300], error[:300]
        self.finished_at = None if again else timezone.now()
        self.lease_until = None
        self.save()
        if again:
            Outbox.objects.create(job=self)


class Outbox(models.Model):
    """A ring still owed to Celery, written in the transaction that made the job."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="rings")
    created_at = models.DateTimeField(auto_now_add=True)
    rung_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "待发通知"
        constraints = [
            models.UniqueConstraint(fields=["job"], condition=Q(rung_at=None), name="outbox_one_ring"),
        ]


class Heartbeat(models.Model):
    """When a process was last alive; /readyz reads it."""

    name = models.CharField(primary_key=True, max_length=30)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "心跳"
