"""What was scanned or typed into the one box, and what the register knows of it (MB-14)."""

import datetime as dt
import re
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch, Q

from union_portal.calendars import retirement_date
from union_portal.fields import (
    DocumentFacts,
    DocumentType,
    Doubt,
    age_on,
    document_facts,
    document_warnings,
    doubt,
    normalise_document,
)
from union_portal.organization.models import User
from union_portal.pinyin import name_initials

from ..models import Card, Member, Membership, MembershipApplication

EMPTY, WRONG, YOUNG, NEW, HERE, AWAY, LEFT, PEOPLE, NOBODY = (
    "empty", "wrong", "young", "new", "here", "away", "left", "people", "nobody",
)  # fmt: skip
JOINING = (NEW, LEFT)
"""States in which saving makes a spell."""
MOST = 8
"""People offered for a name."""
NUMBERS = re.compile(r"[\dXx]{15,}")
MOBILE = re.compile(r"1\d{10}")
ADULT = 16


@dataclass
class Answer:
    """`state` rules what the form asks; `warnings` may be saved over with a reason."""

    state: str
    number: str = ""
    kind: str = DocumentType.RIC
    doubt: Doubt | None = None
    facts: DocumentFacts | None = None
    member: Member | None = None
    spell: Membership | None = None
    card: Card | None = None
    cards: list[Card] = field(default_factory=list)
    people: list[Member] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    hints: list[str] = field(default_factory=list)
    waiting: MembershipApplication | None = None

    @property
    def retained(self) -> bool:
        return self.spell is not None and self.spell.standing == Membership.Standing.RETAINED

    @property
    def age(self) -> int | None:
        return age_on(self.facts.birth, dt.date.today()) if self.facts else None

    @property
    def adult_on(self) -> dt.date | None:
        """The sixteenth birthday, as the law counts it for those of 29 February."""
        if not self.facts:
            return None
        born = self.facts.birth
        try:
            return born.replace(year=born.year + ADULT)
        except ValueError:
            return dt.date(born.year + ADULT, 3, 1)


def read(user: User, typed: str, kind: str = DocumentType.RIC, pk: int | None = None) -> Answer:
    """`pk`: the person picked among several of one name."""
    text, units = typed.strip(), user.unit_ids("members.change")
    if not text:
        return Answer(EMPTY)
    number = normalise_document(text)
    if kind != DocumentType.RIC or NUMBERS.fullmatch(number) or _misspelt(number):
        return _of_document(number, kind, units)
    named = _rows().filter(_named(text, number), org__in=units)
    found = list(named.filter(pk=pk)) if pk else []
    found = found or list(named.order_by("initials", "pk")[: MOST + 1])
    if len(found) == 1:
        return _known(found[0], units)
    if found:
        return Answer(PEOPLE, people=found)
    if number.isdecimal():
        return Answer(NOBODY, doubt=doubt(number))
    return Answer(NOBODY)


def _rows():
    """Members with the spell they are in, in two queries however many they are."""
    live = Membership.objects.filter(until=None).select_related("union", "employer", "org")
    return (
        Member.objects.filter(merged_into=None)
        .select_related("org")
        .prefetch_related(Prefetch("memberships", live, to_attr="live"))
    )


def _misspelt(number: str) -> bool:
    """An identity number with a letter in it, not a name."""
    return len(number) >= 15 and sum(c.isdigit() for c in number) >= 12


def _named(text: str, number: str) -> Q:
    """Whatever is typed, an index finds it: a name by its initials first."""
    if MOBILE.fullmatch(number):
        return Q(mobile_index=number)
    if any(c.isdigit() for c in number):
        return Q(number=number)
    if text.isascii():
        return Q(initials__startswith=text.lower())
    return Q(initials__startswith=name_initials(text), name__startswith=text)


def _of_document(number: str, kind: str, units: frozenset[int]) -> Answer:
    wrong = doubt(number, kind)
    if wrong:
        return Answer(WRONG, number, kind, doubt=wrong)
    facts = document_facts(number, kind)
    known: Any = Member.objects.filter(document_index=number).values_list("pk", "merged_into").first()
    if known:
        member = _rows().get(pk=known[1] or known[0])
        answer = _known(member, units)
    else:
        answer = Answer(NEW)
    answer.number, answer.kind, answer.facts = number, kind, facts
    answer.hints += document_warnings(number, kind)
    if answer.state in JOINING:
        _judge(answer, units)
    return answer


def _known(member: Member, units: frozenset[int]) -> Answer:
    spell = next(iter(member.live), None)  # type: ignore[attr-defined]  # by Prefetch(to_attr)
    state = LEFT if spell is None else HERE if spell.org_id in units else AWAY
    answer = Answer(state, kind=member.document_type, member=member, spell=spell)
    answer.facts = document_facts(member.document.reveal(), member.document_type)
    if state != AWAY:
        answer.cards = list(Card.objects.filter(member=member))
        answer.card = next((card for card in answer.cards if card.ended_on is None), None)
    return answer


def _judge(answer: Answer, units: frozenset[int]) -> None:
    """Whether the person may join today, and what else is on its way."""
    if answer.age is not None and answer.age < ADULT:
        answer.state = YOUNG
        return
    answer.warnings += past_retirement(answer.facts)
    asked = MembershipApplication.objects.filter(document_index=answer.number, verdict="").first()
    if asked:
        answer.hints.append(f"{asked.applied_on:%Y-%m-%d}已有待审核的入会申请，窗口登记后请把那份申请退回")
        answer.waiting = asked if asked.org_id in units else None


def past_retirement(facts: DocumentFacts | None) -> list[str]:
    """ID-17: a doubt only; a woman's class is not known, so the later date counts."""
    if facts is None:
        return []
    last = retirement_date(facts.birth, "M60" if facts.sex == "M" else "F55")
    return [f"已过法定退休日期{last:%Y-%m-%d}，仍在岗的请写明情况"] if last <= dt.date.today() else []
