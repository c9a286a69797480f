"""The lowest pay a contract agrees on, against the city's on the day of signature and at every later step."""

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal

from union_portal import parameters

from .models import Contract

LINE = "minimum_wage_month"


@dataclass(frozen=True)
class Step:
    """From `since` on: the city's `line` and what is `agreed`, both yuan a month."""

    since: dt.date
    line: Decimal
    agreed: Decimal
    verified: bool

    @property
    def short(self) -> Decimal:
        """What is missing to the line; 0 or less where nothing is."""
        return self.line - self.agreed

    @property
    def over(self) -> Decimal:
        return -self.short


def steps(contract: Contract, day: dt.date) -> list[Step]:
    """Each day on which the line or the agreed pay changed, from the signature to the end or to `day`."""
    last = min(filter(None, (contract.expires_on, contract.terminated_on, day)))
    agreed = {contract.signed_on: contract.minimum_wage}
    changes = contract.amendments.exclude(minimum_wage=None).order_by("on")
    agreed |= dict(changes.values_list("on", "minimum_wage"))
    lines = list(_lines(contract.signed_on, last))
    found = []
    for since in sorted({*agreed, *(start for start, _ in lines)}):
        pay = next((agreed[on] for on in sorted(agreed, reverse=True) if on <= since), None)
        line = next((rule for start, rule in reversed(lines) if start <= since), None)
        if pay is not None and line is not None and since <= last:
            found.append(Step(since, Decimal(line.value), pay, line.verified))
    return found


def _lines(day: dt.date, last: dt.date):
    """The city's lines in force from `day` to `last`, each with the day from which it counts here."""
    while day <= last:
        try:
            rule = parameters.rule(LINE, day)
        except parameters.Missing:
            return
        yield day, rule
        day = rule.until
