"""What bargaining does by itself: expiry is told of every night, and clocks in the daily digest."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from union_portal.jobs.models import Job, handler
from union_portal.jobs.tasks import NIGHTLY
from union_portal.notices.digest import TODO, Todo
from union_portal.organization.models import OrgUnit, User

from .clocks import CLOCKS, spans
from .reminding import remind


@handler("contracts.remind", turn=lambda job: "contracts.remind")
def remind_of_expiry(job: Job) -> str:
    """args: day."""
    return f"提醒到期合同{remind(dt.date.fromisoformat(job.args['day']))}份"


def nightly(today: dt.date) -> None:
    if OrgUnit.objects.exists():
        Job.ask("contracts.remind", f"contracts.remind:{today}", day=f"{today}")


def clocks_of(user: User, day: dt.date) -> Iterator[Todo]:
    """How many clocks of bargaining end for this person, and how many have ended."""
    if not user.can("bargaining.change"):
        return
    told = {name: due for name, (_, due) in spans(day).items() if name in ("late", "week")}
    counts = [clock.counts(user, day, told, mine=False) for clock in CLOCKS.values()]
    page = reverse("bargaining-worklist")
    yield "集体协商已过期限", sum(one["late"] for one in counts), f"{page}?show=late"
    yield "集体协商本周到期限", sum(one["week"] for one in counts), f"{page}?show=week"


NIGHTLY.append(nightly)
TODO.append(clocks_of)
