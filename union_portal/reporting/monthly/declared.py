"""Figures that no ledger holds: typed in the 月报, counted once the month is approved."""

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import F, Q

from union_portal.periods import Period

from ..indicators import Tally
from ..measures import When
from ..models import FiledCell


@dataclass(frozen=True)
class Declared(Tally):
    """What townships handed in for the months of a period, as approved.

    A month that the period cuts in two does not count.

    `most`: the largest value a month can have.
    """

    model: type[FiledCell] = FiledCell
    when: When = lambda period: Q()
    amount: str = "value"
    most: Decimal = Decimal(999_999)

    def __post_init__(self):
        super().__post_init__()
        object.__setattr__(self, "when", self.handed_in)

    def handed_in(self, period: Period) -> Q:
        return Q(
            code=self.code,
            typed=True,
            filed=F("report__accepted"),
            report__period__start__gte=period.start,
            report__period__end__lte=period.end,
        )

    def basis(self):
        return "镇街月报填写，审核通过后计入"


DECLARED = (
    Declared("LAW03"),
    Declared("AST10"),
    Declared("SVC11"),
    Declared("SVC15"),
    Declared("SKL04"),
    Declared("CUL04"),
)
