"""What bargaining does by itself: every night whoever sees to a contract is told that it expires."""

import datetime as dt

from union_portal.jobs.models import Job, handler
from union_portal.jobs.tasks import NIGHTLY
from union_portal.organization.models import OrgUnit

from .reminding import remind


@handler("contracts.remind", turn=lambda job: "contracts.remind")
def remind_of_expiry(job: Job) -> str:
    """args: day."""
    return f"提醒到期合同{remind(dt.date.fromisoformat(job.args['day']))}份"


def nightly(today: dt.date) -> None:
    if OrgUnit.objects.exists():
        Job.ask("contracts.remind", f"contracts.remind:{today}", day=f"{today}")


NIGHTLY.append(nightly)
