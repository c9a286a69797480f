"""What membership does by itself: transfers inside a township, reminders, the night's look for doubles."""

import datetime as dt

from union_portal.jobs.models import Job, handler
from union_portal.jobs.tasks import EVERY_FIVE_MINUTES, NIGHTLY
from union_portal.organization.models import OrgUnit
from union_portal.sheets.importing.saving import SAVED
from union_portal.sheets.models import ImportBatch

from .cards.leaving import tell
from .life.asking import lapse
from .life.doubles import find
from .life.reminding import remind
from .life.transfers import settle_within_townships
from .models import Transfer


@handler("transfers.remind", turn=lambda job: "transfers.remind")
def remind_of_transfers(job: Job) -> str:
    """args: day."""
    day = dt.date.fromisoformat(job.args["day"])
    return f"提醒超期的接转和请求{remind(day)}件，已无从答复的请求撤回{lapse(day)}件"


@handler("cards.leaving", turn=lambda job: "cards.leaving")
def tell_of_cards(job: Job) -> str:
    """args: day."""
    return f"离会人员应注销的京卡{tell(dt.date.fromisoformat(job.args['day']))}张"


@handler("doubles.find", turn=lambda job: "doubles.find")
def find_doubles(job: Job) -> str:
    """args: day."""
    return f"新发现疑似重复登记{find(dt.date.fromisoformat(job.args['day']))}对"


def nightly(today: dt.date) -> None:
    if OrgUnit.objects.exists():
        Job.ask("doubles.find", f"doubles.find:{today}", day=f"{today}")
        Job.ask("cards.leaving", f"cards.leaving:{today}", day=f"{today}")
        Job.ask("transfers.remind", f"transfers.remind:{today}", day=f"{today}")


def settle_imported(batch: ImportBatch) -> None:
    """Lines between unions of one township need no answer."""
    settle_within_townships(Transfer.objects.filter(pk__in=batch.changes.values("row")))


SAVED[Transfer].append(settle_imported)
NIGHTLY.append(nightly)
EVERY_FIVE_MINUTES.append(settle_within_townships)
