"""期间 on the screen: the year's months and days off, and what whoever may sets for months to come."""

import datetime as dt

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone

from union_portal.calendars import calendar_warnings
from union_portal.organization.models import OrgUnit
from union_portal.organization.requests import SignedIn

from ..review.matrix_pages import own_unit, running
from .months import DaysOff, days_off, months_of, rules_of_due
from .setting import Clash, DayOffForm, DueDayForm, edition_of_due, sets_days, sets_rules


def latest(request: SignedIn):
    return redirect("periods", running(timezone.localdate()).start.year)


def page(request: SignedIn, year: int):
    """GET shows the year; POST `do=due` or `do=day` sets, and shows it again where it was refused."""
    if not 1950 <= year <= 2100:
        raise Http404("年份应在1950至2100之间")
    unit, today = own_unit(request), timezone.localdate()
    if request.method != "POST":
        return shown(request, unit, year, today)
    return asked(request, unit, year, today)


def asked(request: SignedIn, unit: OrgUnit, year: int, today: dt.date):
    match request.POST.get("do"):
        case "due":
            if not sets_days(request.user, unit):
                raise PermissionDenied("截止日由区总工会办公室设定，你的岗位没有这项权限")
            form: DueDayForm | DayOffForm = DueDayForm(today, request.POST)
            kept = {"due_form": form}
        case "day":
            if not sets_rules(request.user):
                raise PermissionDenied("节假日由联合会管理员登记，你的岗位没有这项权限")
            form = DayOffForm(today, request.POST)
            kept = {"day_form": form}
        case _:
            return HttpResponseBadRequest()
    if not form.is_valid():
        return shown(request, unit, year, today, status=422, **kept)
    try:
        told = form.save(unit) if isinstance(form, DueDayForm) else form.save()
    except Clash as clash:
        form.add_error(None, str(clash))
        form.data = request.POST.dict() | {"seen": edition_of_due()}
        return shown(request, unit, year, today, status=409, **kept)
    messages.success(request, told)
    return redirect("periods", year)


def usual_notice(off: list[DaysOff]) -> str:
    """The notice most of the year's days rest on, told once."""
    return max((one.source for one in off), key=[one.source for one in off].count, default="")


def shown(request: SignedIn, unit: OrgUnit, year: int, today: dt.date, *, status: int = 200, **forms):
    months, off = months_of(unit, year), days_off(year)
    may_set, may_rule = sets_days(request.user, unit), sets_rules(request.user)
    if may_set:
        forms.setdefault("due_form", DueDayForm(today, initial={"until": "", "seen": edition_of_due()}))
    if may_rule:
        forms.setdefault("day_form", DayOffForm(today, initial={"kind": "off"}))
    return render(
        request,
        "reporting/rulebook/months.html",
        {
            "year": year,
            "years": [year - 1, year + 1],
            "place": unit,
            "months": [(month, *month.state(today)) for month in months],
            "rules": rules_of_due(unit),
            "days_off": off,
            "notice": usual_notice(off),
            "warnings": calendar_warnings(months[0].opens_on, months[-1].opens_on),
            "refused": next((form for form in forms.values() if form.errors), None),
            **forms,
        },
        status=status,
    )
