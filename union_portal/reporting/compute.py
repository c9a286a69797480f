"""From indicators to numbers: one grouped query a table at the leaves, then the tree added up."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import lru_cache

from django.db import connection, models, transaction
from django.db.models import Aggregate

from union_portal import parameters
from union_portal.organization.models import OrgUnit
from union_portal.periods import Period

from .catalogue import ORDER
from .grouping import Statement, at_every_level, grouped
from .indicators import REGISTRY, Indicator, Measure, Value

Cells = dict[str, dict[str, Decimal]]
"""Measures by unit path, then by measure key."""


def compute(period: Period, codes: Iterable[str] | None = None) -> dict[str, dict[str, Value]]:
    """Every value of every unit of the tree, by path and code; a unit without rows reads zero."""
    chosen = [REGISTRY[code] for code in (codes or REGISTRY)]
    cells = measure(period, _with_parts(chosen))
    paths = OrgUnit.objects.order_by("path").values_list("path", flat=True)
    return {path: {i.code: i.read(cells.get(path, {})) for i in chosen} for path in paths}


def measure(period: Period, indicators: Iterable[Indicator]) -> Cells:
    """All measures at all levels: a table's sums at the leaves, then up the tree; the others as they are."""
    units = OrgUnit.objects.in_bulk()
    by_code = {unit.code: unit.path for unit in units.values()}
    cells: Cells = defaultdict(dict)
    asked = statements(period, tuple(indicators), parameters.edition())
    with whole_tables():
        answers = [(statement, statement.lines()) for statement in asked]
    for statement, lines in answers:
        for unit, *amounts in lines:
            if not statement.adds_up:
                if path := by_code.get(unit):
                    cells[path].update(zip(statement.keys, amounts, strict=True))
                continue
            for path in ancestry(units[unit].path):
                for key, amount in zip(statement.keys, amounts, strict=True):
                    cells[path][key] = cells[path].get(key, 0) + amount
    return cells


@contextmanager
def whole_tables() -> Iterator[None]:
    """Sub-queries and joins are hashed, never walked row by row, however large or newly loaded the tables.

    Statistics may not know of a load yet: by them a nested loop looks cheap, and takes hours.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('work_mem', '256MB', true), set_config('enable_nestloop', 'off', true)"
        )
        yield
        cursor.execute("SELECT set_config('enable_nestloop', 'on', true)")


@lru_cache(maxsize=64)
def statements(period: Period, indicators: tuple[Indicator, ...], edition: str) -> list[Statement]:
    """One for each table's sums, and one for what does not add up.

    Remembered, since making them takes as long as a small district's answers: they depend on the
    period and the `edition` of the parameters alone.
    """
    additive: dict[type[models.Model], list[Measure]] = defaultdict(list)
    single: dict[type[models.Model], dict[str, Aggregate]] = defaultdict(dict)
    for one in (m for indicator in indicators for m in indicator.measures(period)):
        if isinstance(one, Measure):
            additive[one.model].append(one)
        else:
            single[one.model][one.key] = one.aggregate
    return [
        *(grouped(model, measures) for model, measures in additive.items()),
        *(at_every_level(model, aggregates) for model, aggregates in single.items()),
    ]


def ancestry(path: str) -> Iterator[str]:
    """/110115/110115001/ → /110115/, /110115/110115001/."""
    walked = "/"
    for code in path.strip("/").split("/"):
        walked += f"{code}/"
        yield walked


def _with_parts(indicators: list[Indicator]) -> list[Indicator]:
    """Those asked for, and those they are derived from, each once, in the catalogue's order."""
    wanted = {i.code: i for i in indicators}
    for indicator in indicators:
        for code in getattr(indicator, "plus", ()):
            wanted.setdefault(code, REGISTRY[code])
    return sorted(wanted.values(), key=lambda i: ORDER[i.code])


__all__ = ["Measure", "ancestry", "compute", "measure"]
