"""换届: terms that run out or have run out, by how soon, and the election that begins the next one."""

import datetime as dt

from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import Http404
from django.shortcuts import render

from union_portal import parameters
from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.forms import form_class
from union_portal.ledgers.views import FormPage
from union_portal.organization.requests import SignedIn

from ..models import GrassrootsUnion, Term
from .doors import allowed, day_asked

PAGE = 50


def bands(day: dt.date) -> dict[str, tuple[str, Q]]:
    """OR-31: overdue from the day after the end; then by the days that are left, each band once."""
    found = {"overdue": ("已逾期", Q(due__lt=day))}
    after = -1
    for days in sorted(parameters.value("reelection_reminder_days", day)):
        until = day + dt.timedelta(days)
        found[f"within-{days}"] = (
            f"{days}天内届满",
            Q(due__gt=day + dt.timedelta(after), due__lte=until),
        )
        after = days
    found["ordered"] = ("已责令换届", Q(ordered_by__isnull=False))
    return found


def due(request: SignedIn):
    """The unions whose committee is to be elected anew, one tab a band."""
    allowed(request, "view", "查看工会届次")
    day = day_asked(request)
    known = bands(day)
    band = request.GET.get("band") or "overdue"
    if band not in known:
        raise Http404("没有这一档")
    terms = Term.objects.current(day).filter(org__in=request.user.unit_ids("enterprises.view"))
    counts = terms.order_by().aggregate(
        **{name.replace("-", "_"): Count("pk", filter=q) for name, (_, q) in known.items()}
    )
    chosen = terms.filter(known[band][1]).select_related("union", "org").order_by("due", "pk")
    page = Paginator(chosen, PAGE).get_page(request.GET.get("page"))
    for term in page:
        term.left = (term.due - day).days
        term.order_missed = term.ordered_by is not None and term.ordered_by < day
    return render(
        request,
        "enterprises/terms_due.html",
        {
            "day": day,
            "band": band,
            "tabs": [(name, label, counts[name.replace("-", "_")]) for name, (label, _) in known.items()],
            "page": page,
            "can_change": request.user.can("enterprises.change"),
        },
    )


class Election(FormPage):
    """Electing anew is a new term; the form opens with the union filled in."""

    ledger = LEDGERS[Term]

    def found(self) -> GrassrootsUnion:
        found = GrassrootsUnion.objects.visible_to(self.request.user).filter(pk=self.kwargs["union"])
        union = found.filter(approved_on__isnull=False, dissolved_on=None).first()
        if union is None:
            raise Http404("没有找到这个工会，或它已撤销、未批复、不在你的管理范围内")
        return union

    def get(self, request, union):
        held = self.found()
        before = Term.objects.filter(union=held).order_by("elected_on").last()
        known = {"union": held.pk, "org": held.org_id, "years": before.years if before else None}
        return self.page("form", form=form_class(self.ledger, request.user)(initial=known), row=None)

    def post(self, request, union):
        self.found()
        return super().post(request)
