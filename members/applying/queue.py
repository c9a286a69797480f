"""/members/applications/queue/: who waits, what the registers know of each, and the committee's keys."""

import base64
import binascii
import datetime as dt
from functools import cached_property
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views import View

from union_portal.organization.models import OrgUnit
from union_portal.organization.requests import SignedIn

from ..models import Membership, MembershipApplication
from .checks import look, waiting
from .deciding import Outcome, admit, answer, propose_transfer, see
from .receiving import REFERENCE

Verdict = MembershipApplication.Verdict
ROWS, TOLD, MOST = 50, 5, 2000
"""Applicants shown, refusals told by name, people decided on at once."""


class Queue(View):
    """`?at=` is the applicant looked at; without it, the first. Oldest applications first."""

    request: SignedIn

    def dispatch(self, request, *args, **kwargs):
        verb, words = ("view", "查看") if request.method == "GET" else ("decide", "审核")
        if not request.user.can(f"members.{verb}"):
            raise PermissionDenied(f"你的岗位不能{words}入会申请")
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def rows(self) -> QuerySet:
        return waiting(self.request.user).filter(self.asked()).order_by("applied_on", "pk")

    def asked(self) -> Q:
        query = self.request.GET
        narrowed = Q()
        if typed := query.get("q", "").strip():
            narrowed &= numbered(typed) or (
                Q(name__icontains=typed) | Q(union__name__icontains=typed) | Q(workplace__icontains=typed)
            )
        if query.get("org"):
            narrowed &= Q(org__code=query["org"])
        if query.get("channel"):
            narrowed &= Q(channel=query["channel"])
        return narrowed

    def get(self, request, status: int = 200, **typed):
        shown = list(self.rows[:ROWS])
        at = request.GET.get("at", "")
        current = self.rows.filter(pk=at).first() if at.isdecimal() else None
        current = current or (shown[0] if shown else None)
        extra = [current] if current and current not in shown else []
        people = look([*shown, *extra], request.user, dt.date.today())
        place = next((i for i, one in enumerate(people) if one.application == current), None)
        context = {
            "people": people[: len(shown)],
            "one": people[place] if place is not None else None,
            "before": people[place - 1].application if place and not extra else None,
            "after": people[place + 1].application if place is not None and place + 1 < len(shown) else None,
            "total": self.rows.count(),
            "units": OrgUnit.objects.filter(pk__in=request.user.unit_ids("members.view")).townships(),
            "channels": Membership.Channel.choices,
            "sources": Membership.Source.choices,
            "decides": request.user.can("members.decide"),
            "today": dt.date.today(),
            "query": self.kept(),
        }
        return render(request, "members/application_queue.html", context | typed, status=status)

    def kept(self, **more) -> str:
        query = {
            name: self.request.GET[name] for name in ("q", "org", "channel") if self.request.GET.get(name)
        }
        return urlencode(query | more)

    def at(self, pk: int | None) -> str:
        query = self.kept(**({"at": pk} if pk else {}))
        return reverse("application-queue") + (f"?{query}" if query else "")

    # --- what the committee says

    def post(self, request):
        acts = {"admit": self.admit, "return": self.answer, "reject": self.answer, "transfer": self.transfer}
        acts["see"] = self.see
        do, _, which = request.POST.get("do", "").partition(":")
        if do not in acts or which and not which.isdecimal():
            return HttpResponseBadRequest()
        pks = [int(which)] if which else self.ticked()
        following = self.following(pks)
        try:
            if not pks:
                raise ValidationError("没有选中申请，请先勾选")
            acts[do](pks, do)
        except ValidationError as error:
            messages.error(request, "没有办理：" + "；".join(error.messages))
            return redirect(self.at(pks[0] if which else None))
        return redirect(self.at(pks[0] if do == "see" else following))

    def ticked(self) -> list[int]:
        """All that the filter finds, or the ticked ones."""
        if self.request.POST.get("every"):
            return list(self.rows.values_list("pk", flat=True)[:MOST])
        return [int(pk) for pk in self.request.POST.getlist("application")[:MOST] if pk.isdecimal()]

    def following(self, pks: list[int]) -> int | None:
        """Who is looked at next: the one after the last of these, or else the first."""
        if len(pks) != 1:
            return None
        order = list(self.rows.values_list("pk", flat=True)[:MOST])
        place = order.index(pks[0]) + 1 if pks[0] in order else len(order)
        return order[place] if place < len(order) else None

    @property
    def day(self) -> dt.date:
        try:
            return dt.date.fromisoformat(self.request.POST.get("decided_on", ""))
        except ValueError:
            raise ValidationError("审核日期应写成 2015-12-31 的样子") from None

    def admit(self, pks: list[int], do: str) -> None:
        source = self.request.POST.get("source", "")
        outcome = admit(pks, self.request.user, self.day, source if source in Membership.Source else "")
        if not outcome.admitted and len(outcome.refused) == 1:
            raise ValidationError(f"{outcome.refused[0].application.name}{outcome.refused[0].against}")
        tell(self.request, outcome)

    def answer(self, pks: list[int], do: str) -> None:
        verdict = Verdict.RETURNED if do == "return" else Verdict.REJECTED
        done = answer(pks, self.request.user, self.day, verdict, self.request.POST.get("reason", ""))
        messages.success(self.request, f"{verdict.label}：{done} 人")

    def see(self, pks: list[int], do: str) -> None:
        row = see(pks[0], self.request.user, dt.date.today())
        messages.success(self.request, f"已登记核对过{row.name}的证件原件，现在可以审核")

    def transfer(self, pks: list[int], do: str) -> None:
        made = propose_transfer(pks[0], self.request.user, self.day)
        messages.success(self.request, f"已提请接转：{made.member}转入{made.to_union}，申请退回本人")


def numbered(typed: str) -> Q | None:
    """By the reference that was told to the applicant."""
    if not REFERENCE.fullmatch(typed.upper()):
        return None
    try:
        index = base64.b32decode(typed.upper().replace("-", ""))
    except binascii.Error:
        return None
    return Q(document_index__gte=index + bytes(27), document_index__lte=index + b"\xff" * 27)


def tell(request, outcome: Outcome) -> None:
    if outcome.admitted:
        names = "、".join(str(spell.member) for spell in outcome.admitted[:TOLD])
        more = f"等 {len(outcome.admitted)} 人" if len(outcome.admitted) > TOLD else ""
        messages.success(request, f"已通过：{names}{more}，自{outcome.admitted[0].admitted_on}起为会员")
    if outcome.refused:
        told = "；".join(f"{one.application.name}{one.against}" for one in outcome.refused[:TOLD])
        messages.warning(request, f"{len(outcome.refused)} 人没有通过，仍在队列中：{told}")
