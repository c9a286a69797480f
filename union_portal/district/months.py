"""The monthly reports of a fictitious district: handed in and locked, month by month; the last one open."""

import datetime as dt
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils import timezone

from union_portal import periods
from union_portal.bulk import copy
from union_portal.organization.models import OrgUnit, Post, User
from union_portal.reporting.compute import compute
from union_portal.reporting.indicators import Value
from union_portal.reporting.models import FiledCell, MonthlyReport, ReportCell, ReportEvent
from union_portal.reporting.monthly.form import MONTHLY
from union_portal.reporting.monthly.opening import open_month

from .places import FOUNDED
from .plan import Plan, apportion

MOST, ENOUGH = 12, 300
USUAL = {"LAW03": 9, "AST10": 0.3, "SVC11": 60, "SVC15": 4, "SKL04": 0.4, "CUL04": 1.2}
"""What a township types in a month where the brief asks for nothing."""
LATE = 0.06
"""The share of reports handed in after their last day."""
Reports = list[MonthlyReport]


def months_of(period: periods.Period, townships: int = 1) -> list[periods.Period]:
    """The whole months of a period: the latest dozen, fewer where townships are many."""
    most = max(2, min(MOST, ENOUGH // townships))
    found: list[periods.Period] = []
    month = periods.month(period.last_day.year, period.last_day.month)
    while len(found) < most and month.start >= period.start:
        if month.end <= period.end:
            found.append(month)
        month = month.previous
    return found[::-1]


def file_months(plan: Plan) -> None:
    """What the brief asks of figures that are typed is spread over the months handed in."""
    months = months_of(plan.brief.period, len(plan.townships))
    past = months[:-1]
    asked = [code for code in MONTHLY.typed if plan.asks(code)]
    if asked and not past:
        plan.refuse(asked[0], "由月报填写，统计期内应至少有两个整月")
    chairs = chairs_of(plan)
    reports: Reports = []
    for month in past:
        open_month(month)
        reports += MonthlyReport.objects.filter(period__start=month.start).select_related("org", "period")
    for month in months[-1:]:
        open_month(month)
    typed = typed_values(plan, reports)
    ReportCell.objects.bulk_create(
        (
            ReportCell(report=one, org=one.org, code=code, value=value, by=chairs[one.org_id])
            for code, values in typed.items()
            for one, value in zip(reports, values, strict=True)
        ),
        batch_size=1000,
    )
    for month in past:
        own = [place for place, one in enumerate(reports) if one.period.start == month.start]
        values = {code: [typed[code][place] for place in own] for code in typed}
        FiledCell.objects.bulk_create(
            figures(month, [reports[place] for place in own], values), batch_size=1000
        )
    hand_in(plan, reports, chairs)


def typed_values(plan: Plan, reports: Reports) -> dict[str, list[int]]:
    """For each code, one value a report; together exactly what the brief asks for."""
    weight = dict(zip((unit.pk for unit in plan.townships), plan.weights, strict=True))
    found = {}
    for code in MONTHLY.typed:
        rng = plan.stream(f"months {code}")
        weights = [weight[one.org_id] * (0.7 + 0.6 * rng.random()) for one in reports]
        found[code] = apportion(plan.decide(code, USUAL[code] * len(reports)), weights) if reports else []
    return found


def figures(month: periods.Period, reports: Reports, typed: dict[str, list[int]]) -> Iterable[FiledCell]:
    """All that was handed in of a month: the registers' figures as they are, and what was typed."""
    automatic = compute(month, MONTHLY.automatic)
    for place, one in enumerate(reports):
        values = dict(automatic[one.org.path])
        values |= {code: Value(Decimal(numbers[place])) for code, numbers in typed.items()}
        for code, value in values.items():
            yield FiledCell(
                report=one, org=one.org, filed=1, code=code, typed=code in typed, absent=value.value is None,
                value=value.value, numerator=value.numerator, denominator=value.denominator,
            )  # fmt: skip


def hand_in(plan: Plan, reports: Reports, chairs: dict[int, User]) -> None:
    rng, office = plan.stream("months handed in"), User.objects.get(username="statistics")
    for one in reports:
        days = rng.randrange(1, 4) if rng.random() < LATE else -rng.randrange(0, 4)
        one.submitted_at = moment(one.due_on + dt.timedelta(days), 9 + rng.randrange(8), rng.randrange(60))
        one.first_submitted_at, one.submitted_by = one.submitted_at, chairs[one.org_id]
        one.review_began_at = one.submitted_at + dt.timedelta(hours=20)
        one.approved_at, one.approved_by = one.submitted_at + dt.timedelta(hours=21), office
        one.locked_at = moment(one.due_on + dt.timedelta(9), 18, 0)
        one.filed = one.accepted = 1
    names = (
        "submitted_at", "first_submitted_at", "submitted_by", "review_began_at", "approved_at",
        "approved_by", "locked_at", "filed", "accepted",
    )  # fmt: skip
    MonthlyReport.objects.bulk_update(reports, names, batch_size=100)
    steps = (("submitted", "submitted_at", "submitted_by"), ("approved", "approved_at", "approved_by"))
    copy(
        ReportEvent,
        ("report", "org", "kind", "at", "by", "filed"),
        [
            (one.pk, one.org_id, kind, getattr(one, at), by.pk, 1)
            for one in reports
            for kind, at, by in (
                *((kind, at, getattr(one, name)) for kind, at, name in steps),
                ("locked", "locked_at", office),
            )
        ],
    )


def moment(day: dt.date, hour: int, minute: int) -> dt.datetime:
    return timezone.make_aware(dt.datetime(day.year, day.month, day.day, hour, minute))


def chairs_of(plan: Plan) -> dict[int, User]:
    """Each township's chair, by its key; made where there is none, without a usable password."""
    known = Post.objects.filter(role="chair", unit__in=plan.townships).select_related("user")
    chairs = {post.unit_id: post.user for post in known}
    for number, unit in enumerate(plan.townships, 1):
        if unit.pk not in chairs:
            chairs[unit.pk] = chair(unit, number)
    return chairs


def chair(unit: OrgUnit, number: int) -> User:
    user = User.objects.create(
        username=f"chair{number:02d}", name=f"{SURNAMES[number % len(SURNAMES)]}镇", since=FOUNDED
    )
    Post.objects.create(user=user, role="chair", unit=unit, since=FOUNDED)
    return user


SURNAMES: Sequence[str] = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
