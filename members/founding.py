"""The members with whom a union is founded: a list pasted from a sheet, and who has applied already.

Whoever is admitted is new by the founding (MB-42), on the day of the approval (MB-11).
"""

import datetime as dt
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from enterprises.companions import Companion
from enterprises.models import Enterprise, GrassrootsUnion
from union_portal.fields import (
    BlindIndexField,
    DocumentType,
    check_document,
    check_joining_age,
    check_mobile,
    column,
    document_facts,
)
from union_portal.pinyin import name_initials

from .models import Member, Membership, MembershipApplication

MOST, TOLD, PIECE = 2000, 20, 2000
"""Lines of a list, mistakes told at once, rows of a statement."""
GAP = r"[\s,;、]+"
LINE = re.compile(
    rf"(?:\d{{1,4}}[\s.,、]+)?(?P<name>\D+?){GAP}(?P<document>[\dXx]+)(?:{GAP}(?P<mobile>[+\d][\d -]*))?"
)
HEADING = re.compile(rf"(序号{GAP})?姓名\b")
FORM = "应为“姓名 身份证号 手机号”，各项之间空一格"


INDEX = cast(BlindIndexField, column(Member, "document_index"))


@dataclass(frozen=True)
class Entrant:
    """Somebody to be admitted; `where` says which line of the list, or whose application, it is."""

    where: str
    name: str
    document: str
    kind: str = DocumentType.RIC
    mobile: str = ""
    channel: str = Membership.Channel.BATCH
    category: str = Member.Category.STAFF
    application: MembershipApplication | None = None

    @property
    def index(self) -> bytes:
        return INDEX.to_copy(self.document)


def listed(text: str) -> tuple[list[Entrant], list[str]]:
    """The people of a pasted list, and what is wrong by line; empty lines and headings say nothing."""
    people, wrong = [], []
    for number, line in enumerate(unicodedata.normalize("NFKC", text).splitlines(), start=1):
        line = line.strip()
        if line and not HEADING.match(line):
            try:
                people.append(_read(f"第{number}行", line))
            except ValidationError as error:
                wrong.append(f"第{number}行：{error.messages[0]}")
    return people, wrong


def _read(where: str, line: str) -> Entrant:
    found = LINE.fullmatch(line)
    if not found:
        raise ValidationError(FORM)
    mobile = found["mobile"] and check_mobile(found["mobile"])
    document = check_document(found["document"], DocumentType.RIC)
    return Entrant(where, re.sub(r"\s", "", found["name"]), document, mobile=mobile or "")


def applied(applications: Iterable[MembershipApplication]) -> list[Entrant]:
    return [
        Entrant(
            f"{one.name}的申请",
            one.name,
            one.document.reveal(),
            one.document_type,
            one.mobile.reveal(),
            one.channel,
            one.category,
            one,
        )
        for one in applications
    ]


def refused(people: list[Entrant], day: dt.date) -> list[str]:
    """Why some may not be admitted on `day`; two queries, however many they are."""
    known = {member.document_index: member for member in _members(people)}
    living = Membership.objects.filter(Q(until=None) | Q(until__gt=day), member__in=known.values())
    enrolled = set(living.values_list("member", flat=True))
    twice = {document for document, times in Counter(one.document for one in people).items() if times > 1}
    told = []
    for one in people:
        member = known.get(one.index)
        why = "该证件号码重复出现" if one.document in twice else _unfit(one, member, day)
        if member and member.pk in enrolled and not why:
            why = "该人员已有有效会籍，请办理接转"
        if why:
            told.append(f"{one.where}：{why}")
    return told


def _unfit(one: Entrant, member: Member | None, day: dt.date) -> str:
    facts = document_facts(one.document, one.kind)
    birth = member.born_on if member else getattr(facts, "birth", None)
    if member and member.name != one.name:
        return "该证件号码已以另一姓名登记，请核对"
    if birth is None:
        return "证件不是身份证，请在入会申请中单独办理"
    if one.application and one.application.applied_on > day:
        return f"申请日期{one.application.applied_on}晚于批复日期，请在入会申请中单独办理"
    try:
        check_joining_age(birth, day)
    except ValidationError as error:
        return error.messages[0]
    return ""


def _members(people: Iterable[Entrant]):
    return Member.objects.filter(document_index__in=[one.index for one in people])


def admit(people: list[Entrant], union: GrassrootsUnion, firm: Enterprise, user, day: dt.date) -> int:
    """Persons new to the register are entered, all get a spell, and applications their answer."""
    known = {member.document_index: member for member in _members(people)}
    fresh = [_member(one, union, day) for one in people if one.index not in known]
    Member.objects.bulk_create(fresh, batch_size=PIECE)
    known |= {member.document_index: member for member in fresh}
    _members(people).exclude(org=union.org_id).update(org=union.org_id)
    spells = [
        Membership(
            org_id=union.org_id,
            member=known[one.index],
            union=union,
            employer=firm,
            admitted_on=day,
            since=day,
            start=Membership.Start.ADMISSION,
            source=Membership.Source.NEW_UNION,
            channel=one.channel,
        )
        for one in people
    ]
    Membership.objects.bulk_create(spells, batch_size=PIECE)
    answered = [
        _answered(one, spell, user) for one, spell in zip(people, spells, strict=True) if one.application
    ]
    MembershipApplication.objects.bulk_update(
        answered, ["union", "verdict", "decided_on", "decided_by", "source", "membership"], batch_size=PIECE
    )
    return len(spells)


def _member(one: Entrant, union: GrassrootsUnion, day: dt.date) -> Member:
    facts = document_facts(one.document, one.kind)
    assert facts, "refused() lets nobody pass whose document states no birth"
    return Member(
        org_id=union.org_id,
        name=one.name,
        initials=name_initials(one.name),
        document_type=one.kind,
        document=one.document,
        sex=facts.sex,
        born_on=facts.birth,
        mobile=one.mobile or None,
        category=one.category,
        collected_on=day,
    )


def _answered(one: Entrant, spell: Membership, user) -> MembershipApplication:
    application = one.application
    assert application
    application.union, application.membership = spell.union, spell
    application.verdict = MembershipApplication.Verdict.APPROVED
    application.decided_on, application.decided_by = spell.since, user
    application.source = spell.source
    return application


class Waiting(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj):
        return f"{obj.name} {obj.document} {obj.applied_on}申请"


class Founders(Companion):
    title = "首批会员"
    right = "members.change"
    names: ClassVar = ("applications", "roster")

    def fields(self, firm):
        waiting = MembershipApplication.objects.filter(employer=firm, verdict="").order_by("applied_on", "pk")
        roster = forms.CharField(
            label="会员名单",
            required=False,
            widget=forms.Textarea({"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
            help_text="每行一人：姓名 身份证号 手机号（手机号可不填），可从表格中复制粘贴",
        )
        if not waiting.exists():
            return {"roster": roster}
        ticked = Waiting(
            waiting,
            label="待审核的入会申请",
            required=False,
            initial=[*waiting],
            widget=forms.CheckboxSelectMultiple,
            help_text="勾选的随建会一并批准入会",
        )
        return {"applications": ticked, "roster": roster}

    def check(self, form):
        pasted, wrong = listed(form.cleaned_data.get("roster", ""))
        if len(pasted) > MOST:
            pasted, wrong = [], [f"一次最多{MOST}人，名单有{len(pasted)}人，其余请用会员导入"]
        people = [*applied(form.cleaned_data.get("applications", ())), *pasted]
        day = form.cleaned_data.get("approved_on")
        told = refused(people, day) if day else []
        ours = [text for text in told if not text.startswith("第")]
        for name, errors in (("applications", ours), ("roster", wrong + [t for t in told if t not in ours])):
            if errors:
                more = [f"另有{len(errors) - TOLD}处"] if len(errors) > TOLD else []
                form.add_error(name, errors[:TOLD] + more)
        form.cleaned_data["founders"] = people

    def keep(self, union, firm, user, cleaned):
        people = cleaned.get("founders", [])
        if not people:
            return ""
        number = admit(people, union, firm, user, cleaned["approved_on"])
        more = f"，多于批复时职工{cleaned['employees']}人，请核对" if number > cleaned["employees"] else ""
        return f"会员{number}人入会{more}"
