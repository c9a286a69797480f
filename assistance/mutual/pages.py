"""S26 互助保障概况: each scheme's cover, claims and terms; whose cover ends soon and is not renewed."""

import datetime as dt
from decimal import Decimal

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum
from django.shortcuts import render

from enterprises.pages.doors import allowed, day_asked
from members.models import Membership
from members.moves import enrolled
from union_portal import parameters
from union_portal.fields import half_up
from union_portal.organization.requests import SignedIn

from ..models import FREE, Enrolment, MutualClaim, MutualPlan, Scheme

PAGE = 50
State = MutualClaim.State


def expiring(user, day: dt.date) -> QuerySet[Enrolment]:
    """Covers that end within the days of notice, where no later one of the scheme is registered."""
    within = day + dt.timedelta(days=parameters.value("mutual_expiry_days", day))
    next_one = Enrolment.objects.filter(
        member=OuterRef("member"), scheme=OuterRef("scheme"), since__gt=OuterRef("since")
    )
    live = Enrolment.objects.visible_to(user).on(day)
    return live.filter(~Exists(next_one), until__lte=within)


def lines(user, day: dt.date) -> list[dict]:
    """One line a scheme, in the order of the catalogue: four queries however many rows."""
    covers = Enrolment.objects.visible_to(user).order_by().values_list("scheme")
    covered = dict(covers.on(day).annotate(Count("member", distinct=True)))
    ending = dict(expiring(user, day).order_by().values_list("scheme").annotate(Count("pk")))
    this_year = Q(paid_on__gte=day.replace(month=1, day=1), paid_on__lte=day)
    claims = {
        line["scheme"]: line
        for line in MutualClaim.objects.visible_to(user)
        .order_by()
        .values("scheme")
        .annotate(
            reported=Count("pk", filter=Q(state=State.REPORTED)),
            accepted=Count("pk", filter=Q(state=State.ACCEPTED)),
            times=Count("pk", filter=this_year),
            sum=Sum("paid", filter=this_year),
        )
    }
    members = Membership.objects.visible_to(user).filter(enrolled(day)).count()
    terms = {plan.scheme: plan for plan in MutualPlan.objects.on(day)}
    return [
        {
            "scheme": scheme,
            "free": scheme in FREE,
            "covered": covered.get(scheme, 0),
            "rate": half_up(Decimal(covered.get(scheme, 0) * 100) / members, 1) if members else None,
            "ending": ending.get(scheme, 0),
            "claims": claims.get(scheme, {}),
            "plan": terms.get(scheme),
        }
        for scheme in Scheme
    ]


def overview(request: SignedIn):
    allowed(request, "view", "查看互助保障", "assistance")
    day = day_asked(request)
    rows = expiring(request.user, day).select_related("member", "org").order_by("until", "pk")
    context = {
        "day": day,
        "tomorrow": day + dt.timedelta(days=1),
        "lines": lines(request.user, day),
        "notice": parameters.value("mutual_expiry_days", day),
        "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        "can_change": request.user.can("assistance.change"),
    }
    return render(request, "assistance/mutual_aid.html", context)
