"""疑似重复: two records side by side, decided by a key, undone with one click (MB-46)."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse

from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.tables import columns

from ..models import DuplicatePair, Member, Membership
from ..pages.doors import MembersView
from . import merging

COMPARED = [
    "number",
    "name",
    "document",
    "sex",
    "born_on",
    "mobile",
    "org",
    "category",
    "household",
    "education",
    "employed_on",
    "collected_on",
]


@dataclass(frozen=True)
class Line:
    """One fact of both records; personal ones masked, and compared by their index."""

    label: str
    one: str
    other: str
    same: bool


class Queue(MembersView):
    """`?at=` is the pair looked at; without it, the first that waits."""

    deed = "判断重复登记"

    @cached_property
    def pairs(self) -> QuerySet:
        people = [f"{side}__{tail}" for side in ("one", "other") for tail in ("org", "merged_into")]
        return DuplicatePair.objects.visible_to(self.request.user).select_related(*people, "decided_by")

    @cached_property
    def waiting(self) -> QuerySet:
        return self.pairs.filter(pk__in=DuplicatePair.objects.undecided().values("pk")).order_by("pk")

    def get(self, request):
        at, last = request.GET.get("at", ""), request.GET.get("last", "")
        pair = self.pair(at) if at.isdecimal() else self.waiting.first()
        context = {
            "left": self.waiting.count(),
            "pair": pair,
            "decides": request.user.can("members.change"),
            "last": self.pairs.exclude(same=None).filter(pk=last).first() if last.isdecimal() else None,
        }
        if pair:
            context |= {
                "lines": compared(pair.one, pair.other),
                "sides": [(n, m, lives(m)) for n, m in enumerate((pair.one, pair.other), 1)],
                "before": self.waiting.filter(pk__lt=pair.pk).last(),
                "after": self.waiting.filter(pk__gt=pair.pk).first(),
            }
        return render(request, "members/duplicate_queue.html", context)

    def pair(self, pk: str) -> DuplicatePair:
        found = self.pairs.filter(pk=pk).first()
        if found is None:
            raise Http404("没有找到这一对，或不在你的管理范围内")
        return found

    def post(self, request):
        pk, do = request.POST.get("pair", ""), request.POST.get("do", "")
        changeable = self.pairs.filter(org__in=request.user.unit_ids("members.change"))
        pair = changeable.filter(pk=pk).first() if pk.isdecimal() else None
        acts = {"one": self.keep_one, "other": self.keep_other, "differ": self.differ, "undo": self.undo}
        if do not in acts:
            return HttpResponseBadRequest()
        if pair is None:
            raise Http404("没有找到这一对，或不在你的管理范围内")
        try:
            acts[do](pair)
        except ValidationError as error:
            messages.error(request, f"没有办理：{'；'.join(error.messages)}")
            return redirect(self.at(pair))
        if do == "undo":
            messages.success(request, f"已撤销判断：{pair}")
            return redirect(self.at(pair))
        following = self.waiting.filter(pk__gt=pair.pk).first() or self.waiting.first()
        return redirect(self.at(following, last=pair.pk))

    def keep_one(self, pair: DuplicatePair) -> None:
        merging.merge(pair, pair.one, self.request.user)

    def keep_other(self, pair: DuplicatePair) -> None:
        merging.merge(pair, pair.other, self.request.user)

    def differ(self, pair: DuplicatePair) -> None:
        merging.differ(pair, self.request.user)

    def undo(self, pair: DuplicatePair) -> None:
        merging.undo(pair, self.request.user)

    def at(self, pair: DuplicatePair | None, **more) -> str:
        query = urlencode(({"at": pair.pk} if pair else {}) | more)
        return reverse("duplicate-queue") + (f"?{query}" if query else "")


def compared(one: Member, other: Member) -> list[Line]:
    told = columns(LEDGERS[Member], COMPARED)
    equal = {"mobile": one.mobile_index == other.mobile_index}
    return [
        Line(
            column.label,
            str(column.cell(one)),
            str(column.cell(other)),
            equal.get(name, str(column.cell(one)) == str(column.cell(other))),
        )
        for name, column in zip(COMPARED, told, strict=True)
    ]


def lives(member: Member) -> dict[str, list]:
    """Spells and cards of one side, the newest first."""
    spells = Membership.objects.filter(member=member).select_related("union")
    return {"spells": list(spells.order_by("-since", "-pk")), "cards": list(member.cards.order_by("-pk"))}
