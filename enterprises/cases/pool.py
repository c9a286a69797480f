"""认领与分派: what nobody has taken on, beside what is taken on, by whom and until when (S12)."""

import datetime as dt
from functools import cached_property

from django.contrib import messages
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.views import View

from union_portal.ledgers.declarations import LEDGERS
from union_portal.organization.models import OrgUnit
from union_portal.organization.requests import SignedIn

from .. import rules
from ..models import ROAD, Claim, Headcount, UnionizationCase
from ..pages.doors import allowed
from . import claims

ROWS, NAMED = 50, 5


class Pool(View):
    """Both panes are narrowed by the one filter bar; a batch goes over ticked rows or over all of a pane."""

    request: SignedIn

    def dispatch(self, request, *args, **kwargs):
        allowed(request, "view" if request.method == "GET" else "change", "认领和分派建会对象")
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def day(self) -> dt.date:
        return dt.date.today()

    @cached_property
    def units(self) -> QuerySet:
        """The townships to which this user may give a case, in administrative order."""
        return OrgUnit.objects.filter(pk__in=self.request.user.unit_ids("enterprises.change")).townships()

    @cached_property
    def seen(self) -> QuerySet:
        return OrgUnit.objects.filter(pk__in=self.request.user.unit_ids("enterprises.view")).townships()

    @cached_property
    def own(self) -> OrgUnit | None:
        """The one township of somebody who works in one; None for the district's departments."""
        posted = {post.unit_id for post in self.request.user.live_posts}
        return self.units[0] if len(self.units) == 1 and self.units[0].pk in posted else None

    def free(self) -> QuerySet:
        return claims.unclaimed(self.request.user).filter(self.asked())

    def held(self) -> QuerySet:
        found = claims.held(self.request.user).filter(self.asked("case__"))
        if self.request.GET.get("late"):
            found = claims.overdue(found, self.day)
        return found.filter(holder=self.request.user) if self.request.GET.get("mine") else found

    def asked(self, path: str = "") -> Q:
        """Every word in the name, the address or the code; one township; 百人以上."""
        query, firm = self.request.GET, f"{path}enterprise__"
        narrowed = Q()
        for word in query.get("q", "").split():
            names = ("name", "initials", "address", "credit_code")
            narrowed &= Q(*((f"{firm}{name}__icontains", word) for name in names), _connector=Q.OR)
        if query.get("org"):
            narrowed &= Q((f"{path}org__code", query["org"]))
        if query.get("large"):
            large = Headcount.objects.on(self.day).filter(employees__gte=rules.large(self.day))
            narrowed &= Q((f"{path}enterprise__in", large.values("enterprise")))
        return narrowed

    def get(self, request):
        free, held = self.free(), self.held()
        people = claims.holders(self.own, self.day) if self.own else ()
        context = {
            "free": self.with_size(free, "enterprise").order_by("org__path", "opened_on", "pk")[:ROWS],
            "free_count": free.count(),
            "held": self.dated(self.with_size(held, "case__enterprise").order_by("due_on", "pk")[:ROWS]),
            "held_count": held.count(),
            "own": self.own,
            "units": self.units,
            "seen": self.seen,
            "people": people,
            "loads": self.loads() if self.own else {},
            "by_unit": self.by_unit(),
            "undoable": claims.undoable(request.user).select_related("case__enterprise"),
            "can_change": request.user.can("enterprises.change"),
            "today": self.day,
        }
        return render(request, "enterprises/pool.html", context)

    def with_size(self, rows: QuerySet, firm: str) -> QuerySet:
        counts = Headcount.objects.on(self.day).filter(enterprise=OuterRef(firm))
        related = ["org", firm] if firm == "enterprise" else ["org", "holder", firm]
        return rows.select_related(*related).annotate(employees=Subquery(counts.values("employees")[:1]))

    def dated(self, rows) -> list[tuple[Claim, int | None]]:
        """Each claim with the days left to it; None where no day is set."""
        return [(row, row.due_on and (row.due_on - self.day).days) for row in rows]

    def loads(self) -> dict:
        """How many open claims each person of the township holds: a count, not a comparison."""
        counted = claims.held(self.request.user).filter(org=self.own).values_list("holder")
        return dict(counted.annotate(Count("pk")).order_by())

    def by_unit(self) -> list[dict]:
        """Every township in administrative order with its leader, its pool, its claims, its overdue ones."""
        user, leaders = self.request.user, claims.leaders(self.seen, self.day)
        taken = claims.held(user)
        counts = {
            name: dict(rows.order_by().values_list("org").annotate(Count("pk")))
            for name, rows in (
                ("free", claims.unclaimed(user)),
                ("held", taken),
                ("late", claims.overdue(taken, self.day)),
            )
        }
        return [
            {"unit": unit, "leader": leaders.get(unit.pk)}
            | {name: found.get(unit.pk, 0) for name, found in counts.items()}
            for unit in self.seen
        ]

    # --- what is done to the ticked rows

    def post(self, request):
        acts = {
            "claim": self.claim,
            "assign": self.claim,
            "release": self.release,
            "reassign": self.reassign,
            "undo": self.undo,
        }
        act = acts.get(request.POST.get("do", ""))
        if act is None:
            return HttpResponseBadRequest()
        act()
        return redirect(self.back() or request.get_full_path())

    def back(self) -> str | None:
        """The address of the case on whose own page the button stood."""
        pk = self.request.POST.get("back", "")
        seen = UnionizationCase.objects.visible_to(self.request.user)
        case = seen.filter(pk=pk).first() if pk.isdecimal() else None
        return case and LEDGERS[UnionizationCase].url("detail", case)

    def undo(self):
        """撤销认领: what was taken on by mistake, without a reason, while the minutes last."""
        asked = self.ticked(claims.held(self.request.user), "claim")
        number, late = asked.count(), "认领已超过10分钟或不是由你认领，应写明原因退回"
        undone = claims.undo(claims.undoable(self.request.user).filter(pk__in=asked.values("pk")), self.day)
        if undone:
            messages.success(self.request, f"已撤销认领{undone}家")
        if undone < number or not number:
            left = f"{number - undone}家没有撤销" if number else "没有撤销"
            messages.error(self.request, f"{left}：{late}")

    def ticked(self, rows: QuerySet, name: str) -> QuerySet:
        """All that the filter finds, or the ticked ones among them; only where the user may change."""
        rows = rows.filter(org__in=self.request.user.unit_ids("enterprises.change"))
        if self.request.POST.get("every"):
            return rows
        return rows.filter(pk__in=[pk for pk in self.request.POST.getlist(name) if pk.isdecimal()])

    def target(self) -> OrgUnit | None:
        if self.own:
            return self.own
        unit = self.units.filter(code=self.request.POST.get("unit", "")).first()
        if unit is None:
            messages.error(self.request, "没有分派：应先选择要分派到的镇街")
        return unit

    def holder(self):
        pk = self.request.POST.get("holder", "")
        return (
            claims.holders(self.own, self.day).filter(pk=pk).first() if self.own and pk.isdecimal() else None
        )

    def claim(self):
        """Rows claimed since the page was drawn are looked at too, so that their holder is named."""
        cases = self.ticked(self.free(), "case")
        if not self.request.POST.get("every"):
            road = UnionizationCase.objects.visible_to(self.request.user).filter(state__in=ROAD)
            cases = self.ticked(road, "case")
        if not cases.exists():
            return messages.error(self.request, "没有认领：应先勾选单位")
        if unit := self.target():
            self.tell(
                claims.assign(cases, unit, self.holder(), self.day, self.request.user if self.own else None),
                unit,
            )

    def release(self):
        reason = self.request.POST.get("reason", "").strip()[:200]
        rows = self.ticked(self.held(), "claim")
        if not reason or not rows.exists():
            missing = "写明原因" if rows.exists() else "勾选单位"
            return messages.error(self.request, f"没有退回：应先{missing}")
        late = claims.overdue(rows, self.day) if self.own is None else rows.none()
        number = claims.give_back(late, Claim.End.OVERDUE, reason, self.day)
        number += claims.give_back(rows.filter(until=None), Claim.End.RELEASED, reason, self.day)
        messages.success(self.request, f"已退回{number}家，可以重新认领")

    def reassign(self):
        rows = self.ticked(self.held(), "claim")
        if not rows.exists():
            return messages.error(self.request, "没有改派：应先勾选单位")
        if unit := self.target():
            reason = self.request.POST.get("reason", "").strip()[:200]
            self.tell(claims.hand_over(rows, unit, self.holder(), reason, self.day), unit)

    def tell(self, outcome, unit):
        if outcome.taken:
            who = self.holder() or unit.short_name
            messages.success(self.request, f"{who}已认领{outcome.taken}家，{outcome.due_on}前办结")
        for claim in outcome.earlier[:NAMED]:
            who = f"{claim.org.short_name}{claim.holder or ''}"
            messages.warning(self.request, f"{claim}没有认领：已由{who}于{claim.since}认领")
        if more := outcome.earlier[NAMED:]:
            messages.warning(self.request, f"另有{len(more)}家已被认领")
