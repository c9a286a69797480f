"""The committee's word on applications, whole sets at a time: one statement a table, in one transaction."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from union_portal.organization.records import refusal
from union_portal.pinyin import name_initials

from ..life.asking import ask
from ..life.transfers import send
from ..models import Member, Membership, MembershipApplication, Transfer, TransferRequest
from .checks import Applicant, look, told, waiting

Verdict = MembershipApplication.Verdict
PIECE = 2000
FORBIDDEN = re.compile(
    "户籍|户口|外地|外来人员|本地人|农村|合同期|短期|临时工|劳务派遣|派遣工|非全日制|小时工|兼职|用工形式|就业形式"
)
"""MB-13: a rejection may not cite household registration, term or form of employment."""
CITED = "不通过的理由提到“{}”：不得以户籍、就业期限、就业形式为由拒绝职工入会。请改写理由"


@dataclass
class Outcome:
    """Who was admitted, and of whom the committee is told why not."""

    admitted: list[Membership] = field(default_factory=list)
    refused: list[Applicant] = field(default_factory=list)


def held(pks: Iterable[int], user) -> list[MembershipApplication]:
    """Those that wait and over which this user decides, locked until the transaction ends."""
    rows = waiting(user, "decide").filter(pk__in=list(pks))
    return list(rows.select_for_update(of=("self",)).order_by("pk"))


def admit(pks: Iterable[int], user, day: dt.date, source: str = "") -> Outcome:
    """Whoever nothing stands against becomes a member on `day` (MB-11); the others stay as they are.

    `source` overrides what is proposed. A refusal of the database refuses all of them.
    """
    if day > dt.date.today():
        raise ValidationError("审核日期不能晚于今天")
    try:
        with transaction.atomic():
            people = look(held(pks, user), user, day)
            fit = [one for one in people if not one.against]
            spells = _enter(fit, day, source)
            _answer(fit, spells, user, day)
    except DatabaseError as error:
        raise ValidationError(refusal(error, Membership)) from error
    return Outcome(spells, [one for one in people if one.against])


def _enter(people: list[Applicant], day: dt.date, source: str) -> list[Membership]:
    """Persons new to the register, and a spell for everybody."""
    fresh = {id(one): _member(one, day) for one in people if one.member is None}
    Member.objects.bulk_create(fresh.values(), batch_size=PIECE)
    for one in people:
        one.member = one.member or fresh[id(one)]
    by_unit: dict[int, list[int]] = {}
    for one in people:
        if one.member and one.member.org_id != one.application.union.org_id:
            by_unit.setdefault(one.application.union.org_id, []).append(one.member.pk)
    for unit, moved in by_unit.items():
        Member.objects.filter(pk__in=moved).update(org=unit)
    spells = [_spell(one, day, source or one.source) for one in people]
    return Membership.objects.bulk_create(spells, batch_size=PIECE)


def _member(one: Applicant, day: dt.date) -> Member:
    asked = one.application
    sex, birth = told(asked, one.document)
    assert birth, "nobody passes whose birth is unknown"
    return Member(
        org_id=asked.union.org_id,
        name=asked.name,
        initials=name_initials(asked.name),
        document_type=asked.document_type,
        document=one.document,
        sex=sex,
        born_on=birth,
        mobile=asked.mobile.reveal(),
        category=asked.category,
        new_form=asked.new_form,
        consent_on=asked.consent_on,
        collected_on=day if asked.employer_id or asked.platform else None,
    )


def _spell(one: Applicant, day: dt.date, source: str) -> Membership:
    asked = one.application
    return Membership(
        org_id=asked.union.org_id,
        member=one.member,
        union=asked.union,
        employer=asked.employer,
        platform=asked.platform,
        admitted_on=day,
        since=day,
        start=Membership.Start.ADMISSION,
        source=source,
        channel=asked.channel,
    )


def _answer(people: list[Applicant], spells: list[Membership], user, day: dt.date) -> None:
    rows = [one.application for one in people]
    for row, spell in zip(rows, spells, strict=True):
        row.verdict, row.decided_on, row.decided_by = Verdict.APPROVED, day, user
        row.source, row.membership = spell.source, spell
    names = ["verdict", "decided_on", "decided_by", "source", "membership"]
    MembershipApplication.objects.bulk_update(rows, names, batch_size=PIECE)


def see(pk: int, user, day: dt.date) -> MembershipApplication:
    """The original document was compared with the application (ID-02)."""
    with transaction.atomic():
        row = next(iter(held([pk], user)), None)
        if row is None:
            raise ValidationError("这份申请已由他人办理，这次没有改动")
        MembershipApplication.objects.filter(pk=row.pk).update(seen_on=day, seen_by=user)
    return row


def answer(pks: Iterable[int], user, day: dt.date, verdict: str, reason: str) -> int:
    """Returned for mending, or refused, with the reason; how many."""
    reason = reason.strip()
    check_reason(verdict, reason)
    with transaction.atomic():
        rows = held(pks, user)
        if late := [row for row in rows if row.applied_on > day]:
            raise ValidationError(f"审核日期不能早于申请日期{late[0].applied_on}：{late[0].name}")
        known = MembershipApplication.objects.filter(pk__in=[row.pk for row in rows])
        return known.update(verdict=verdict, reason=reason, decided_on=day, decided_by=user)


def check_reason(verdict: str, reason: str) -> None:
    if not reason:
        raise ValidationError(f"{Verdict(verdict).label}应写明理由")
    if verdict == Verdict.REJECTED and (cited := FORBIDDEN.search(reason)):
        raise ValidationError(CITED.format(cited[0]))


def propose_transfer(pk: int, user, day: dt.date) -> Transfer | TransferRequest:
    """Of somebody who is a member elsewhere, whose application goes back (MB-14): sent here, where the user
    keeps that side too, else asked for."""
    with transaction.atomic():
        people = look(held([pk], user), user, day)
        if not people or not people[0].elsewhere:
            raise ValidationError("没有可以接转的会籍，请刷新后再办理")
        live, asked = people[0].live, people[0].application
        assert live
        made: Transfer | TransferRequest
        if live.org_id in user.unit_ids("members.change"):
            note = f"本人申请加入，受理编号{people[0].reference}"
            made = send(live.member, asked.union, day, asked.employer, note)
        else:
            made = ask(user, live.member, asked.union, asked.employer)
        answer([pk], user, day, Verdict.RETURNED, "已有有效会籍，已提请接转，不用重新入会")
    return made
