"""What happens behind a tax list: after an import its months are matched, and who has no union gets a case.

Every night cases and duties are opened.
"""

import datetime as dt

from django.utils import timezone

from union_portal.jobs.models import Job, handler
from union_portal.jobs.tasks import NIGHTLY
from union_portal.organization.models import OrgUnit
from union_portal.sheets.importing.saving import SAVED
from union_portal.sheets.models import ImportBatch

from .duties import open_terms
from .levy.matching import HAND, match
from .levy.pool import open_cases
from .models import LevyEntry


def turn(month: dt.date) -> str:
    return f"levy:{month}"


def month_of(job: Job) -> dt.date:
    return dt.date.fromisoformat(job.args["month"])


@handler("levy.match", turn=lambda job: turn(month_of(job)))
def match_month(job: Job) -> str:
    """args: month, its first day."""
    counts = match(month_of(job))
    waiting = counts.pop(HAND, 0)
    opened = open_cases(timezone.localdate(), month_of(job))
    decided = f"认定{sum(counts.values())}户，待人工认定{waiting}户"
    return f"{month_of(job):%Y年%m月}代收：{decided}，新入建会跟踪{opened}家"


@handler("cases.open", turn=lambda job: "cases.open")
def open_night(job: Job) -> str:
    """args: day."""
    return f"新入建会跟踪{open_cases(dt.date.fromisoformat(job.args['day']))}家"


@handler("duties.open")
def open_terms_of(job: Job) -> str:
    """args: day, the day it was asked for."""
    return f"新开履职周期{open_terms(dt.date.fromisoformat(job.args['day']))}个"


def nightly(today: dt.date) -> None:
    if OrgUnit.objects.exists():
        Job.ask("cases.open", f"cases.open:{today}", day=f"{today}")
        Job.ask("duties.open", f"duties.open:{today}", day=f"{today}")


def ask_to_match(batch: ImportBatch) -> None:
    """A job for each month of the list."""
    entries = LevyEntry.objects.filter(pk__in=batch.changes.values("row"), decision="")
    for month in entries.order_by("month").values_list("month", flat=True).distinct():
        Job.ask("levy.match", f"levy.match:{month}:{batch.pk}", batch.user, month=f"{month}")


SAVED[LevyEntry].append(ask_to_match)
NIGHTLY.append(nightly)
