"""What happens to monthly reports in the background: locked on request, relocked, reminded of."""

import datetime as dt

from django.utils import timezone

from union_portal import periods
from union_portal.jobs.models import Job, Refused, handler
from union_portal.jobs.tasks import EVERY_FIVE_MINUTES, NIGHTLY
from union_portal.organization.models import OrgUnit, User

from ..jobs import ask_for
from .acts import RefusedError
from .drift import looked_after
from .locking import lock
from .reminding import due_today, remind
from .reopening import lapse


@handler("reports.lock")
def lock_month(job: Job) -> str:
    """args: org (code), month (its first day). Then the month is computed, for what moves to be seen."""
    unit = OrgUnit.objects.get(code=job.args["org"])
    month = dt.date.fromisoformat(job.args["month"])
    try:
        told = lock(unit, month, job.requested_by)
    except RefusedError as refusal:
        raise Refused(str(refusal)) from refusal
    ask_for(periods.month(month.year, month.month), f"locked:{job.pk}")
    return f"{month.year}年{month.month}月：{told}"


@handler("reports.remind")
def remind_townships(job: Job) -> str:
    """args: org (code), month (its first day), day."""
    unit = OrgUnit.objects.get(code=job.args["org"])
    days = (dt.date.fromisoformat(job.args[name]) for name in ("month", "day"))
    return f"已提醒{len(remind(unit, *days))}个镇街"


def ask_to_lock(unit: OrgUnit, month: dt.date, user: User) -> Job:
    """Asked twice within a minute it is one job."""
    key = f"reports.lock:{unit.code}:{month}:{user.pk}:{timezone.now():%Y%m%d%H%M}"
    return Job.ask("reports.lock", key, user, org=unit.code, month=f"{month}")


def every_day(today: dt.date) -> None:
    """Reminders of the day; and, of the running and the last year, what locked months are compared with."""
    for unit, month in due_today(today):
        Job.ask(
            "reports.remind",
            f"reports.remind:{unit.code}:{month}:{today}",
            org=unit.code,
            month=f"{month}",
            day=f"{today}",
        )
    for year in (today.year - 1, today.year):
        look_again(year, f"{today}")


def look_again(year: int, key: str, user: User | None = None) -> list[Job]:
    """Compute anew what the locked months of a year are compared with."""
    return [ask_for(month, f"drift:{key}", user) for month in looked_after(year)]


def relock() -> None:
    lapse(timezone.now())


NIGHTLY.append(every_day)
EVERY_FIVE_MINUTES.append(relock)
