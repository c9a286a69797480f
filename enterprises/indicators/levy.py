"""经费 (代收库): who pays, who owes, and how payers and unions overlap."""

from functools import partial

from union_portal.reporting.indicators import Rate, Tally

from .. import payers, rules
from ..models import Enterprise, LevyEntry

Enterprises = partial(Tally, model=Enterprise)
Entries = partial(Tally, model=LevyEntry)
PREPARATION = LevyEntry.Kind.PREPARATION

Rate(
    "ORG25",
    model=LevyEntry,
    over=lambda p: payers.payers(p.last_day),
    of=lambda p: payers.matched(p.last_day),
    over_label="代收库缴费户",
    of_label="已匹配的缴费户",
)
Enterprises("ORG26", when=lambda p: payers.paying(p.last_day) & ~rules.unionized(p.last_day))
Enterprises("ORG27", when=lambda p: rules.unionized(p.last_day) & ~payers.paying(p.last_day))
Entries("FIN01", when=lambda p: payers.payers(p.last_day))
Entries("FIN02", when=payers.received_in, amount="amount")
Enterprises("FIN03", when=lambda p: payers.in_arrears(p.last_day))
Entries(
    "FIN04",
    when=lambda p: payers.payers(p.last_day, kind=PREPARATION) & ~payers.of_unionized(p.last_day),
)
