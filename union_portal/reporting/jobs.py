"""Figures computed in the background: asked for by people, and every night by beat."""

import datetime as dt

from union_portal import periods
from union_portal.jobs.models import Job, handler
from union_portal.jobs.tasks import NIGHTLY
from union_portal.organization.models import OrgUnit

from .annual.working import find_drift, freeze_year
from .monthly.opening import month_before, open_month
from .quality import keep
from .rulebook.trials import try_out
from .store import store, turn

__all__ = ["ask_for", "compute_period", "count_findings", "find_drift", "freeze_year", "try_out"]


def period_of(job: Job) -> periods.Period:
    return periods.parse(job.args["code"], job.args["kind"])


@handler("compute", snapshot=True, turn=lambda job: turn(period_of(job)))
def compute_period(job: Job) -> str:
    """args: kind, code of the period."""
    period = period_of(job)
    store(period)
    return f"{period.label}各级统计数已算完"


@handler("quality.count", turn=lambda job: "quality.count")
def count_findings(job: Job) -> str:
    """args: day."""
    return f"数据质量检查已记{keep(dt.date.fromisoformat(job.args['day']))}项"


@handler("months.open", turn=lambda job: "months.open")
def open_last_month(job: Job) -> str:
    """args: day."""
    month = month_before(dt.date.fromisoformat(job.args["day"]))
    return f"{month}月报已为{open_month(month)}个镇街开启"


def ask_for(period: periods.Period, key: str, user=None) -> Job:
    return Job.ask(
        "compute", f"compute:{period.kind}:{period.code}:{key}", user, kind=period.kind, code=period.code
    )


def every_night(today: dt.date) -> None:
    """The running month and year; at the turn of a month or year, also the one just ended."""
    if not OrgUnit.objects.exists():
        return
    Job.ask("quality.count", f"quality.count:{today}", day=f"{today}")
    Job.ask("months.open", f"months.open:{today}", day=f"{today}")
    yesterday = today - dt.timedelta(days=1)
    for day in {today, yesterday}:
        ask_for(periods.year(day.year), f"{today}")
        ask_for(periods.month(day.year, day.month), f"{today}")


NIGHTLY.append(every_night)
