"""数据可信校验: what must be true between the figures of a period, and which of them need a word."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from union_portal import periods
from union_portal.organization.models import Level, OrgUnit
from union_portal.organization.requests import SignedIn

from .annual import steps
from .discretion import kept_from
from .identities import checked
from .levels import levels
from .models import FigureNote
from .sentinels import alarms
from .views import asked, when_and_where

YEARS = (periods.Kind.CAL_YEAR, periods.Kind.ACFTU_YEAR)


def page(request):
    """Identities from the registers as they are; alarms with their explanations, the unexplained first."""
    period, unit = asked(request)
    found = checked(period, unit)
    notes = explanations(period, unit)
    told = [(alarm, notes.get(alarm.subject)) for alarm in alarms(period, unit)]
    summed = [one for one in levels(period, unit) if not kept_from(request.user, one.indicator.code)]
    context = {
        **when_and_where(period, unit),
        "checks": [(one, notes.get(one.identity.code)) for one in found],
        "wrong": [one for one in found if not one.holds],
        "summed": summed,
        "several": [one for one in summed if one.shared or one.own],
        "uneven": [one for one in summed if one.difference],
        "alarms": sorted(told, key=lambda one: one[1] is not None),
        "unexplained": sum(note is None for _, note in told),
        "explains": explains(request.user, period, unit),
    }
    return render(request, "reporting/identities.html", context)


def explanations(period: periods.Period, unit: OrgUnit) -> dict[str, FigureNote]:
    """What was said of a year's figures, by what it was said of."""
    notes = FigureNote.objects.filter(
        record__org=unit,
        record__period__kind=period.kind,
        record__period__start=period.start,
        record__period__end=period.end,
    )
    return {note.subject: note for note in notes.select_related("by")}


def explains(user, period: periods.Period, unit: OrgUnit) -> bool:
    """Explanations belong to the record of a year of a federation that keeps one."""
    return (
        period.kind in YEARS
        and unit.level != Level.TOWNSHIP
        and user.can("reporting.decide")
        and unit.pk in user.unit_ids("reporting.change")
    )


@require_POST
def explain(request: SignedIn):
    """Keeps, rewrites or, if empty, takes back what is said of an alarm or an identity."""
    period, unit = asked(request)
    if not explains(request.user, period, unit):
        raise PermissionDenied("年度数据说明由区总工会统计岗位填写")
    subject, text = request.POST.get("subject", ""), request.POST.get("text", "").strip()
    try:
        with transaction.atomic():
            steps.note(steps.record_for(period, unit), subject, text, request.user)
    except steps.Refused as refused:
        messages.error(request, f"{refused}，没有保存")
    else:
        messages.success(request, "说明已保存，将印在年报页脚" if text else "说明已撤去")
    place = urlencode({"period": period.code, "kind": period.kind, "org": unit.code})
    return redirect(f"{reverse('identities')}?{place}")
