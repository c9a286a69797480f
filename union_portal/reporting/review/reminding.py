"""催办: a polite word to townships whose report has not come, once a day and township at most (CA-05)."""

import datetime as dt
from collections.abc import Iterable

from django.db import transaction
from django.urls import reverse

from union_portal import periods
from union_portal.notices.models import Notice
from union_portal.organization.keepers import keepers
from union_portal.organization.models import OrgUnit

from ..models import MonthlyReport
from .acts import State
from .locking import townships

FIRST = 3
"""The day of the next month on which the portal reminds by itself."""
UNSENT = (State.OPEN, State.RETURNED)


def unsent(unit: OrgUnit, month: dt.date) -> list[tuple[OrgUnit, MonthlyReport | None]]:
    """Townships of whose month nothing lies with the reviewer, in administrative order."""
    reports = MonthlyReport.objects.within(unit).filter(period__start=month, period__kind="MONTH")
    found = {one.org_id: one for one in reports.select_related("period")}
    pairs = [(org, found.get(org.pk)) for org in townships(unit, month)]
    return [(org, one) for org, one in pairs if one is None or one.state in UNSENT]


@transaction.atomic
def remind(unit: OrgUnit, month: dt.date, today: dt.date) -> list[OrgUnit]:
    """Tells those townships' people; returns the townships. Twice on a day tells once."""
    pairs = unsent(unit, month)
    people = keepers("reporting.change", [org.pk for org, _ in pairs], today)
    Notice.objects.bulk_create(
        [notice(user, org, one, month, today) for org, one in pairs for user in people[org.pk]],
        ignore_conflicts=True,
    )
    return [org for org, _ in pairs]


def told_today(unit: OrgUnit, month: dt.date, today: dt.date) -> int:
    """How many townships have been reminded on this day."""
    keys = [key(org, month, today) for org in townships(unit, month)]
    return Notice.objects.filter(key__in=keys).values("key").distinct().count()


def key(org: OrgUnit, month: dt.date, today: dt.date) -> str:
    return f"monthly-remind:{org.code}:{month:%Y-%m}:{today}"


def notice(user: int, org: OrgUnit, one: MonthlyReport | None, month: dt.date, today: dt.date) -> Notice:
    name = f"{month.year}年{month.month}月月报"
    due = one.due_on if one else None
    if one and one.state == State.RETURNED:
        title, body = f"{name}等你改好后重新报送", "区里的意见写在对应的格里，改好后即可重新报送。"
    elif due and today > due:
        title, body = f"{name}还没有收到", "请在方便时尽早报送；有困难请与区总工会办公室联系。"
    else:
        title = f"{name}请按时报送"
        body = "台账能算的数已经填好，只差本单位填写的几项。已在办理的请忽略。"
    if due and today <= due:
        body = f"{due.month}月{due.day}日24:00截止。{body}"
    return Notice(
        user_id=user,
        key=key(org, month, today),
        title=title,
        body=body,
        url=reverse("report", args=[org.code, f"{month:%Y-%m}"]),
        due_on=due,
    )


def due_today(today: dt.date) -> Iterable[tuple[OrgUnit, dt.date]]:
    """Districts and the month they are reminded of today: on day 3, and on the townships' due day."""
    month = periods.month(today.year, today.month).previous
    waiting = MonthlyReport.objects.filter(period__start=month.start, period__kind="MONTH", state__in=UNSENT)
    if today.day != FIRST:
        waiting = waiting.filter(due_on=today)
    heads = OrgUnit.objects.filter(pk__in=waiting.values("org__parent")).order_by("path")
    return [(unit, month.start) for unit in heads]
