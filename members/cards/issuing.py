"""发放: scan or type, the card is handed over, the next one; the last five can be taken back."""

import datetime as dt

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.views import View

from enterprises.pages.doors import allowed
from union_portal.organization.requests import SignedIn

from ..models import Card, Member
from . import road
from .life import DATED, CardLife

KEPT, SHOWN = 5, 12
WAY = {
    Card.State.APPLIED: "还没有送行",
    Card.State.SENT: "银行还在制卡",
    Card.State.PRODUCED: "已制成，还没有登记到站",
    Card.State.ISSUED: "已经发放过了",
    Card.State.REFUSED: "被银行退回，请先重新申办",
    Card.State.ENDED: "已停用",
}


def meant(user, typed: str) -> QuerySet[Card]:
    """The latest cards of whoever was typed: card, identity or member number, phone, name or initials."""
    text = typed.replace(" ", "")
    cards = Card.objects.visible_to(user, "change").select_related("member", "org")
    who = Q(member__number=text) | Q(member__name=text) | Q(member__initials=text.lower())
    if text.isascii() and len(text) >= 8:
        members = Member.objects.filter(Q(document_index=text.upper()) | Q(mobile_index=text))
        who |= Q(member__in=members) | Q(number_index=text)
    return cards.filter(who).order_by("member__name", "-applied_on", "-pk")


class Issue(View):
    request: SignedIn

    def dispatch(self, request: HttpRequest, *args, **kwargs):
        allowed(request, "change", "发放京卡", "members")  # type: ignore[arg-type]  # behind the login
        return super().dispatch(request, *args, **kwargs)

    def get(self, request):
        return self.page()

    def post(self, request):
        """A number that means one card that is ready hands it over; else the page says what there is."""
        if request.POST.get("card", "").isdecimal():
            found = list(Card.objects.visible_to(request.user, "change").filter(pk=request.POST["card"]))
        else:
            typed = request.POST.get("q", "").strip()
            found = list(meant(request.user, typed)[:SHOWN]) if typed else []
        ready = [card for card in found if card.state == Card.State.DELIVERED]
        if len(ready) == 1:
            self.hand_over(ready[0])
            return redirect("card-issue")
        if ready:
            return self.page(choose=ready)
        messages.error(request, self.why_nothing(found))
        return self.page(status=422)

    def hand_over(self, card: Card) -> None:
        CardLife.take("issue", card, self.request.user, issued_on=dt.date.today())
        done = [key for key in self.request.session.get("issued", []) if key != card.pk]
        self.request.session["issued"] = [card.pk, *done][:KEPT]
        messages.success(self.request, f"已发放：{card.member}，会员号{card.member.number}")

    def why_nothing(self, found: list[Card]) -> str:
        if not found:
            return "没有找到待领取的京卡：请核对会员号、证件号码、手机号、卡号或姓名，或该会员不在你的范围内"
        card = next((card for card in found if card.ended_on is None), found[0])
        state = Card.State(card.state)
        return f"{card.member}的京卡{WAY[state]}（{getattr(card, DATED[state])}），不能发放"

    def page(self, choose=(), status=200):
        today = dt.date.today()
        keys = self.request.session.get("issued", [])
        mine = Card.objects.visible_to(self.request.user, "change").select_related("member", "org")
        done = {card.pk: card for card in mine.filter(pk__in=keys, state=Card.State.ISSUED)}
        waiting = road.standing(self.request.user, today).filter(state=Card.State.DELIVERED)
        context = {
            "choose": choose,
            "done": [done[key] for key in keys if key in done],
            "today": mine.filter(issued_on=today).count(),
            "waiting": waiting.count(),
        }
        return render(self.request, "members/card_issue.html", context, status=status)
