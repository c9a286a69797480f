"""完成情况 on the screen, and what is done from it: 催办未交, 锁定, 重新核对."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from union_portal import periods
from union_portal.organization.models import OrgUnit, User
from union_portal.organization.requests import SignedIn

from ..sealed import SEALED_MONTH, month_sealed
from .jobs import ask_to_lock, look_again
from .matrix import TINTS, WORDS, matrix
from .reminding import remind, told_today

PHONE = 5
"""Months shown on a phone."""


def own_unit(request: SignedIn) -> OrgUnit:
    """The topmost unit whose reports the reader may see."""
    units = OrgUnit.objects.filter(pk__in=request.user.unit_ids("reporting.view"))
    top = units.order_by("path").first()
    if top is None:
        raise PermissionDenied("你的岗位没有查看月报的权限")
    return top


def running(today: dt.date) -> periods.Period:
    """The month that is being reported on: the one before today's."""
    return periods.month(today.year, today.month).previous


def latest(request: SignedIn):
    return redirect("report-matrix", running(timezone.localdate()).start.year)


def page(request: SignedIn, year: int):
    """`?month=3` names the month whose deeds stand under the table; without it, the one being reported on."""
    if not 1950 <= year <= 2100:
        raise Http404("年份应在1950至2100之间")
    unit, today = own_unit(request), timezone.localdate()
    found = matrix(unit, year, today)
    asked = request.GET.get("month", "")
    chosen = found.months[int(asked) - 1] if asked in map(str, range(1, 13)) else now(found.months)
    start = chosen.period.start
    first = max(0, start.month - PHONE)
    return render(
        request,
        "reporting/review/matrix.html",
        {
            "year": year,
            "years": [year - 1, year + 1],
            "place": unit,
            "matrix": found,
            "month": chosen,
            "shown": range(first, first + PHONE),
            "legend": [(mark, TINTS.get(mark, ""), word) for mark, word in WORDS.items()],
            "decides": unit.pk in request.user.unit_ids("reporting.decide"),
            "told": told_today(unit, start, today),
            "moved": sum(one.moved for _, squares in found.lines for one in squares),
        },
    )


def now(months):
    """The last month that has ended; of a year to come, its first."""
    return next((one for one in reversed(months) if one.begun), months[0])


def panel(user: User, unit: OrgUnit, year: int, today: dt.date) -> dict | None:
    """The table on the first page of whoever decides on a unit's reports; of whom else, nothing."""
    if unit.pk not in user.unit_ids("reporting.decide"):
        return None
    found = matrix(unit, year, today)
    chosen = now(found.months)
    first = max(0, chosen.period.start.month - PHONE)
    return {"matrix": found, "month": chosen, "year": year, "shown": range(first, first + PHONE)}


def month_asked(request: SignedIn, year: int) -> tuple[OrgUnit, dt.date]:
    """The unit and the month of a deed, for whoever decides there."""
    unit, asked = own_unit(request), request.POST.get("month", "")
    if unit.pk not in request.user.unit_ids("reporting.decide"):
        raise PermissionDenied("催办和锁定由区总工会办公室办理，你的岗位没有这项权限")
    if asked not in map(str, range(1, 13)) or not 1950 <= year <= 2100:
        raise Http404("没有这个月")
    return unit, dt.date(year, int(asked), 1)


def sealed(request: SignedIn, unit: OrgUnit, month: dt.date) -> bool:
    """Says so where it is."""
    found = month_sealed(unit, periods.month(month.year, month.month))
    if found:
        messages.warning(request, SEALED_MONTH)
    return found


def back(year: int, month: dt.date):
    return redirect(f"{reverse('report-matrix', args=[year])}?month={month.month}")


@require_POST
def urge(request: SignedIn, year: int):
    """催办未交."""
    unit, month = month_asked(request, year)
    today = timezone.localdate()
    if sealed(request, unit, month):
        return back(year, month)
    if periods.month(month.year, month.month).end > today:
        messages.warning(request, "没有提醒：这个月还没有结束，不到填报时间")
        return back(year, month)
    told = remind(unit, month, today)
    names = "、".join(org.short_name for org in told)
    messages.success(
        request,
        f"已提醒{len(told)}个镇街：{names}。同一天只提醒一次" if told else "各镇街都已报送，不需要提醒",
    )
    return back(year, month)


@require_POST
def lock(request: SignedIn, year: int):
    """锁定 in the background; its page says what was locked and what was left."""
    unit, month = month_asked(request, year)
    if sealed(request, unit, month):
        return back(year, month)
    return redirect("job", ask_to_lock(unit, month, request.user).pk)


@require_POST
def again(request: SignedIn, year: int):
    """重新核对: the locked months of the year against the ledgers as they are."""
    unit, month = month_asked(request, year)
    if sealed(request, unit, month):
        return back(year, month)
    jobs = look_again(year, f"{request.user.pk}:{timezone.now():%Y%m%d%H%M}", request.user)
    if not jobs:
        messages.warning(request, "没有核对：这一年还没有锁定的月报")
        return back(year, month)
    messages.success(request, f"正在核对{len(jobs)}个已锁定的月份，稍后刷新本页")
    return back(year, month)
