"""Enterprises that should have a union and have none come into the pool of cases by themselves."""

import datetime as dt

from django.db import connection
from django.db.models import Case, CharField, DateField, Q, Value, When

from .. import rules
from ..models import Enterprise, UnionizationCase
from ..models.tracking import CLOSED, Stage
from . import quadrants

Origin = UnionizationCase.Origin
COLUMNS = ("org_id", "enterprise_id", "origin", "opened_on", "state", "state_since", "note")


def open_cases(day: dt.date, month: dt.date | None = None) -> int:
    """Cases opened on `day`: the large first, then who paid lately or for `month`.

    Whoever has a case already has none added, nor has one whose case ended because it was gone.
    """
    large, paying = rules.hundred_plus(day), quadrants.lately(day).paid
    if month:
        paying |= quadrants.of_month(month).paid
    known = UnionizationCase.objects.filter(~Q(state__in=CLOSED) | Q(state=Stage.GONE))
    without = Enterprise.objects.filter(rules.open_on(day)).filter(large | paying)
    without = without.exclude(rules.unionized(day)).exclude(pk__in=known.values("enterprise_id"))
    chosen = without.order_by("pk").annotate(
        why=Case(When(large, then=Value(Origin.LARGE)), default=Value(Origin.LEVY), output_field=CharField()),
        on=Value(day, output_field=DateField()),
        since=Value(day, output_field=DateField()),
        stage=Value(Stage.NEW, output_field=CharField()),
        said=Value("", output_field=CharField()),
    )
    rows = chosen.values_list("org_id", "pk", "why", "on", "stage", "since", "said")
    select, parameters = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO enterprises_unionizationcase ({', '.join(COLUMNS)}) {select}"
            " ON CONFLICT DO NOTHING",
            parameters,
        )
        return cursor.rowcount
