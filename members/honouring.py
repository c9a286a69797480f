"""荣誉: titles by year and level, each number a list; who is due a service this year and has not had it."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import ExtractYear
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from enterprises.pages.doors import allowed, year_asked
from union_portal.fields import MoneyFormField
from union_portal.ledgers.declarations import LEDGERS
from union_portal.organization.requests import SignedIn

from .models import Honour, HonourCare, Membership

Title, Kind, Level = Honour.Title, HonourCare.Kind, Honour.Level
DUE = {
    Kind.VISIT: (Title.NATIONAL_MODEL, Title.CITY_MODEL, Title.CITY_ADVANCED),
    Kind.HEALTH: (Title.NATIONAL_MODEL, Title.CITY_MODEL),
}
"""What the holders of which titles get once a year (A03)."""
YEARS = 6


@dataclass(frozen=True)
class Line:
    """A title at a level: how many in each of the years shown, before them, and in all."""

    title: str
    level: str
    cells: list[tuple[int, str]]
    before: int
    total: int
    address: str


def address(**asked) -> str:
    return f"{LEDGERS[Honour].url('list')}?{urlencode(asked)}"


def year_of(year: int) -> dict[str, str]:
    return {"awarded_on_after": f"{year}-01-01", "awarded_on_before": f"{year}-12-31"}


def lines(honours: QuerySet, years: list[int]) -> list[Line]:
    """One query, whatever the number of titles and years."""
    counted = honours.order_by().values_list("title", "level", ExtractYear("awarded_on"))
    found = Counter({(t, lvl, y): n for t, lvl, y, n in counted.annotate(number=Count("pk"))})
    kinds = sorted({key[:2] for key in found}, key=lambda k: (Title.values.index(k[0]), k[1]))
    made = []
    for title, level in kinds:
        asked = {"title": title} | ({"level": level} if level else {})
        each = {year: n for (t, lvl, year), n in found.items() if (t, lvl) == (title, level)}
        cells = [(each.get(year, 0), address(**asked, **year_of(year))) for year in years]
        total = sum(each.values())
        before = total - sum(number for number, _ in cells)
        words = dict(Level.choices).get(level, "")
        made.append(Line(Title(title).label, words, cells, before, total, address(**asked)))
    return made


def overview(request: SignedIn):
    """The register as a table: titles down, years across."""
    allowed(request, "view", "查看荣誉", "members")
    year = year_asked(request)
    years = list(range(year, year - YEARS, -1))
    honours = Honour.objects.visible_to(request.user).filter(awarded_on__year__lte=year)
    made = lines(honours, years)
    totals = [(sum(line.cells[i][0] for line in made), address(**year_of(y))) for i, y in enumerate(years)]
    context = {
        "year": year,
        "years": years,
        "lines": made,
        "totals": totals,
        "before": sum(line.before for line in made),
        "total": sum(line.total for line in made),
        "due": {kind: due(request.user, kind, dt.date.today().year).count() for kind in DUE},
        "this_year": dt.date.today().year,
    }
    return render(request, "members/honours.html", context)


# --- services


def same_holder(path: str) -> Q:
    """Rows of the same person: by the member, or by name within a township where none is named."""
    return Q(**{f"{path}member": OuterRef("member")}) | Q(
        **{f"{path}member": None, f"{path}holder": OuterRef("holder"), f"{path}org": OuterRef("org")}
    )


def due(user, kind: str, year: int, verb: str = "view") -> QuerySet:
    """Holders due `kind` in `year` who have not had it: their highest title, the longest without first."""
    titles = DUE[Kind(kind)]
    given = HonourCare.objects.filter(same_holder("honour__"), kind=kind)
    dead = Membership.objects.filter(member=OuterRef("member"), end=Membership.End.DECEASED)
    rank = [Q(title=title) for title in titles]
    higher = Q(pk__in=[])
    for place, title in enumerate(titles):
        above = Honour.objects.filter(same_holder(""), title__in=titles[:place]).exclude(pk=OuterRef("pk"))
        twice = Honour.objects.filter(same_holder(""), title=title, pk__lt=OuterRef("pk"))
        higher |= rank[place] & (Q(Exists(above)) | Q(Exists(twice)))
    rows = Honour.objects.visible_to(user, verb).filter(title__in=titles, awarded_on__year__lte=year)
    last = given.order_by().values("kind").annotate(last=Max("on")).values("last")
    return (
        rows.exclude(higher)
        .filter(~Exists(given.filter(on__year=year)), ~Exists(dead))
        .annotate(last=Subquery(last[:1]))
        .select_related("org", "member")
        .order_by(F("last").asc(nulls_first=True), "awarded_on", "pk")
    )


class CareForm(forms.Form):
    """What all of the chosen were given, on one day."""

    on = forms.DateField(label="日期")
    amount = MoneyFormField(label="每人金额", required=False, min_value=0, max_digits=12, decimal_places=2)

    def __init__(self, rows: QuerySet, year: int, *args, **options):
        super().__init__(*args, **options)
        self.year = year
        self.fields["chosen"] = forms.ModelMultipleChoiceField(
            rows, label="荣誉获得者", error_messages={"required": "请至少选择一人"}
        )

    def clean_on(self):
        day = self.cleaned_data["on"]
        if day.year != self.year or day > dt.date.today():
            raise forms.ValidationError(f"日期应在{self.year}年内，且不晚于今天")
        return day


def owed(request: SignedIn):
    """Who is due a service this year; the chosen are registered as having had it."""
    allowed(request, "view", "查看荣誉", "members")
    year, kind = year_asked(request), request.GET.get("kind") or Kind.VISIT
    kind = kind if kind in DUE else Kind.VISIT
    rows = due(request.user, kind, year)
    form = CareForm(due(request.user, kind, year, "change"), year, request.POST or None)
    if request.method == "POST":
        allowed(request, "change", "登记劳模服务", "members")
        if form.is_valid():
            given = serve(form.cleaned_data, kind)
            messages.success(request, f"已登记{Kind(kind).label} {given} 人")
            return redirect(f"{request.path}?{urlencode({'year': str(year), 'kind': str(kind)})}")
    context = {
        "year": year,
        "kind": kind,
        "service": Kind(kind).label,
        "titles": [title.label for title in DUE[Kind(kind)]],
        "kinds": [(one, one.label, due(request.user, one, year).count()) for one in DUE],
        "rows": rows,
        "form": form,
        "today": min(dt.date.today(), dt.date(year, 12, 31)),
        "can_change": request.user.can("members.change"),
    }
    return render(request, "members/honours_due.html", context, status=422 if form.errors else 200)


def serve(known: dict, kind: str) -> int:
    cares = [
        HonourCare(org=honour.org, honour=honour, kind=kind, on=known["on"], amount=known["amount"] or 0)
        for honour in known["chosen"]
    ]
    return len(HonourCare.objects.bulk_create(cares))
