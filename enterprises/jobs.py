"""What happens behind a tax list: after an import its months are matched. Every night duties are opened."""

import datetime as dt

from union_portal.jobs.models import Job, handler
from union_portal.jobs.tasks import NIGHTLY
from union_portal.sheets.importing.saving import SAVED
from union_portal.sheets.models import ImportBatch

from .duties import every_night
from .levy.matching import HAND, match
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
    return f"{month_of(job):%Y年%m月}代收：认定{sum(counts.values())}户，待人工认定{waiting}户"


def ask_to_match(batch: ImportBatch) -> None:
    """A job for each month of the list."""
    entries = LevyEntry.objects.filter(pk__in=batch.changes.values("row"), decision="")
    for month in entries.order_by("month").values_list("month", flat=True).distinct():
        Job.ask("levy.match", f"levy.match:{month}:{batch.pk}", batch.user, month=f"{month}")


SAVED[LevyEntry].append(ask_to_match)
NIGHTLY.append(every_night)
