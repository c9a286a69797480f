"""期限台: every clock of bargaining that runs in the reader's units, by how near its last day is."""

import datetime as dt

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import render

from enterprises.pages.doors import allowed, day_asked
from union_portal.organization.models import OrgUnit
from union_portal.organization.requests import SignedIn

from ..clocks import CLOCKS, lines, spans

PAGE = 50


def page(request: SignedIn):
    allowed(request, "view", "查看协商期限", "bargaining")
    day, query, user = day_asked(request), request.GET, request.user
    known, mine = spans(day), bool(query.get("mine"))
    show, one = query.get("show") or "week", query.get("clock", "")
    if show not in known or one and one not in CLOCKS:
        raise Http404("没有这一档")
    asked = {name: due for name, (_, due) in known.items()}
    table = [(clock, clock.counts(user, day, asked, mine)) for clock in CLOCKS.values()]
    totals = {name: sum(counts[name] for _, counts in table) for name in known}
    rows = lines(user, day, known[show][1], [one] if one else (), mine)
    listed = Paginator(rows, PAGE).get_page(query.get("page"))
    context = {
        "day": day,
        "show": show,
        "one": one,
        "mine": mine,
        "span": known[show][0],
        "tabs": [(name, label, totals[name]) for name, (label, _) in known.items()],
        "table": [(clock, list(counts.items())) for clock, counts in table],
        "page": listed,
        "rows": [shown(row, day) for row in listed],
    }
    return render(request, "bargaining/worklist.html", context)


def shown(row: dict, day: dt.date) -> dict:
    clock, place = CLOCKS[row["clock"]], OrgUnit(name=row["place"]).short_name
    known = {"clock": clock, "place": place, "left": (row["due"] - day).days, "url": clock.url(row["row"])}
    return row | known
