"""What membership does by itself: transfers inside a township, reminders, the night's look for doubles."""

import datetime as dt
from collections.abc import Iterator

from django.urls import reverse

from union_portal.jobs.models import Job, handler
from union_portal.jobs.tasks import EVERY_FIVE_MINUTES, NIGHTLY
from union_portal.notices.digest import TODO, Todo
from union_portal.organization.models import OrgUnit, User
from union_portal.sheets.importing.saving import SAVED
from union_portal.sheets.models import ImportBatch

from .cards.leaving import tell
from .cards.road import leavers
from .life.asking import lapse, to_confirm
from .life.doubles import find
from .life.reminding import remind
from .life.transfers import incoming, settle_within_townships
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


def waiting_for(user: User, day: dt.date) -> Iterator[Todo]:
    """What this person has to answer about transfers and cards."""
    if not user.can("members.change"):
        return
    inbox, asked, cards = map(reverse, ("transfer-inbox", "transfer-requests", "card-rows"))
    yield "会籍接转待我接收", incoming(user, "change").waiting().count(), inbox
    yield "请我转出的会员", to_confirm(user, "change").count(), asked
    yield "离会人员京卡应注销", leavers(user).count(), f"{cards}?place=leavers"


SAVED[Transfer].append(settle_imported)
NIGHTLY.append(nightly)
TODO.append(waiting_for)
EVERY_FIVE_MINUTES.append(settle_within_townships)
