"""An app's share of the generator, declared in its `district.py`."""

from .plan import Plan

PARTS: list["Part"] = []


class Part:
    """`codes` it makes exactly, `rates` it holds, `openings` whose earlier value it can set.

    Three rounds over all parts: `demand` (top of the graph first) says what lower apps must provide;
    `decide` (bottom first) settles every number; `make` (bottom first) writes the rows.
    """

    codes: frozenset[str] = frozenset()
    rates: frozenset[str] = frozenset()
    openings: frozenset[str] = frozenset()
    sums: dict[str, tuple[str, ...]] = {}
    """Totals that equal their parts when all are given, whatever the scale."""
    rank: float
    """Place in the dependency order; lower apps first."""

    def __init_subclass__(cls):
        PARTS.append(cls())
        PARTS.sort(key=lambda part: part.rank)

    def demand(self, plan: Plan) -> None: ...

    def decide(self, plan: Plan) -> None: ...

    def make(self, plan: Plan) -> None: ...
