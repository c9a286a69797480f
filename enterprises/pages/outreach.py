"""双沟通 as the organisation department follows it: contact days, three-part records, presenters, results."""

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Avg, Count, DateField, Exists, ExpressionWrapper, OuterRef, Q, Subquery
from django.db.models.functions import Greatest
from django.shortcuts import redirect, render

from union_portal import parameters, periods
from union_portal.organization.models import Level, OrgUnit
from union_portal.organization.records import show
from union_portal.organization.requests import SignedIn

from ..contact_days import contact_days
from ..indicators.outreach import TALKS
from ..indicators.unions import newly_covered
from ..models import Affiliation, ContactDayMove, OutreachMeeting, Presenter
from .doors import allowed, own_unit, year_asked

PAGE = 50
STATES = {
    "kept": ("已举行", "g"),
    "other": ("不在当日", "a"),
    "missed": ("未举行", "r"),
    "due": ("未到", "n"),
    "none": ("不适用", "n"),
}
PARTS = {"before": "会前指导", "record": "会中记录", "review": "会后点评"}


@dataclass(frozen=True)
class Day:
    """One month's contact day: by the rule, and where it stands after any move."""

    due: dt.date
    planned: dt.date
    move: ContactDayMove | None

    @property
    def proposed(self) -> bool:
        """The rule's own day is a day off, and nobody has yet registered the move."""
        return self.move is None and self.planned != self.due


class MoveForm(forms.ModelForm):
    class Meta:
        model = ContactDayMove
        fields = ("due_on", "moved_to", "reason")


def state(day: Day, unit: OrgUnit, held: dict, today: dt.date) -> tuple[str, OutreachMeeting | None]:
    """Whether one township kept one day, and by which meeting."""
    if unit.since > day.due or (unit.until and unit.until <= day.due):
        return "none", None
    if kept := held.get((unit.pk, day.planned)):
        return "kept", kept
    month = (meeting for (org, on), meeting in held.items() if org == unit.pk and on.month == day.due.month)
    if other := next(month, None):
        return "other", other
    return ("due" if day.planned >= today else "missed"), None


def days_of(unit: OrgUnit, due: list[tuple[dt.date, dt.date]], moves: list[ContactDayMove]) -> list[Day]:
    """The nearest unit's move counts, the township's own before the district's."""
    found = []
    for day, rolled in due:
        mine = [m for m in moves if m.due_on == day and unit.path.startswith(m.org.path)]
        move = max(mine, key=lambda m: len(m.org.path), default=None)
        found.append(Day(day, move.moved_to if move else rolled, move))
    return found


def calendar(request: SignedIn):
    """The year's contact days, and which township kept them; a day off brings a proposed date."""
    allowed(request, "view", "查看沟通日")
    year, today = year_asked(request), dt.date.today()
    top = own_unit(request)
    form = None
    if request.method == "POST":
        form = moved(request, top)
        if form is None:
            return redirect(f"{request.path}?year={year}")
    due = contact_days(periods.year(year))
    moves = list(ContactDayMove.objects.filter(due_on__year=year).select_related("org"))
    units = OrgUnit.objects.filter(pk__in=request.user.unit_ids("enterprises.view"), level=Level.TOWNSHIP)
    meetings = OutreachMeeting.objects.visible_to(request.user).filter(contact_day=True, held_on__year=year)
    held = {(meeting.org_id, meeting.held_on): meeting for meeting in meetings.order_by("-pk")}
    lines = []
    for unit in units.order_by("path"):
        marks = [state(day, unit, held, today) for day in days_of(unit, due, moves)]
        cells = [(code, *STATES[code], meeting) for code, meeting in marks]
        counted = [code for code, _ in marks if code != "none"]
        lines.append((unit, cells, counted.count("kept"), len(counted)))
    return render(
        request,
        "enterprises/contact_days.html",
        {
            "year": year,
            "days": days_of(top, due, moves),
            "lines": lines,
            "kept": sum(line[2] for line in lines),
            "due": sum(line[3] for line in lines),
            "top": top,
            "form": form,
            "can_move": request.user.can("enterprises.change"),
        },
        status=422 if form else 200,
    )


def moved(request: SignedIn, top: OrgUnit) -> MoveForm | None:
    """Registers the move for the reader's whole unit; the form comes back when it was refused."""
    if not request.user.can("enterprises.change") or top.pk not in request.user.unit_ids(
        "enterprises.change"
    ):
        raise PermissionDenied("你的岗位没有登记沟通日改期的权限")
    form = MoveForm(request.POST, instance=ContactDayMove(org=top))
    if form.is_valid():
        try:
            form.instance.validate_constraints()
        except ValidationError as error:
            show(form, error)
        else:
            messages.success(request, f"已登记沟通日改期：{form.save()}")
            return None
    return form


def records(request: SignedIn):
    """Each meeting of the year with its three parts; `?missing=review` lists those that lack one."""
    allowed(request, "view", "查看沟通会")
    year = year_asked(request)
    meetings = OutreachMeeting.objects.visible_to(request.user).filter(kind__in=TALKS, held_on__year=year)
    lacks = {name: Q(**{name: ""}) for name in PARTS}
    lacks["any"] = lacks["before"] | lacks["record"] | lacks["review"]
    counts = meetings.aggregate(
        all=Count("pk"), **{f"no_{n}": Count("pk", filter=q) for n, q in lacks.items()}
    )
    missing = request.GET.get("missing", "")
    chosen = meetings.filter(lacks[missing]) if missing in lacks else meetings
    rows = chosen.select_related("org", "enterprise").order_by("-held_on", "pk")
    tabs = [("", "全部", counts["all"]), ("any", "不齐全", counts["no_any"])]
    tabs += [(name, f"缺{label}", counts[f"no_{name}"]) for name, label in PARTS.items()]
    return render(
        request,
        "enterprises/outreach_records.html",
        {
            "year": year,
            "tabs": tabs,
            "missing": missing,
            "whole": counts["all"] - counts["no_any"],
            "all": counts["all"],
            "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        },
    )


def presenters(request: SignedIn):
    """How often each presenter spoke in the year, and the audience's mean rating; in order of name."""
    allowed(request, "view", "查看讲解员")
    year = year_asked(request)
    period = periods.year(year)
    this_year = Q(presentations__meeting__held_on__year=year)
    rows = (
        Presenter.objects.visible_to(request.user)
        .filter(Q(until=None) | Q(until__gt=period.start), since__lt=period.end)
        .annotate(
            times=Count("presentations", filter=this_year),
            rated=Count("presentations__rating", filter=this_year),
            mean=Avg("presentations__rating", filter=this_year),
            last=Subquery(
                OutreachMeeting.objects.filter(presentations__presenter=OuterRef("pk"), held_on__year=year)
                .order_by("-held_on")
                .values("held_on")[:1]
            ),
        )
        .select_related("org")
        .order_by("org__path", "name")
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(request, "enterprises/presenters.html", {"year": year, "page": page})


def attribution(request: SignedIn):
    """Unions founded within the days that are put down to a meeting with the enterprise (COM05)."""
    allowed(request, "view", "查看沟通后建会")
    year = year_asked(request)
    period = periods.year(year)
    days = parameters.value("outreach_attribution_days", period.last_day)
    talks = OutreachMeeting.objects.filter(
        kind__in=TALKS,
        enterprise=OuterRef("enterprise"),
        held_on__lte=OuterRef("begun"),
        held_on__gte=OuterRef("earliest"),
    ).order_by("-held_on")
    begun = Greatest("since", "union__approved_on")
    earliest = ExpressionWrapper(begun - dt.timedelta(days=days), output_field=DateField())
    rows = (
        Affiliation.objects.visible_to(request.user)
        .filter(newly_covered(period))
        .annotate(begun=begun, earliest=earliest)
        .filter(Exists(talks))
        .annotate(talk=Subquery(talks.values("pk")[:1]), talked=Subquery(talks.values("held_on")[:1]))
        .select_related("enterprise", "union", "org")
        .order_by("-begun", "pk")
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.days = (row.begun - row.talked).days
    return render(request, "enterprises/attribution.html", {"year": year, "days": days, "page": page})
