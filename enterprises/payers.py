"""Who pays the levy, as the tax office's lists say by a given day: conditions on entries and enterprises.

An entry counts from the day its money came in; where the list gives none, from its month's first day.
"""

import datetime as dt

from django.db.models import Q

from union_portal import parameters
from union_portal.calendars import add_months, roll
from union_portal.periods import Period

from . import rules
from .models import Affiliation, LevyEntry

Decision, Kind = LevyEntry.Decision, LevyEntry.Kind
DAY = dt.timedelta(days=1)


def received(first: dt.date, last: dt.date) -> Q:
    """Money that came in between these two days."""
    return Q(amount__gt=0) & (
        Q(paid_on__gte=first, paid_on__lte=last) | Q(paid_on=None, month__gte=first, month__lte=last)
    )


def received_in(period: Period) -> Q:
    return received(period.start, period.last_day)


def lately(day: dt.date) -> Q:
    """Within the months that count as paying, up to `day`."""
    months = parameters.value("levy_window", day)["n"]
    return received(add_months(day, -months) + DAY, day)


def matched(day: dt.date) -> Q:
    """Known by `day` to be an enterprise of the register."""
    return Q(decision__in=(Decision.MATCHED, Decision.CREATED), decided_on__lte=day)


def foreign(day: dt.date) -> Q:
    """Known by `day` to belong to another district."""
    return Q(decision=Decision.FOREIGN, decided_on__lte=day)


def payers(day: dt.date, **kind) -> Q:
    """Of every payer of the last months the latest entry: a row is a 缴费户."""
    latest = LevyEntry.objects.filter(lately(day) & ~foreign(day), **kind)
    return Q(
        pk__in=latest.order_by("payer_code", "-month", "-pk").distinct("payer_code").values("pk"),
    )


def of_unionized(day: dt.date) -> Q:
    """Entries known to be those of enterprises under a union."""
    covered = Affiliation.objects.covering(day)
    return matched(day) & Q(enterprise_id__in=covered.values("enterprise_id"))


def paying(day: dt.date) -> Q:
    """Enterprises that paid within the last months."""
    return Q(pk__in=LevyEntry.objects.filter(lately(day) & matched(day)).values("enterprise_id"))


def in_arrears(day: dt.date) -> Q:
    """Under a union for all of the month last due, for which nothing has come in by `day`."""
    month = due_month(day)
    paid = LevyEntry.objects.filter(matched(day) & received(month, day), month=month)
    whole = rules.unionized(day) & rules.unionized(month)
    return whole & ~Q(pk__in=paid.values("enterprise_id"))


def due_month(day: dt.date) -> dt.date:
    """The first day of the latest month whose levy was overdue on `day`."""
    month = add_months(day.replace(day=1), -1)
    while due_on(month) >= day:
        month = add_months(month, -1)
    return month


def due_on(month: dt.date) -> dt.date:
    """The last day to pay for `month`: the due day of the next one, or its end where the law names none."""
    following = add_months(month, 1)
    due_day = parameters.value("union_fund", following).get("due_day")
    return roll(following.replace(day=due_day) if due_day else add_months(following, 1) - DAY)
