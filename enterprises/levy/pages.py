"""税务代收对账: a month's tax list beside the register, what is decided and what is left (S10)."""

import datetime as dt
from functools import cached_property

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Q, QuerySet
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views import View

from union_portal.calendars import add_months
from union_portal.organization.requests import SignedIn

from ..models import Enterprise, LevyEntry, Reconciliation
from ..pages.doors import allowed
from . import deciding, quadrants
from .quadrants import DAY, MATCHED, Quadrant

PAGE = 50
TABS = {"both": "两边都有", "tax": "税务有台账无", "ours": "台账有税务无"}
CHANGES = {"new": "新缴费户", "stopped": "停缴户", "moved": "镇街不一致"}
SHOWN = {*TABS, *CHANGES, *(f"q-{quadrant.value}" for quadrant in Quadrant)}


def latest(request: SignedIn):
    """The latest month of which there is a list; the register itself where there is none."""
    allowed(request, "view", "查看税务代收")
    newest = LevyEntry.objects.visible_to(request.user).order_by("-month").first()
    if newest is None:
        messages.info(request, "还没有税务代收记录，导入当月名单后可以对账")
        return redirect("levyentry-list")
    return redirect("levy-month", newest.month)


class Month(View):
    """Counts and rows are those of the reader's units; of a closed month those found when it was closed."""

    request: SignedIn
    month: dt.date

    def dispatch(self, request, *args, month, **kwargs):
        allowed(request, "view", "查看税务代收")
        self.month = month
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def decides(self) -> bool:
        return deciding.may_decide(self.request.user)

    @cached_property
    def closed(self) -> Reconciliation | None:
        return Reconciliation.objects.filter(month=self.month).first()

    @cached_property
    def entries(self) -> QuerySet:
        return LevyEntry.objects.filter(month=self.month).visible_to(self.request.user)

    @cached_property
    def counts(self) -> dict[str, int]:
        decided, waiting = Q(decision__in=MATCHED), Q(decision="")
        return self.entries.aggregate(
            total=Count("pk"),
            both=Count("pk", filter=decided),
            tax=Count("pk", filter=~decided),
            waiting=Count("pk", filter=waiting),
        )

    @cached_property
    def found(self) -> quadrants.Found | None:
        """What closing the month has kept; nothing of a month that is open."""
        if self.closed is None or self.closed.neither is None:
            return None
        return quadrants.Found(self.closed, self.request.user.unit_ids("enterprises.view"))

    @cached_property
    def live(self) -> dict[Quadrant, int]:
        return quadrants.of_month(self.month).counts(Enterprise.objects.visible_to(self.request.user))

    @cached_property
    def quadrants(self) -> dict[Quadrant, int]:
        return self.found.counts() if self.found else self.live

    def get(self, request):
        show = request.GET.get("show", "")
        show = show if show in SHOWN else "tax"
        kind, rows = self.rows(show)
        now = self.counts
        context = {
            "month": self.month,
            "before": add_months(self.month, -1),
            "after": add_months(self.month, 1),
            "closed": self.closed,
            "decides": self.decides,
            "now": now,
            "done": now["total"] - now["waiting"],
            "boxes": self.boxes(),
            "tabs": self.tabs(),
            "show": show,
            "title": self.title(show),
            "kind": kind,
            "page": Paginator(rows, PAGE).get_page(request.GET.get("page")),
        }
        return render(request, "enterprises/levy_month.html", context)

    def boxes(self) -> list[tuple[str, str, int, int | None]]:
        """Each quadrant: its address, name, count, and today's count where the frozen one differs."""
        return [
            (f"q-{quadrant.value}", str(quadrant.label), number, live if live != number else None)
            for quadrant, number in self.quadrants.items()
            for live in [self.live[quadrant]]
        ]

    def tabs(self) -> list[tuple[str, str, int]]:
        absent = self.quadrants[Quadrant.UNION] + self.quadrants[Quadrant.NEITHER]
        numbers = {"both": self.counts["both"], "tax": self.counts["tax"], "ours": absent}
        numbers |= {name: self.change(name).count() for name in CHANGES}
        return [(name, label, numbers[name]) for name, label in (TABS | CHANGES).items()]

    def change(self, name: str) -> QuerySet:
        found = {
            "new": quadrants.new_payers,
            "stopped": quadrants.stopped_payers,
            "moved": quadrants.of_another_township,
        }[name](self.month)
        return found.filter(org__in=self.request.user.unit_ids("enterprises.view"))

    def title(self, show: str) -> str:
        return (TABS | CHANGES).get(show) or Quadrant(show[2:]).label

    def rows(self, show: str) -> tuple[str, QuerySet]:
        """Whether they are entries or enterprises, and the rows."""
        if show == "ours" or show[:2] == "q-":
            wanted = [Quadrant.UNION, Quadrant.NEITHER] if show == "ours" else [Quadrant(show[2:])]
            firms = self.found.rows(*wanted) if self.found else self.firms_now(wanted)
            return "enterprises", firms.select_related("org").order_by("org__path", "initials", "pk")
        if show in CHANGES:
            found = self.change(show)
        else:
            decided = Q(decision__in=MATCHED)
            found = self.entries.filter(decided if show == "both" else ~decided)
        related = found.select_related("org", "enterprise__org", "decided_by")
        return "entries", related.order_by("decision", "pk")

    def firms_now(self, wanted: list[Quadrant]) -> QuerySet:
        any_of = Q(*map(quadrants.of_month(self.month).of, wanted), _connector=Q.OR)
        return Enterprise.objects.visible_to(self.request.user).filter(any_of)

    def post(self, request):
        """对账完成. What is still open must be said to be left open."""
        if not self.decides:
            raise PermissionDenied("对账由组织部完成，你的岗位没有这项权限")
        waiting = self.counts["waiting"]
        if not self.counts["total"]:
            messages.error(request, "没有完成对账：这个月还没有税务代收记录，应先导入名单")
        elif waiting and not request.POST.get("open"):
            messages.error(
                request, f"没有完成对账：还有{waiting}户没有认定，应先认定，或勾选“其余留待以后认定”"
            )
        else:
            self.close(request.POST.get("remark", "").strip()[:200])
        return redirect("levy-month", self.month)

    def close(self, remark: str) -> None:
        try:
            done = deciding.close(self.month, timezone.localdate(), remark)
        except deciding.RefusedError as error:
            messages.error(self.request, f"没有完成对账：{error}")
        else:
            messages.success(self.request, f"{done}已完成：缴费户和各项户数已固定，当月代收记录不能再改")


def last_day(month: dt.date) -> dt.date:
    return add_months(month, 1) - DAY
