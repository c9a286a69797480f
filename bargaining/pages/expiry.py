"""到期日历: contracts in force by the month they expire in, by how soon, and who sees to them."""

import datetime as dt

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, DateField, Q, QuerySet
from django.db.models.functions import TruncMonth
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from enterprises.pages.doors import allowed, day_asked
from union_portal import parameters
from union_portal.organization.requests import SignedIn
from union_portal.periods import add_months

from ..indicators.clocks import lapsed_on
from ..models import Contract, Talks
from ..models.contracts import standing

PAGE = 50
STRIP = 12
"""Months on the strip."""


def bands(day: dt.date) -> dict[str, tuple[str, Q]]:
    """By the days that are left, each contract in one band (CB-42); what expired unrenewed comes first."""
    found = {"lapsed": ("过期未续", lapsed_on(day))}
    after = -1
    for days in sorted(parameters.value("renewal_reminder_days", day)):
        window = Q(expires_on__gt=day + dt.timedelta(after), expires_on__lte=day + dt.timedelta(days))
        found[f"within-{days}"] = (f"{days}天内到期", standing(day) & window)
        after = days
    return found


def contracts(request: SignedIn) -> QuerySet:
    """Those in scope; with `?mine=1` those the reader sees to."""
    rows = Contract.objects.visible_to(request.user)
    return rows.filter(officer=request.user) if request.GET.get("mine") else rows


def strip(rows: QuerySet, day: dt.date) -> list[tuple[dt.date, int]]:
    """The twelve months from that of `day` on, and how many contracts in force expire in each."""
    first = day.replace(day=1)
    months = [add_months(first, n) for n in range(STRIP)]
    ahead = rows.filter(standing(day), expires_on__lt=add_months(first, STRIP)).order_by()
    month = TruncMonth("expires_on", output_field=DateField())
    counted = dict(ahead.annotate(month=month).values_list("month").annotate(Count("pk")))
    return [(month, counted.get(month, 0)) for month in months]


def month_asked(request: SignedIn) -> dt.date | None:
    text = request.GET.get("month", "")
    try:
        return dt.date.fromisoformat(f"{text}-01") if text else None
    except ValueError:
        raise Http404("月份应写成 2015-12 的样子") from None


def calendar(request: SignedIn):
    allowed(request, "view", "查看合同到期", "bargaining")
    day, month = day_asked(request), month_asked(request)
    rows, known = contracts(request), bands(day)
    counts = rows.order_by().aggregate(
        **{name.replace("-", "_"): Count("pk", filter=q) for name, (_, q) in known.items()}
    )
    band = "" if month else request.GET.get("band") or next(n for n in known if n != "lapsed")
    if band and band not in known:
        raise Http404("没有这一档")
    chosen = rows.filter(known[band][1] if band else standing(day) & _in(month))
    chosen = chosen.select_related("enterprise", "org", "officer").annotate(
        bound=Count("coverage", filter=Q(coverage__until=None) | Q(coverage__until__gt=day)),
    )
    page = Paginator(chosen.order_by("expires_on", "pk"), PAGE).get_page(request.GET.get("page"))
    following = _followed(page.object_list)
    for contract in page:
        contract.left = (contract.expires_on - day).days
        contract.following = following.get(contract.pk)
    context = {
        "day": day,
        "month": month,
        "band": band,
        "tabs": [(name, label, counts[name.replace("-", "_")]) for name, (label, _) in known.items()],
        "strip": strip(rows, day),
        "page": page,
        "mine": bool(request.GET.get("mine")),
        "can_change": request.user.can("bargaining.change"),
    }
    return render(request, "bargaining/expiry.html", context)


def _in(month: dt.date | None) -> Q:
    return Q(expires_on__gte=month, expires_on__lt=add_months(month, 1)) if month else Q()


def _followed(rows) -> dict[int, Talks]:
    """Renewal talks under way, by the contract they renew."""
    talks = Talks.objects.filter(renews__in=[row.pk for row in rows], lapsed_on=None).order_by("pk")
    return {one.renews_id: one for one in talks if one.renews_id}


@require_POST
def take(request: SignedIn):
    """The reader sees to the contracts ticked from now on."""
    allowed(request, "change", "经办合同", "bargaining")
    ticked = [int(pk) for pk in request.POST.getlist("contract") if pk.isdecimal()]
    rows = Contract.objects.visible_to(request.user, "change").filter(pk__in=ticked)
    taken = rows.exclude(officer=request.user).update(officer=request.user)
    if taken:
        messages.success(request, f"{taken}份合同现由你经办，到期前会提醒你")
    else:
        messages.warning(request, "没有选中由别人经办或无人经办的合同")
    return redirect(request.POST.get("next") or "contract-expiry")


def ical(request: SignedIn):
    """The same contracts for a calendar program: one day-long entry each, on the last day of validity."""
    allowed(request, "view", "查看合同到期", "bargaining")
    day = day_asked(request)
    ahead = contracts(request).filter(standing(day), expires_on__lt=add_months(day, STRIP))
    rows = ahead.order_by("expires_on", "pk").values_list("pk", "number", "expires_on", "enterprise__name")
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//union portal//contracts//ZH", "CALSCALE:GREGORIAN"]
    stamp = f"{day:%Y%m%d}T000000Z"
    for pk, number, expires, name in rows:
        lines += [
            "BEGIN:VEVENT",
            f"UID:contract-{pk}@union-portal",
            f"DTSTAMP:{stamp}",
            f"DTSTART;VALUE=DATE:{expires:%Y%m%d}",
            f"SUMMARY:{_text(f'{number} 到期')}",
            f"DESCRIPTION:{_text(name or '区域性、行业性合同')}",
            "END:VEVENT",
        ]
    body = "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="contracts.ics"'
    return answer


def _text(value: str) -> str:
    """RFC 5545 §3.3.11."""
    return value.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")


def _folded(line: str) -> list[str]:
    """No line over 75 octets, the rest begun by a blank (RFC 5545 §3.1); no character is cut."""
    found, rest = [], ""
    for letter in line:
        if len((rest + letter).encode()) > 74:
            found.append(rest)
            rest = " "
        rest += letter
    return [*found, rest]
