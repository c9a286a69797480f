"""An export from wish to file: who may have which rows, at once or as a job, and what the trail keeps."""

import datetime as dt
import hashlib
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from union_portal.audit.context import acting
from union_portal.fields import personal_key
from union_portal.jobs.models import Job, Refused, handler
from union_portal.ledgers.declarations import Ledger, ledger_named
from union_portal.ledgers.filters import chosen
from union_portal.ledgers.tables import columns
from union_portal.notices.models import Notice
from union_portal.organization.models import User

from ..requests import ExportRequest
from . import finished
from .lists import export

KIND = "sheets.export"
AT_ONCE = 5_000
"""More rows than this are a job."""
LONGEST_SHEET = 1_048_575
KEPT = dt.timedelta(days=7)
WAITING = (Job.State.QUEUED, Job.State.RUNNING)
NOT_A_CONDITION = ("page", "format")
ALIKE = ("user", "ledger", "query", "form", "clear", "reason")


class TooMany(Exception):
    """Why so many rows cannot be one file, in Chinese."""


def wish(user: User | None, ledger: Ledger, query: QueryDict, **options) -> ExportRequest:
    """What is asked for, not yet saved; `options` are form, clear and reason. Raises PermissionDenied.

    Without a user it is the command line, which may have every row, masked.
    """
    asked = ExportRequest(user=user, ledger=ledger.name, query=conditions(ledger, query), **options)
    asked.scope = scope(asked) if user else ""
    return asked


def conditions(ledger: Ledger, query: QueryDict) -> str:
    """The list's query string, the same for the same list; a personal number becomes its keyed hash."""
    kept = {name: str(value) for name, value in query.items() if value and name not in NOT_A_CONDITION}
    if key := personal_key(ledger.personal_search, kept.get("q", "")):
        kept = {name: value for name, value in kept.items() if name != "q"} | {"find": key}
    found = QueryDict(mutable=True)
    for name in sorted(kept):
        found[name] = kept[name]
    return found.urlencode()


def units(asked: ExportRequest) -> frozenset[int]:
    """The units whose rows the asker may have now. Raises PermissionDenied."""
    ledger, user, found = register(asked), asker(asked), []
    for verb, word in (("export", ""), ("reveal", "原文"))[: 1 + asked.clear]:
        right = f"{ledger.app}.{verb}"
        if not user.can(right):
            raise PermissionDenied(f"你的岗位没有导出{ledger.title}{word}的权限")
        found.append(user.unit_ids(right))
    return frozenset.intersection(*found)


def scope(asked: ExportRequest) -> str:
    told = ",".join(map(str, sorted(units(asked))))
    return hashlib.sha256(told.encode()).hexdigest()


def asker(asked: ExportRequest) -> User:
    if asked.user is None:
        raise PermissionDenied("命令行导出没有账号")
    return asked.user


def register(asked: ExportRequest) -> Ledger:
    ledger = ledger_named(asked.ledger)
    if ledger is None:
        raise LookupError(f"没有台账“{asked.ledger}”")
    return ledger


def rows_of(asked: ExportRequest) -> QuerySet:
    """The rows of the list as the asker would see it now. Raises PermissionDenied."""
    ledger = register(asked)
    if asked.user is None:
        return ledger.annotate(ledger.model.objects.all())
    rows = ledger.rows(asked.user, "export").filter(org__in=units(asked))
    return chosen(ledger, asked.user, QueryDict(asked.query), rows)[1]


def check_length(asked: ExportRequest, count: int) -> None:
    if asked.form == ExportRequest.Form.XLSX and count > LONGEST_SHEET:
        raise TooMany(f"共{count:,}行，超过Excel一张表的{LONGEST_SHEET:,}行，请用筛选条件分批导出，或改用CSV")


def fill(asked: ExportRequest, rows: QuerySet, path: Path, progress=lambda done: None) -> None:
    """Writes the file and notes what it is; nothing is saved yet."""
    ledger = register(asked)
    who = asked.user.name if asked.user else "命令行"
    foot = f"{who}　{timezone.localtime():%Y-%m-%d %H:%M}　导出号{asked.number}"
    asked.rows = export(ledger, rows, columns(ledger), path, clear=asked.clear, foot=foot, progress=progress)
    asked.size, asked.sha256 = finished.measure(path)
    asked.finished_at = timezone.now()


def at_once(asked: ExportRequest) -> bytes:
    """The file of few rows, and the trail's line about it in the same transaction."""
    with finished.workplace() as place:
        path = Path(place) / f"export.{asked.form}"
        fill(asked, rows_of(asked), path)
        asked.save()
        return path.read_bytes()


def ask(asked: ExportRequest) -> Job:
    """The job that makes the file; asked for again while it waits or runs, it is the same job."""
    user, alike = asker(asked), {name: getattr(asked, name) for name in ALIKE}
    with transaction.atomic():
        User.objects.select_for_update(no_key=True).get(pk=user.pk)
        same = ExportRequest.objects.filter(**alike, job__state__in=WAITING)
        if job := Job.objects.filter(export__in=same).first():
            return job
        asked.job = job = Job.ask(KIND, f"{KIND}:{asked.number}", user, number=asked.number)
        asked.save()
    return job


@handler(KIND)
def deliver(job: Job) -> str:
    """args: number. The rows are those its asker may see when it runs."""
    asked = ExportRequest.objects.select_related("user").get(number=job.args["number"])
    try:
        asked.scope, rows = scope(asked), rows_of(asked)
        total = rows.count()
        check_length(asked, total)
    except (PermissionDenied, TooMany) as refusal:
        raise Refused(str(refusal)) from None
    with finished.workplace() as place:
        path = Path(place) / f"export.{asked.form}"
        fill(asked, rows, path, lambda done: job.progress(done, total))
        finished.keep(path, asked.number)
    asked.save()
    told = f"{register(asked).title}{asked.rows:,}行已导出，{KEPT.days}天内可以下载"
    Notice.objects.bulk_create(
        [Notice(user=asked.user, key=job.key, title=told, url=reverse("job", args=[job.pk]))],
        ignore_conflicts=True,
    )
    return told


def take(asked: ExportRequest) -> None:
    """Notes that the file is fetched. Raises PermissionDenied if rights or units have changed since."""
    if scope(asked) != asked.scope:
        raise PermissionDenied("你的管理范围在导出以后变了，请重新导出")
    ExportRequest.objects.filter(pk=asked.pk).update(downloads=F("downloads") + 1)


def kept() -> QuerySet[ExportRequest]:
    """Requests whose file can be fetched."""
    return ExportRequest.objects.filter(job__isnull=False, finished_at__isnull=False, deleted_at=None)


def recent(user: User, ledger: Ledger) -> QuerySet[ExportRequest]:
    """What she asked for that is being made, or can be fetched."""
    own = ExportRequest.objects.filter(user=user, ledger=ledger.name, deleted_at=None)
    return own.filter(job__state__in=(*WAITING, Job.State.DONE)).select_related("job")


def tidy(today: dt.date) -> None:
    """Files past their time, and what killed workers left."""
    old = kept().filter(finished_at__lt=timezone.now() - KEPT)
    if old.exists():
        with acting(route="nightly sheets.export", name="系统"):
            old.update(deleted_at=timezone.now())
    finished.sweep(set(kept().values_list("number", flat=True)))
