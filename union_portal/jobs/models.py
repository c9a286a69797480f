"""Work to be done later lives here, not in the broker (D20): a lost message loses nothing."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

Work = Callable[["Job"], str | None]

LEASE = dt.timedelta(seconds=45)
MAX_ATTEMPTS = 3
PAUSES = (dt.timedelta(seconds=5), dt.timedelta(seconds=30))
"""After the first and the second failure."""
INTERRUPTED = "任务多次中断，已停止重试"


class Refused(Exception):
    """Says in Chinese why a job cannot be done: its asker reads it, and nothing is tried again."""


@dataclass(frozen=True)
class Handler:
    """How the jobs of one kind are done."""

    work: Work
    snapshot: bool
    turn: Callable[["Job"], str] | None


HANDLERS: dict[str, Handler] = {}


def handler(
    kind: str, *, snapshot: bool = False, turn: Callable[["Job"], str] | None = None
) -> Callable[[Work], Work]:
    """Registers the function that does the jobs of `kind`, each in one transaction.

    It may run twice: the end state is one. `snapshot`: all it reads is of one moment. Jobs of one
    `turn` follow one another.
    """

    def join(work: Work) -> Work:
        HANDLERS[kind] = Handler(work, snapshot, turn)
        return work

    return join


class JobQuerySet(models.QuerySet):
    def expired(self):
        """Running jobs whose worker has not been heard of for a lease."""
        return self.filter(state=Job.State.RUNNING, lease_until__lt=Now())

    def unheard(self, since: dt.datetime):
        """Jobs that wait although nobody owes them a ring, and none was rung lately."""
        rung = Outbox.objects.filter(Q(rung_at=None) | Q(rung_at__gte=since))
        return self.filter(state=Job.State.QUEUED).exclude(pk__in=rung.values("job_id"))


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
    def ask(cls, kind: str, key: str, user=None, /, **args) -> "Job":
        """Queue the work in the caller's transaction; the same key again returns the first job."""
        if kind not in HANDLERS:
            raise ValueError(f"没有名为“{kind}”的任务")
        with transaction.atomic():
            cls.objects.bulk_create(
                [cls(kind=kind, key=key, args=args, requested_by=user)], ignore_conflicts=True
            )
            job = cls.objects.get(key=key)
            if job.state == cls.State.QUEUED:
                Outbox.owe([job])
        return job

    def claim(self) -> bool:
        """Take the job, if nobody else has it. The second of two runners gets False."""
        free = Q(state=self.State.QUEUED) | Q(state=self.State.RUNNING, lease_until__lt=Now())
        taken = Job.objects.filter(free, pk=self.pk, attempts__lt=MAX_ATTEMPTS).update(
            state=self.State.RUNNING, attempts=F("attempts") + 1, lease_until=Now() + LEASE, error=""
        )
        self.refresh_from_db()
        return bool(taken)

    def held(self):
        """This job's row for as long as this attempt has it; no row once another runner took over."""
        return Job.objects.filter(pk=self.pk, state=self.State.RUNNING, attempts=self.attempts)

    def progress(self, done: int, total: int) -> None:
        """Say how far the work is; the job's page shows it within seconds."""
        self.done, self.total = done, total

    def renew(self) -> None:
        """Keep the lease, and publish the progress."""
        self.held().update(done=self.done, total=self.total, lease_until=Now() + LEASE)

    def finish(self, result: str) -> None:
        """Done. Without effect, like every other end, if the claim was lost meanwhile."""
        self.held().update(state=self.State.DONE, result=result[:300], lease_until=None, finished_at=Now())

    def fail(self, error: str, *, final: bool = False) -> None:
        """Try again after a pause, three times in all; `final` says it would not help."""
        final = final or self.attempts >= MAX_ATTEMPTS
        ending = {"state": self.State.FAILED, "finished_at": Now()} if final else {"state": self.State.QUEUED}
        with transaction.atomic():
            still_held = self.held().update(error=error[:300], lease_until=None, **ending)
            if still_held and not final:
                Outbox.owe([self], PAUSES[self.attempts - 1])


class Outbox(models.Model):
    """A ring owed to Celery, written in the transaction that made the job."""

    job = models.ForeignKey(Job, models.CASCADE, related_name="rings")
    due_at = models.DateTimeField(default=timezone.now)
    rung_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "待发通知"
        constraints = [
            models.UniqueConstraint(fields=["job"], condition=Q(rung_at=None), name="outbox_one_ring"),
        ]

    @staticmethod
    def owe(jobs: Iterable[Job], after: dt.timedelta = dt.timedelta()) -> None:
        """A ring for each job, unless it is owed one already."""
        due = timezone.now() + after
        Outbox.objects.bulk_create([Outbox(job=job, due_at=due) for job in jobs], ignore_conflicts=True)


class Heartbeat(models.Model):
    """When a process was last alive; /readyz reads it."""

    name = models.CharField(primary_key=True, max_length=30)
    at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "心跳"

    @staticmethod
    def beat(name: str) -> None:
        Heartbeat.objects.bulk_create(
            [Heartbeat(name=name, at=timezone.now())],
            update_conflicts=True,
            update_fields=["at"],
            unique_fields=["name"],
        )
