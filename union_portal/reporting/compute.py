"""From indicators to numbers: one grouped query a table at the leaves, then the tree added up."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.db import connection, models
from django.db.models import Aggregate

from union_portal.organization.models import OrgUnit
from union_portal.periods import Period

from .catalogue import ORDER
from .grouping import grouped
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
    """All measures at all levels: one query for a table's sums, and one for what does not add up."""
    additive: dict[type[models.Model], list[Measure]] = defaultdict(list)
    single: dict[type[models.Model], dict[str, Aggregate]] = defaultdict(dict)
    for one in (m for indicator in indicators for m in indicator.measures(period)):
        if isinstance(one, Measure):
            additive[one.model].append(one)
        else:
            single[one.model][one.key] = one.aggregate
    leaves = OrgUnit.objects.in_bulk()
    with connection.cursor() as cursor:
        # room to hash each `pk__in` once: without it a city's sub-queries are walked row by row
        cursor.execute("SELECT set_config('work_mem', '256MB', true)")
    cells: Cells = defaultdict(dict)
    for model, measures in additive.items():
        for line in grouped(model, measures):
            for path in ancestry(leaves[line.pop("org_id")].path):
                for key, amount in line.items():
                    cells[path][key] = cells[path].get(key, 0) + amount
    for model, aggregates in single.items():
        for unit, values in _every_level(model, aggregates, leaves):
            cells[unit].update(values)
    return cells


def ancestry(path: str) -> Iterator[str]:
    """/110115/110115001/ → /110115/, /110115/110115001/."""
    walked = "/"
    for code in path.strip("/").split("/"):
        walked += f"{code}/"
        yield walked


def _every_level(model, aggregates: dict, leaves: dict[int, OrgUnit]) -> Iterator[tuple[str, dict]]:
    """One query: every row goes to each unit above it."""
    ancestor = models.Func(
        models.F("org__path"), models.Value("/"), function="string_to_table", output_field=models.CharField()
    )
    paths = {unit.code: unit.path for unit in leaves.values()}
    for line in model.objects.order_by().values(ancestor=ancestor).annotate(**aggregates):
        if path := paths.get(line.pop("ancestor")):
            yield path, line


def _with_parts(indicators: list[Indicator]) -> list[Indicator]:
    """Those asked for, and those they are derived from, each once, in the catalogue's order."""
    wanted = {i.code: i for i in indicators}
    for indicator in indicators:
        for code in getattr(indicator, "plus", ()):
            wanted.setdefault(code, REGISTRY[code])
    return sorted(wanted.values(), key=lambda i: ORDER[i.code])


__all__ = ["Measure", "ancestry", "compute", "measure"]
