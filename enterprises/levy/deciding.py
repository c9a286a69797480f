"""What a person says about a payer that the matcher left open, taken back until the month is closed."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from union_portal.organization.models import Level, OrgUnit, User
from union_portal.organization.records import refusal

from ..models import Enterprise, LevyCandidate, LevyEntry, Reconciliation
from . import codes
from .judging import CANDIDATES

Decision, Method = LevyEntry.Decision, LevyEntry.Method
TAKEN_BACK = "撤销前的认定"


class RefusedError(Exception):
    """Nothing was written; the words say why and what to do."""


def may_decide(user: User) -> bool:
    """Who decides on enterprises for the whole district."""
    root = OrgUnit.objects.root()
    return root is not None and root.pk in user.unit_ids("enterprises.decide")


def held(pk: int, version: int) -> LevyEntry:
    """The entry, kept from others until the request ends, if it still is as `version` was."""
    entry = LevyEntry.objects.select_for_update().get(pk=pk)
    if entry.version != version:
        now = f"{entry.payer_name}{in_words(entry)}" if entry.decision else f"{entry.payer_name}的记录已更新"
        raise RefusedError(f"{now}。这次没有改动，请核对后再办")
    return entry


def in_words(entry: LevyEntry) -> str:
    what = f"{entry.get_decision_display()}：{entry.enterprise}" if entry.enterprise else "不属本区"
    who = entry.decided_by or f"系统（{entry.get_method_display()}）"
    return f"已由{who}于{entry.decided_on}认定为{what}"


def decide(entry: LevyEntry, user: User, decision: str, firm: Enterprise | None, remark: str) -> None:
    """For every entry of the month under this code and name: several kinds of levy are one payer."""
    written = _same_payer(entry, decision="")
    _write(
        written,
        enterprise=firm,
        decision=decision,
        method=Method.HAND,
        decided_on=timezone.localdate(),
        decided_by=user,
        remark=remark,
    )


def undo(entry: LevyEntry) -> None:
    """The payer waits for a hand again; whom it was held for is among the candidates."""
    firm = entry.enterprise
    before = _same_payer(entry, decision=entry.decision, enterprise=firm)
    _write(before, enterprise=None, decision="", method="", decided_on=None, decided_by=None)
    if firm and not entry.candidates.filter(enterprise=firm).exists():
        entry.candidates.filter(rank__gte=CANDIDATES).delete()
        rank = entry.candidates.count() + 1
        LevyCandidate.objects.create(entry=entry, enterprise=firm, rank=rank, score=0, why=TAKEN_BACK)


def register(entry: LevyEntry, unit: OrgUnit, ownership: str, industry: str) -> Enterprise:
    """The payer as an enterprise of the register, under its own code if that is a valid one."""
    code = codes.normal(entry.payer_code)
    known = codes.valid(code)
    firm = Enterprise(
        org=unit,
        name=entry.payer_name,
        credit_code=code if known else None,
        no_code_reason="" if known else f"税务名单代码{code}无效",
        address=entry.address,
        ownership=ownership,
        industry=industry,
    )
    try:
        firm.full_clean(exclude=["initials"])
    except ValidationError as error:
        raise RefusedError(f"没有新建：{'；'.join(error.messages)}") from None
    firm.save()
    return firm


def unit_of(entry: LevyEntry) -> OrgUnit | None:
    """The township the tax office names; None where the list has none."""
    return entry.org if entry.org.level == Level.TOWNSHIP else None


def close(month: dt.date, today: dt.date, remark: str) -> Reconciliation:
    """The database counts and freezes. Decisions under way come first, those that follow are refused."""
    root = OrgUnit.objects.root()
    list(LevyEntry.objects.filter(month=month).order_by("pk").select_for_update().values_list("pk"))
    try:
        with transaction.atomic():
            return Reconciliation.objects.create(org=root, month=month, closed_on=today, remark=remark)
    except IntegrityError as error:
        raise RefusedError(refusal(error, Reconciliation)) from None


def _same_payer(entry: LevyEntry, **fields) -> QuerySet:
    same = {"month": entry.month, "payer_code": entry.payer_code, "payer_name": entry.payer_name}
    return LevyEntry.objects.filter(**same, **fields)


def _write(rows: QuerySet, **fields) -> None:
    try:
        with transaction.atomic():
            rows.update(**fields)
    except IntegrityError as error:
        raise RefusedError(refusal(error, LevyEntry)) from None
