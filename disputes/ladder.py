"""三不督促: of each flagged enterprise, how far the ladder has been climbed (OR-42), and the next rung."""

import datetime as dt
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Max, OuterRef, Subquery
from django.http import Http404
from django.shortcuts import render

from enterprises.models import Defiance, Visit
from union_portal.calendars import DAY, is_working_day
from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.forms import form_class
from union_portal.ledgers.views import FormPage
from union_portal.organization.requests import SignedIn

from .models import CREDIT, Referral, SupervisionDocument

PAGE = 50
Kind = SupervisionDocument.Kind


@dataclass(frozen=True)
class Rung:
    """One step of the ladder: what was done, newest first, and where the next is registered."""

    title: str
    rows: list
    new: str
    word: str


def allowed(request: SignedIn, verb: str, words: str) -> None:
    if not request.user.can(f"disputes.{verb}"):
        raise PermissionDenied(f"你的岗位没有{words}的权限")


def last_working_day(today: dt.date) -> dt.date:
    """DM-26: what was due before it goes to the district's list, hence on the next working day."""
    while not is_working_day(today):
        today -= DAY
    return today


def flagged(user):
    return Defiance.objects.visible_to(user).select_related("enterprise", "org")


def found(request: SignedIn, pk: int) -> Defiance:
    defiance = flagged(request.user).filter(pk=pk).first()
    if defiance is None:
        raise Http404("没有找到这条三不认定，或它不在你的管理范围内")
    return defiance


def everyone(request: SignedIn):
    """The live flags in scope, and how many steps were taken on each rung since the flag was set."""
    allowed(request, "view", "查看三不督促")
    today = dt.date.today()
    papers = SupervisionDocument.objects.filter(defiance=OuterRef("pk"), voided_on=None)
    handed = Referral.objects.filter(defiance=OuterRef("pk"))
    visits = Visit.objects.filter(enterprise=OuterRef("enterprise"), on__gte=OuterRef("since"))
    rows = flagged(request.user).on(today)
    kind = request.GET.get("kind", "")
    counts = dict(rows.order_by().values_list("kind").annotate(n=Count("pk")))
    tabs = [("", "全部", sum(counts.values()))] + [(k, w, counts.get(k, 0)) for k, w in Defiance.Kind.choices]
    if kind in Defiance.Kind.values:
        rows = rows.filter(kind=kind)
    rows = rows.annotate(
        visits=_number(visits),
        opinions=_number(papers.filter(kind=Kind.OPINION)),
        proposals=_number(papers.filter(kind=Kind.PROPOSAL)),
        courts=_number(handed.exclude(kind__in=CREDIT)),
        credits=_number(handed.filter(kind__in=CREDIT)),
        due=Subquery(
            papers.filter(answered_on=None)
            .order_by()
            .values("defiance")
            .annotate(d=Max("answer_due"))
            .values("d")
        ),
    ).order_by("org__path", "since", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "disputes/ladders.html",
        {"tabs": tabs, "kind": kind, "page": page, "late_before": last_working_day(today)},
    )


def _number(rows):
    """How many there are, as a column; nothing is none."""
    key = "enterprise" if rows.model is Visit else "defiance"
    return Subquery(rows.order_by().values(key).annotate(n=Count("pk")).values("n"))


def one(request: SignedIn, pk: int):
    """The ladder of one flag, rung by rung."""
    allowed(request, "view", "查看三不督促")
    defiance = found(request, pk)
    papers = list(SupervisionDocument.objects.visible_to(request.user).filter(defiance=defiance))
    handed = list(Referral.objects.visible_to(request.user).filter(defiance=defiance))
    visits = Visit.objects.visible_to(request.user).filter(
        enterprise=defiance.enterprise_id, on__gte=defiance.since
    )
    rungs = [
        Rung("走访宣讲", list(visits), "visit-new", "记走访"),
        Rung("监督意见书", [p for p in papers if p.kind == Kind.OPINION], "opinion", "出具意见书"),
        Rung("监督建议书", [p for p in papers if p.kind == Kind.PROPOSAL], "proposal", "出具建议书"),
        Rung("税务稽查、诉讼", [h for h in handed if h.kind not in CREDIT], "referral", "登记移送"),
        Rung("信用记录", [h for h in handed if h.kind in CREDIT], "referral", "登记信用记录"),
    ]
    context = {
        "defiance": defiance,
        "rungs": rungs,
        "late_before": last_working_day(dt.date.today()),
        "can_change": request.user.can("disputes.change"),
        "can_visit": request.user.can("enterprises.change"),
    }
    return render(request, "disputes/ladder.html", context)


def overdue(request: SignedIn):
    """The district's list: papers whose answer was due and has not come."""
    allowed(request, "view", "查看监督文书")
    day = last_working_day(dt.date.today())
    rows = (
        SupervisionDocument.objects.visible_to(request.user)
        .unanswered(day)
        .select_related("enterprise", "org")
    )
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    for row in page:
        row.late = (dt.date.today() - row.answer_due).days
    return render(request, "disputes/overdue.html", {"page": page, "day": day})


class Handed(FormPage):
    """A form of this app's register that opens with the flag and its enterprise filled in."""

    def known(self, defiance: Defiance) -> dict:
        raise NotImplementedError

    def get(self, request, **asked):
        defiance = found(request, asked["pk"])
        known = {"org": defiance.org_id, "enterprise": defiance.enterprise_id, "defiance": defiance.pk}
        form = form_class(self.ledger, request.user)(initial=known | self.known(defiance))
        return self.page("form", form=form, row=None)

    def post(self, request, **asked):
        found(request, asked.pop("pk"))
        self.kwargs.pop("pk", None)
        return super().post(request)


class Paper(Handed):
    ledger = LEDGERS[SupervisionDocument]

    def known(self, defiance):
        kind = self.kwargs["kind"]
        if kind not in Kind.values:
            raise Http404("没有这种文书")
        known = {
            "kind": kind,
            "issued_on": dt.date.today(),
            "matter": f"{defiance.get_kind_display()}：{defiance.evidence}",
        }
        if kind == Kind.PROPOSAL:
            before = defiance.documents.filter(kind=Kind.OPINION, voided_on=None).first()
            return known | {"opinion": before and before.pk}
        return known | {"addressee": str(defiance.enterprise)}


class Hand(Handed):
    ledger = LEDGERS[Referral]

    def known(self, defiance):
        paper = defiance.documents.filter(kind=Kind.PROPOSAL, voided_on=None).first()
        return {"referred_on": dt.date.today(), "basis": str(paper or "")}
