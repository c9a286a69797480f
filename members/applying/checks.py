"""What the committee should know of each applicant, asked of the registers as sets."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import cast

from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet

from enterprises.models import Affiliation, GrassrootsUnion
from union_portal import parameters
from union_portal.fields import (
    UNCHECKED,
    BlindIndexField,
    age_on,
    check_joining_age,
    column,
    context_of,
    decrypt_column,
    document_facts,
)

from ..models import Member, Membership, MembershipApplication
from .receiving import reference

State, Source, Category = MembershipApplication.State, Membership.Source, Member.Category
INDEX = cast(BlindIndexField, column(Member, "document_index"))
SEALED = context_of(MembershipApplication, "document")
TRANSFER = "请办理接转"


@dataclass(frozen=True)
class Remark:
    """`tone` is a tag's class: g in order, a to be weighed, r stands against an approval."""

    tone: str
    words: str


@dataclass
class Applicant:
    application: MembershipApplication
    document: str
    member: Member | None = None
    live: Membership | None = None
    source: str = ""
    remarks: list[Remark] = field(default_factory=list)

    @property
    def against(self) -> str:
        """Why an approval is refused; empty where nothing stands against it."""
        return "；".join(remark.words for remark in self.remarks if remark.tone == "r")

    @property
    def elsewhere(self) -> bool:
        """A live membership that a transfer would bring here."""
        return self.live is not None and self.live.union_id != self.application.union_id

    @property
    def unseen(self) -> bool:
        """The original document is still to be looked at."""
        return self.application.document_type in UNCHECKED and not self.application.seen_on

    @property
    def reference(self) -> str:
        return reference(self.application.document_index)


def told(application: MembershipApplication, number: str) -> tuple[str, dt.date | None]:
    """Sex and birth: as the number states them, else as the applicant does."""
    if facts := document_facts(number, application.document_type):
        return facts.sex, facts.birth
    return application.sex, application.born_on


def waiting(user, verb: str = "view") -> QuerySet:
    rows = MembershipApplication.objects.visible_to(user, verb).filter(verdict="")
    return rows.select_related("org", "union", "employer", "door", "entered_by")


def look(applications: Sequence[MembershipApplication], user, day: dt.date) -> list[Applicant]:
    """Six questions to the database, however many they are. A union is named only to a user in whose scope
    the membership lies (MB-14)."""
    sealed = [cast(memoryview, one.document.sealed(SEALED)) for one in applications]
    numbers = cast(list[str], decrypt_column(sealed, SEALED))
    known = Known(applications, INDEX.column_to_copy(numbers), user, day)
    return [
        known.judged(one, number, bytes(index or b""))
        for one, number, index in zip(applications, numbers, known.indexes, strict=True)
    ]


class Known:
    def __init__(self, applications: Sequence[MembershipApplication], indexes: list, user, day: dt.date):
        self.indexes, self.user, self.day = indexes, user, day
        self.seen = user.unit_ids("members.view")
        self.members = members_by_index(indexes)
        spells = Membership.objects.filter(member__in=self.members.values()).select_related("union")
        self.spells: dict[int, list[Membership]] = defaultdict(list)
        for spell in spells.order_by("-since", "-pk"):
            self.spells[spell.member_id].append(spell)
        self.earlier = earlier(applications)
        self.covering = covering({one.employer_id for one in applications}, day)
        self.batches = large_batches(applications)

    def judged(self, application: MembershipApplication, number: str, index: bytes) -> Applicant:
        known = Applicant(application, number, self.members.get(index))
        spells = self.spells[known.member.pk] if known.member else []
        known.live = next((spell for spell in spells if spell.until is None), None)
        known.source = self.proposed(application)
        known.remarks = [
            *self.of_membership(known, spells),
            *self.of_age(known),
            *self.of_original(application),
            *self.of_work(application),
            *self.of_union(application),
            *self.of_application(application),
        ]
        return known

    def of_membership(self, known: Applicant, spells: list[Membership]) -> Iterable[Remark]:
        member, live = known.member, known.live
        if member is None:
            yield Remark("g", "未登记过会员")
            return
        if member.name != known.application.name:
            yield Remark("r", "该证件号码已以另一姓名登记，请核对")
        if live and not known.elsewhere:
            yield Remark("r", "已是本工会会员")
        elif live:
            seen = live.org_id in self.seen
            yield Remark(
                "r",
                f"已{'是' + live.union.name if seen else '有有效'}{'会员' if seen else '会籍'}，{TRANSFER}",
            )
        elif any(spell.end == Membership.End.DECEASED for spell in spells):
            yield Remark("r", "该人员已登记为去世，请先核对登记")
        elif spells:
            yield Remark("a", f"曾是会员，{spells[0].until}{spells[0].get_end_display()}，通过后重新入会")

    def of_age(self, known: Applicant) -> Iterable[Remark]:
        sex, birth = told(known.application, known.document)
        born = known.member.born_on if known.member else birth
        if born is None or not (sex or known.member):
            yield Remark("r", "证件号码不含性别和出生日期，请退回补填，或在窗口登记")
            return
        try:
            check_joining_age(born, self.day)
        except ValidationError as error:
            yield Remark("r", error.messages[0])
        else:
            yield Remark("g", f"{age_on(born, self.day)}岁")

    def of_original(self, one: MembershipApplication) -> Iterable[Remark]:
        """ID-02."""
        if one.document_type not in UNCHECKED:
            return
        if one.seen_on:
            yield Remark("g", f"{one.seen_on}核对过证件原件")
        else:
            yield Remark("r", "证件号码没有校验位，请先核对证件原件")

    def of_work(self, one: MembershipApplication) -> Iterable[Remark]:
        if one.category == Category.NEW_FORM and not (one.platform or one.employer_id or one.workplace):
            yield Remark("r", "新就业形态劳动者须填写所属平台或用工合作企业")
        if one.category == Category.DISPATCHED:
            yield Remark("a", "劳务派遣单位已建工会的，应优先由其吸纳入会")
        unions = self.covering.get(one.employer_id or 0, {})
        if one.employer_id is None:
            if one.workplace:
                yield Remark("a", f"自述单位：{one.workplace}，请核对并填写工作单位")
        elif one.union_id in unions:
            yield Remark("g", "单位已建会")
        elif unions:
            yield Remark("a", f"单位由{'、'.join(unions.values())}覆盖，请核对申请加入的工会")
        else:
            yield Remark("a", "单位尚未建会，由上级工会吸收")

    def of_union(self, one: MembershipApplication) -> Iterable[Remark]:
        union = one.union
        if union.approved_on is None or union.approved_on > self.day:
            yield Remark("r", "入会日期不能早于所在工会批准成立日期")
        elif union.dissolved_on and union.dissolved_on <= self.day:
            yield Remark("r", f"{union}已于{union.dissolved_on}撤销，不能再接收会员")

    def of_application(self, one: MembershipApplication) -> Iterable[Remark]:
        if self.day < one.applied_on:
            yield Remark("r", f"审核日期不能早于申请日期{one.applied_on}")
        if one.entered_with in self.batches and one.entered_by_id == self.user.pk:
            most = parameters.value("reviewed_batch_persons", dt.date.today())
            yield Remark("r", f"一批超过{most}人的申请，审核人不能是录入人")
        if one.again_on:
            yield Remark("a", f"{one.again_on}又申请过一次")
        if before := self.earlier.get(bytes(one.document_index)):
            yield Remark("a", f"{before.decided_on}的申请{before.get_verdict_display()}：{before.reason}")

    def proposed(self, one: MembershipApplication) -> str:
        """MB-42: new by a union founded in the year of the decision, of a standing one, or by oneself."""
        if one.employer_id is None:
            return Source.INDIVIDUAL
        founded: GrassrootsUnion = one.union
        fresh = founded.approved_on and founded.approved_on.year == self.day.year
        return Source.NEW_UNION if fresh else Source.EXISTING


def members_by_index(indexes: Iterable) -> dict[bytes, Member]:
    """By the blind index of the document; a record made one with another leads to the one that is kept."""
    found = Member.objects.filter(document_index__in=list(indexes)).select_related("merged_into")
    return {bytes(member.document_index): member.merged_into or member for member in found}


def earlier(applications: Sequence[MembershipApplication]) -> dict[bytes, MembershipApplication]:
    """The latest refusal of each, by document."""
    refused = MembershipApplication.objects.filter(
        document_index__in=[one.document_index for one in applications],
        verdict__in=[State.REJECTED, State.RETURNED],
    )
    return {bytes(one.document_index): one for one in refused.order_by("decided_on", "pk")}


def covering(employers: set, day: dt.date) -> dict[int, dict[int, str]]:
    """employer → union → its name, of the coverage on `day`."""
    rows = Affiliation.objects.covering(day).filter(enterprise__in=employers - {None})
    found: dict[int, dict[int, str]] = defaultdict(dict)
    for employer, union, name in rows.values_list("enterprise", "union", "union__name"):
        found[employer][union] = name
    return found


def large_batches(applications: Sequence[MembershipApplication]) -> set:
    """Requests that entered more applications than one person may review (MB-16)."""
    most = parameters.value("reviewed_batch_persons", dt.date.today())
    asked = Q(entered_with__in={one.entered_with for one in applications} - {None})
    rows = MembershipApplication.objects.filter(asked).order_by().values("entered_with")
    counted = rows.annotate(people=Count("pk")).filter(people__gt=most)
    return set(counted.values_list("entered_with", flat=True))
