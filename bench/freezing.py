"""The annual snapshot of the whole district, and a past month computed anew."""

from django.db import transaction

from union_portal import periods
from union_portal.audit.context import acting
from union_portal.organization.models import OrgUnit
from union_portal.reporting.annual.freezing import take
from union_portal.reporting.compute import compute
from union_portal.reporting.indicators import REGISTRY

from .district import YEAR
from .indicators import at_the_root, by_hand, written_by_hand
from .measure import Result, alternately, seconds

FREEZE_GOAL, GOAL = 60, 1.5
MONTH = periods.month(2015, 6)


def freeze() -> list[Result]:
    """Figures, meanings and rows of every indicator and unit, chained; nothing of it is kept."""

    def taken():
        with acting(route="bench", name="命令行", snapshot=True):
            take(YEAR, OrgUnit.objects.root())
            transaction.set_rollback(True)

    return [Result("全区一年取数封存", seconds(taken), goal=FREEZE_GOAL)]


@transaction.atomic
def recompute() -> list[Result]:
    """One month for all townships, against the grouped queries sent by hand."""
    codes = written_by_hand(at_the_root())
    computed, sent = alternately(lambda: compute(MONTH, codes), lambda: by_hand(MONTH))
    (whole,) = alternately(lambda: compute(MONTH))
    return [
        Result(f"重算一个月{len(codes)}项、各级单位（对手写SQL）", computed, sent, GOAL),
        Result(f"重算一个月全部{len(REGISTRY)}项、各级单位", whole),
    ]
