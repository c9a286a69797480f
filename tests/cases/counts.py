"""One builder an indicator: a row that counts, and a row that almost does.

`make(org, day)` makes a row that counts from `day` on (a stock) or on `day` alone (an event); `near` makes
one that differs in a single condition, and never counts. `each` is what one row comes to.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tests import make
from tests.make import FOUNDED

from .scenes import (
    SPRING,
    approved_aid,
    attended,
    bargained,
    covered,
    democratic,
    document,
    eligible,
    ended,
    event,
    filed,
    given,
    innovated,
    joined,
    listed,
    model_firm,
    passed,
    place,
    raised,
    recovered,
    replaced,
    spell,
    spell_of,
    titled,
    union,
    visit,
    waiting,
)

MOBILE = "19900000001"


@dataclass(frozen=True)
class Case:
    make: Callable
    near: Callable | None = None
    each: int = 1


EVENTS = {
    "ORG07": Case(union, partial(union, kind="joint")),
    "ORG10": Case(partial(joined, mode="joint"), partial(joined, mode="joint", size="M")),
    "ORG13": Case(joined, partial(joined, mode="federation"), each=30),
    "MEM07": Case(spell, partial(spell, start="transfer", admitted_on=FOUNDED)),
    "MEM08": Case(partial(spell, source="new_union"), spell),
    "MEM09": Case(partial(spell, source="individual"), spell),
    "MEM10": Case(spell, partial(spell, source="individual")),
    "MEM13": Case(
        lambda org, day: spell(org, FOUNDED, day),
        lambda org, day: spell(org, FOUNDED, day, standing="retained"),
    ),
    "MEM21": Case(partial(joined, origin="service"), joined),
    "MEM23": Case(lambda org, day: make.card(make.member(org), issued_on=day), replaced),
    "HON01": Case(titled("national_model"), titled("city_model")),
    "HON02": Case(titled("city_model"), titled("national_model")),
    "HON03": Case(titled("city_advanced"), titled("city_model")),
    "HON04": Case(titled("city_collective"), titled("collective")),
    "HON05": Case(titled("city_advanced"), titled("collective")),
    "HON06": Case(titled("collective"), titled("city_collective")),
    "SKL12": Case(titled("craftsman"), titled("city_model")),
    "GOV02": Case(event(make.delegate, "elected_on")),
    "DIS01": Case(event(make.case, "accepted_on"), event(make.case, "received_on")),
    "DIS02": Case(ended("settled"), ended("failed")),
    "DIS04": Case(
        event(make.case, "accepted_on", workers=7), event(make.case, "received_on", workers=7), each=7
    ),
    "DIS05": Case(recovered),
    "DIS06": Case(recovered, partial(recovered, claim="injury")),
    "DIS11": Case(ended("arbitration"), ended("settled")),
    "DIS12": Case(event(make.case, "accepted_on", source="joint"), event(make.case, "accepted_on")),
    "DIS13": Case(event(make.case, "accepted_on", workers=10), event(make.case, "accepted_on", workers=9)),
    "LAW01": Case(event(make.legal_aid, "accepted_on")),
    "LAW02": Case(event(make.legal_aid, "accepted_on")),
    "AST02": Case(filed),
    "AST03": Case(
        lambda org, day: filed(org, FOUNDED, day), lambda org, day: filed(org, FOUNDED, day, exit="left")
    ),
    "AST11": Case(visit, given("warmth")),
    "AST13": Case(given("school"), given("living")),
    "AST14": Case(given("school", 10_000), given("living", 10_000)),
    "AST15": Case(approved_aid, partial(approved_aid, refused_on=SPRING)),
    "AST16": Case(given("emergency"), given("living"), each=500),
    "AST17": Case(raised, partial(raised, kind="spent")),
    "AST18": Case(given("model"), given("women")),
    "AST19": Case(given("women"), given("model")),
    "STA10": Case(place("rest_stop"), place("station")),
    "SVC04": Case(attended("card"), attended("culture"), each=5),
    "SVC08": Case(event(make.project, "approved_on"), lambda org, day: make.project(org, approved_on=None)),
    "SKL01": Case(attended("contest"), attended("lecture"), each=5),
    "SKL03": Case(innovated, partial(innovated, firm=False)),
    "SKL09": Case(event(make.activity, "held_on", "lecture"), event(make.activity, "held_on", "culture")),
    "SKL10": Case(attended("lecture"), attended("contest"), each=5),
    "CUL01": Case(event(make.activity, "held_on", "culture"), event(make.activity, "held_on", "lecture")),
    "CUL02": Case(attended("culture"), attended("volunteer"), each=5),
    "CUL03": Case(attended("volunteer"), attended("culture"), each=5),
}
"""P: counted once, in the period its day falls in."""

STOCKS = {
    "ORG01": Case(union, partial(union, kind="regional")),
    "ORG02": Case(covered, partial(covered, mode="federation")),
    "MEM01": Case(spell, partial(spell, standing="retained")),
    "MEM02": Case(spell, spell_of(collected_on=None)),
    "MEM05": Case(spell_of(mobile=MOBILE), spell),
    "MEM15": Case(spell_of(is_migrant=True), spell),
    "MEM16": Case(spell_of(sex="F"), spell_of(sex="M")),
    "DEM01": Case(democratic, partial(democratic, kind="disclosure")),
    "DEM04": Case(partial(democratic, kind="disclosure"), partial(democratic, kind="regional")),
    "BAR01": Case(partial(document, kind="comprehensive"), document),
    "BAR02": Case(partial(bargained, kind="comprehensive"), bargained),
    "BAR03": Case(partial(bargained, kind="comprehensive"), bargained, each=30),
    "BAR04": Case(document, partial(document, kind="comprehensive")),
    "BAR05": Case(bargained, partial(bargained, kind="comprehensive")),
    "BAR06": Case(bargained, partial(bargained, kind="comprehensive"), each=30),
    "BAR07": Case(bargained, listed),
    "BAR08": Case(bargained, partial(bargained, size="M")),
    "BAR09": Case(partial(document, scope="regional"), document),
    "BAR10": Case(partial(document, kind="women"), document),
    "BAR12": Case(partial(document, kind="safety"), document),
    "BAR13": Case(eligible, partial(eligible, unionized=False)),
    "BAR20": Case(model_firm),
    "BAR22": Case(
        partial(bargained, employees=100, standardised_on=FOUNDED),
        partial(bargained, employees=99, standardised_on=FOUNDED),
    ),
    "DIS15": Case(lambda org, day, until=None: make.squad(org, since=day, until=until)),
    "AST01": Case(filed),
    "STA01": Case(place("station"), place("home")),
    "STA02": Case(passed, place("station")),
    "STA06": Case(place("home"), place("station")),
    "STA09": Case(place("rest_stop"), place("home")),
    "STA13": Case(place("nursing"), place("home")),
    "STA14": Case(place("culture"), place("studio")),
    "SKL05": Case(place("studio"), place("culture")),
    "SVC09": Case(lambda org, day, until=None: make.grid_unit(org, since=day, until=until)),
}
"""T: counted while it holds, at the close of the period's last day."""

TO_DATE = {
    "MEM22": Case(
        lambda org, day: make.card(make.member(org), issued_on=day),
        waiting,
    ),
}
"""C: counted from its day on, for good."""
