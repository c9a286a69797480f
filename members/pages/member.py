"""会员详情: who, where enrolled since when, which card, what services; numbers in clear for a reason."""

import datetime as dt
from dataclasses import dataclass

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.urls import NoReverseMatch, reverse

from union_portal.fields import EncryptedField
from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.views import DetailPage
from union_portal.sheets.exporting.views import private

from ..cards import applying
from ..cards.road import to_cancel
from ..cards.sending import steps
from ..faults import standing_of
from ..models import Card, Honour, Member, Membership, Reveal, Transfer
from .told import Told

SHORTEST_REASON = 4
OWN = (Membership, Card, Transfer)
"""Registers that the page tells of itself."""
ACTIONS = (("会籍变更", "membership-changes"), ("转出", "transfer-send"))
"""Pages of a membership's life, linked where they are."""


@dataclass(frozen=True)
class Event:
    on: dt.date
    kind: str
    text: str = ""


class RevealForm(forms.Form):
    audit_reason = forms.CharField(
        label="查看原因",
        min_length=SHORTEST_REASON,
        max_length=200,
        error_messages=dict.fromkeys(
            ("required", "min_length"), f"应写明原因，至少{SHORTEST_REASON}个字；原因记入日志，可供查对"
        )
        | {"max_length": "不能超过200个字，请写得简短些"},
    )


class MemberPage(DetailPage):
    ledger = LEDGERS[Member]
    reveal: RevealForm | None = None
    clear: list[tuple[str, str]] = []

    def page(self, template, status=200, **context):
        member, today = context["row"], dt.date.today()
        own = Q(member=member) | Q(member__merged_into=member)
        spells = list(Membership.objects.filter(own).select_related("union", "employer", "host"))
        cards = list(member.cards.select_related("batch"))
        card = next((card for card in cards if card.ended_on is None), None)
        user, spell = self.request.user, next((one for one in spells if one.until is None), None)
        panels = [panel for panel in context["panels"] if panel["ledger"].model not in OWN]
        context |= {
            "spells": spells,
            "spell": spell,
            "cards": cards,
            "card": card,
            "steps_of": steps(card) if card else [],
            "no_card": "" if card else applying.why_not(member, today),
            "to_cancel": bool(card and to_cancel(member.cards.all()).exists()),
            "held": any(one.issued_on for one in cards),
            "timeline": timeline(member, spells, cards),
            "panels": [panel for panel in panels if panel["count"] or panel["said"]],
            "empty": [panel["title"] for panel in panels if not panel["count"] and not panel["said"]],
            "standing": standing_of(member, today),
            "links": links(member, bool(spell)) if user.can("members.change") else [],
            "can_reveal": member.org_id in user.unit_ids("members.reveal"),
            "reveal": self.reveal or RevealForm(),
            "clear": self.clear,
        }
        return super().page(template, status, **context)

    def panel(self, panel):
        """Of a register kept apart, who does not keep it learns that there is some, and no more."""
        shown = super().panel(panel)
        if shown is None:
            return None
        shown["said"] = panel.says(self.row) if isinstance(panel, Told) else ""
        ledger = shown["ledger"]
        if not getattr(ledger, "kept_apart", False) or self.request.user.can(f"{ledger.app}.change"):
            return shown
        known = ledger.model.objects.filter(panel.rows(self.row)).exists()
        return shown | {"columns": [], "count": int(known), "rows": [], "apart": True}


class RevealPage(MemberPage):
    """The same page with the numbers in clear, once; the trail has who and why before they are shown."""

    def get(self, request, pk):
        return MemberPage.get(self, request, pk)

    def post(self, request, pk):
        member, self.reveal = self.row, RevealForm(request.POST)
        if member.org_id not in request.user.unit_ids("members.reveal"):
            raise PermissionDenied("你的岗位没有查看会员号码原文的权限")
        if not self.reveal.is_valid():
            return self.answer(422)
        secret = [field for field in Member._meta.fields if isinstance(field, EncryptedField)]
        shown = [(str(f.verbose_name), getattr(member, f.name)) for f in secret if getattr(member, f.name)]
        self.clear = [(label, value.reveal()) for label, value in shown]
        Reveal.objects.create(
            member=member,
            user=request.user,
            shown="、".join(label for label, _ in shown)[:60],
            reason=self.reveal.cleaned_data["audit_reason"],
        )
        return private(self.answer(200))

    def answer(self, status: int):
        response = MemberPage.get(self, self.request, self.row.pk)
        response.status_code = status
        return response


def links(member: Member, enrolled: bool) -> list[tuple[str, str]]:
    """Whoever has left has only the way back."""
    found = []
    for label, name in ACTIONS if enrolled else ACTIONS[:1]:
        try:
            found.append((label, reverse(name, args=[member.pk])))
        except NoReverseMatch:
            continue
    return found


def timeline(member: Member, spells: list[Membership], cards: list[Card]) -> list[Event]:
    """What happened to the membership and the cards, the newest first; two queries of its own."""
    found = [event for spell in spells for event in of_spell(spell)]
    found += [event for card in cards for event in of_card(card)]
    for honour in Honour.objects.filter(member=member):
        found.append(Event(honour.awarded_on, "荣誉", str(honour.get_title_display())))
    for transfer in Transfer.objects.filter(member=member).select_related("to_union"):
        found.append(Event(transfer.requested_on, "申请接转", f"转往{transfer.to_union}"))
    return sorted(found, key=lambda event: event.on)[::-1]


def of_spell(spell: Membership) -> list[Event]:
    where = "，".join(str(place) for place in (spell.union, spell.employer) if place)
    begun = [Event(spell.since, str(spell.get_start_display()), where)]
    if spell.until is None:
        return begun
    return [*begun, Event(spell.until, str(spell.get_end_display()), spell.decision_no)]


def of_card(card: Card) -> list[Event]:
    kind = "申请补换京卡" if card.replaces_id else "申请京卡"
    days = [(card.applied_on, kind, ""), (card.sent_on, "京卡送行", str(card.batch or ""))]
    days += [(card.produced_on, "京卡制成", ""), (card.delivered_on, "京卡到站", "")]
    days += [(card.issued_on, "京卡发放", ""), (card.ended_on, f"京卡{card.get_end_display()}", card.refusal)]
    return [Event(day, kind, text) for day, kind, text in days if day]
