"""Duties of cadres by period: each live one has a term to keep, as often as the norm of its day says."""

import datetime as dt

from django.db import connection

from union_portal import parameters
from union_portal.calendars import add_months

OPEN = """
INSERT INTO enterprises_dutyterm (duty_id, org_id, starts_on, ends_on, owed)
SELECT duty.id, duty.org_id, norm.starts_on, norm.ends_on, norm.owed
FROM enterprises_duty duty
JOIN unnest(%s::text[], %s::date[], %s::date[], %s::int[]) norm (kind, starts_on, ends_on, owed) USING (kind)
WHERE duty.since <= %s AND (duty.until IS NULL OR duty.until > %s)
ON CONFLICT (duty_id, starts_on) DO NOTHING
"""


def open_terms(day: dt.date) -> int:
    """Open the term of `day` for every duty that holds then; how many are new. Safe to run twice."""
    norms = [
        (kind, *term_of(day, norm["months"]), norm["times"])
        for kind, norm in parameters.value("duty_norms", day).items()
    ]
    kinds, starts, ends, owed = (list(column) for column in zip(*norms, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(OPEN, [kinds, starts, ends, owed, day, day])
        return cursor.rowcount


def term_of(day: dt.date, months: int) -> tuple[dt.date, dt.date]:
    """The first and last day of the run of so many months, counted from January, that `day` lies in."""
    start = dt.date(day.year, (day.month - 1) // months * months + 1, 1)
    return start, add_months(start, months) - dt.timedelta(days=1)
