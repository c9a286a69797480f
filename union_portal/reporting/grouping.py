"""From measures to SQL: the additive ones of a table in one pass, in which no sub-query is asked twice a row.

Measures share most of their conditions: “covered by a union” stands in a dozen. PostgreSQL would
hash and probe the sub-query of each occurrence anew.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import connection, models
from django.db.models import Aggregate, Case, CharField, F, Func, Q, Value, When

from union_portal.organization.models import OrgUnit

from .measures import Measure


@dataclass(frozen=True)
class Statement:
    """A query whose first column names a unit, and whose others are the measures of `keys`.

    The unit is its id, and the amounts add up the tree; or its code, and they stand for it alone.
    """

    sql: str
    values: tuple
    keys: tuple[str, ...]
    adds_up: bool

    def lines(self) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.values)
            return cursor.fetchall()


def grouped(model: type[models.Model], measures: Sequence[Measure]) -> Statement:
    """A line for each unit that rows of any measure belong to."""
    rows = model._default_manager.order_by()
    known = _conditions(rows, measures)
    used = Counter(name for one in measures for name in {known[part] for part in parts(one.when)})
    summed = dict.fromkeys(one.amount for one in measures if one.amount)
    amounts = {amount: f"amount{n}" for n, amount in enumerate(summed)}
    columns = {name: part for part, name in reversed(known.items())}
    rows = rows.filter(_at_a_glance(measures)).annotate(
        **{name: Case(When(part, then=True), default=False) for name, part in columns.items()},
        **{name: F(amount) if isinstance(amount, str) else amount for amount, name in amounts.items()},
    )
    unit = "id" if model is OrgUnit else "org_id"
    inner, values = in_sql(rows.values_list(unit, *columns, *amounts.values()))
    # OFFSET 0 keeps the planner from writing shared sub-queries back into every FILTER; it also keeps
    # it from sharing the work among processes, so it stands only where there are any.
    shared = any(used[name] > 1 and asks_elsewhere(part) for name, part in columns.items())
    fence = "OFFSET 0" if shared else ""
    wanted = ", ".join(_taken(one, known, amounts) for one in measures)
    sql = f"SELECT {unit}, {wanted} FROM ({inner} {fence}) rows GROUP BY {unit}"
    return Statement(sql, values, tuple(one.key for one in measures), adds_up=True)


def in_sql(rows: models.QuerySet) -> tuple[str, tuple]:
    """In SQL, also where Django knows that there can be none and would send nothing."""
    return rows.query.get_compiler(connection=connection, elide_empty=False).as_sql()


def _conditions(rows: models.QuerySet, measures: Sequence[Measure]) -> dict[Q, str]:
    """The column each condition is told by: one for all that ask the same of other rows.

    Two sub-queries made apart are never equal to Python; to PostgreSQL they are, letter by letter.
    """
    names: dict[object, str] = {}
    known: dict[Q, str] = {}
    for part in (part for one in measures for part in parts(one.when)):
        if part not in known:
            asked = in_sql(rows.filter(part)) if asks_elsewhere(part) else part
            known[part] = names.setdefault(asked, f"holds{len(names)}")
    return known


def _at_a_glance(measures: Iterable[Measure]) -> Q:
    """What a row must meet to count for any of them, as far as the row itself tells."""
    glances = {frozenset(p for p in parts(one.when) if not asks_elsewhere(p)) for one in measures}
    return reduce(or_, (Q(*glance) for glance in glances if not any(other < glance for other in glances)))


def at_every_level(model: type[models.Model], aggregates: Mapping[str, Aggregate]) -> Statement:
    """A line for each unit and each of those above it: every row of an aggregate's filter goes to all."""
    ancestor = Func(F("org__path"), Value("/"), function="string_to_table", output_field=CharField())
    meant = reduce(or_, (one.filter for one in aggregates.values()))
    rows = model._default_manager.order_by().filter(meant).values(ancestor=ancestor).annotate(**aggregates)
    sql, values = in_sql(rows)
    return Statement(sql, values, tuple(aggregates), adds_up=False)


def _taken(one: Measure, holds: dict[Q, str], amounts: dict) -> str:
    taken = f"sum({amounts[one.amount]})" if one.amount else "count(*)"
    when = " AND ".join(holds[part] for part in parts(one.when)) or "true"
    return f"coalesce({taken} FILTER (WHERE {when}), 0)"


def parts(when: Q) -> Iterator[Q]:
    """What must hold for `when`, taken apart at its ANDs."""
    if when.connector != Q.AND or when.negated:
        yield when
        return
    for child in when.children:
        yield from parts(child) if isinstance(child, Q) else [Q(child)]


def asks_elsewhere(condition) -> bool:
    """Whether other rows must be looked at to know."""
    if isinstance(condition, Q):
        return any(map(asks_elsewhere, condition.children))
    return hasattr(condition[-1] if isinstance(condition, tuple) else condition, "resolve_expression")
