"""民主管理: the rates over each denominator on one page, and a meeting's quorum and votes on its own."""

from collections.abc import Callable

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import render

from union_portal.fields import rate
from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.filters import search
from union_portal.ledgers.tables import columns
from union_portal.ledgers.views import DetailPage
from union_portal.organization.requests import SignedIn
from union_portal.periods import Period
from union_portal.reporting.indicators import REGISTRY, Rate
from union_portal.reporting.views import asked, when_and_where

from .. import rules
from ..models import Eligibility, Enterprise
from .doors import allowed

PAGE = 50
When = Callable[[Period], Q]
PARTS = {"num": "分子", "den": "分母", "rest": "未建制"}


def share(code: str) -> Rate:
    found = REGISTRY[code]
    if not isinstance(found, Rate):
        raise TypeError(f"{code} is no rate")
    return found


def above_size(period: Period) -> Q:
    day = period.last_day
    return rules.eligible(Eligibility.Kind.ABOVE_SIZE, day) & rules.open_on(day)


OVER: dict[str, tuple[str, When]] = {
    "state": ("国有企事业单位", lambda p: share("DEM06").over(p)),
    "private": ("正常经营的非公企业", lambda p: share("DEM07").over(p)),
    "unionized": ("建会且正常经营的单位", lambda p: share("DEM03").over(p)),
    "above": ("规模以上企业", above_size),
}
SYSTEMS: dict[str, tuple[str, When]] = {
    "congress": ("职代会", lambda p: share("DEM03").of(p)),
    "disclosure": ("厂务公开", lambda p: share("DEM06").of(p)),
}
SAME = {
    ("unionized", "congress"): "DEM03",
    ("state", "disclosure"): "DEM06",
    ("private", "disclosure"): "DEM07",
}
"""The cells that are indicators of the catalogue: they show its code and open its page."""


def rates(request: SignedIn):
    """Every denominator by every system, N and D of each a door to its enterprises."""
    allowed(request, "view", "查看民主管理")
    period, place = asked(request)
    scope = Enterprise.objects.visible_to(request.user).within(place)
    wanted = {}
    for over, (_, whole) in OVER.items():
        wanted[f"{over}_den"] = Count("pk", filter=whole(period))
        for system, (_, having) in SYSTEMS.items():
            wanted[f"{over}_{system}"] = Count("pk", filter=whole(period) & having(period))
    found = scope.aggregate(**wanted)
    lines = []
    for over, (label, _) in OVER.items():
        whole = found[f"{over}_den"]
        cells = []
        for system, (word, _) in SYSTEMS.items():
            number = found[f"{over}_{system}"]
            cells.append((system, word, number, rate(number, whole), SAME.get((over, system))))
        lines.append((over, label, whole, cells))
    chosen = {name: request.GET.get(name, "") for name in ("over", "system", "part")}
    context = {"lines": lines, "systems": SYSTEMS, **chosen, **when_and_where(period, place)}
    if chosen["over"] in OVER and chosen["system"] in SYSTEMS:
        context |= drilled(request, scope, period, chosen)
    return render(request, "enterprises/democracy_rates.html", context)


def drilled(request: SignedIn, scope, period: Period, chosen: dict[str, str]) -> dict:
    """One page of the enterprises behind one part of one cell."""
    whole = scope.filter(OVER[chosen["over"]][1](period))
    reached = whole.filter(SYSTEMS[chosen["system"]][1](period))
    part = chosen["part"] if chosen["part"] in PARTS else "num"
    rows = {"num": reached, "den": whole, "rest": whole.exclude(pk__in=reached.values("pk"))}[part]
    ledger = LEDGERS[Enterprise]
    found = search(ledger, ledger.annotate(rows.select_related(*ledger.related)), request.GET.get("q", ""))
    return {
        "ledger": ledger,
        "columns": columns(ledger),
        "part": part,
        "parts": PARTS,
        "page": Paginator(found, PAGE).get_page(request.GET.get("page")),
        "title": f"{SYSTEMS[chosen['system']][0]}，{OVER[chosen['over']][0]}，{PARTS[part]}",
    }


class BallotPage(DetailPage):
    """The page of a meeting or of a term, with what the numbers come to above the rest."""

    def page(self, template, status=200, **context):
        return super().page("../enterprises/ballot", status, **context)
