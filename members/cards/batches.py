"""Waiting applications into one file for the bank, as often as it must be made; and the file taken back."""

import datetime as dt
from pathlib import Path

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, models, transaction
from django.db.models import Count, Q, QuerySet, Subquery, Value
from django.utils import timezone

from union_portal.ledgers.declarations import Ledger
from union_portal.ledgers.tables import columns
from union_portal.organization.models import OrgUnit
from union_portal.sheets.exporting import delivery, finished
from union_portal.sheets.exporting.lists import export
from union_portal.sheets.requests import ExportRequest
from union_portal.turns import KEY

from ..models import Card, CardBatch, Membership

MOST = 5_000
"""Cards of one batch: the rest wait for the next."""
BANK = [
    "member__number",
    "member__name",
    "member__document_type",
    "member__document",
    "member__mobile",
    "employer",
    "org",
    "applied_on",
    "kind",
    "result",
    "reason",
    "card_number",
    "until",
]
TO_ANSWER = {"result": "制卡结果", "reason": "退回原因", "card_number": "银行卡号", "until": "卡有效期至"}
"""Columns of the file that the bank fills."""


class BankLedger(Ledger, listed=False):
    """The cards of a batch as the bank reads them: personal data in clear, and empty columns to answer in."""

    model = Card
    labels = {"employer": "工作单位", "kind": "申办类型", **TO_ANSWER}

    def annotate(self, rows):
        spell = Membership.objects.filter(member=models.OuterRef("member"), until=None)
        blank = {name: Value("", models.CharField()) for name in TO_ANSWER}
        kind = models.Case(
            models.When(replaces=None, then=Value("新办")),
            default=Value("补换"),
            output_field=models.CharField(),
        )
        return rows.annotate(employer=Subquery(spell.values("employer__name")[:1]), kind=kind, **blank)


def may_send(user) -> bool:
    """Who sends must be able to make the file: it holds identity numbers in clear."""
    return all(user.can(f"members.{verb}") for verb in ("change", "export", "reveal"))


def waiting(user) -> QuerySet[Card]:
    return Card.objects.visible_to(user, "change").filter(state=Card.State.APPLIED)


@transaction.atomic
def gather(user, unit: OrgUnit, day: dt.date) -> CardBatch:
    """The oldest waiting applications of a unit and below, in a new batch sent on the day."""
    if not may_send(user):
        raise PermissionDenied("你的岗位没有京卡送行的权限")
    with connection.cursor() as cursor:  # numbers follow one another, and no card goes twice
        cursor.execute(f"SELECT pg_advisory_xact_lock({KEY})", ["members.cardbatch"])
    cards = (
        waiting(user)
        .filter(org__path__startswith=unit.path, applied_on__lte=day)
        .order_by("applied_on", "pk")
    )
    found = list(cards.select_for_update(of=("self",)).values_list("pk", flat=True)[:MOST])
    if not found:
        raise ValidationError(f"{unit.short_name}没有待送行的京卡申请")
    today = CardBatch.objects.filter(number__startswith=f"{day:%Y%m%d}-").count()
    batch = CardBatch.objects.create(org=unit, number=f"{day:%Y%m%d}-{today + 1:02d}", sent_on=day)
    Card.objects.filter(pk__in=found).update(batch=batch, sent_on=day)
    return batch


def counts(batch: CardBatch) -> dict[str, int]:
    """State → cards, of the batch."""
    return dict(batch.cards.order_by().values_list("state").annotate(Count("pk")))


def bank_file(user, batch: CardBatch, form: str, reason: str) -> tuple[ExportRequest, bytes]:
    """The file in clear, and the trail's line about it in the same transaction. Raises PermissionDenied."""
    asked = ExportRequest(user=user, ledger="card", query=f"batch={batch.number}", form=form)
    asked.clear, asked.reason = True, reason
    asked.scope = delivery.scope(asked)
    ledger = BankLedger()
    cards = Card.objects.filter(org__in=delivery.units(asked)).filter(batch=batch)
    rows = ledger.annotate(cards).order_by("org__path", "applied_on", "pk")
    foot = f"{user.name}　{timezone.localtime():%Y-%m-%d %H:%M}　导出号{asked.number}"
    with finished.workplace() as place:
        path = Path(place) / f"bank.{form}"
        asked.rows = export(ledger, rows, columns(ledger, BANK), path, clear=True, foot=foot)
        asked.size, asked.sha256 = finished.measure(path)
        asked.finished_at = timezone.now()
        asked.save()
        return asked, path.read_bytes()


@transaction.atomic
def withdraw(batch: CardBatch, day: dt.date) -> int:
    """The whole batch back among the waiting, if the bank has answered none of it."""
    CardBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    if batch.cards.filter(~Q(state=Card.State.SENT)).exists():
        raise ValidationError(f"批次{batch.number}已有回盘或注销的京卡，不能整批撤回")
    count = batch.cards.update(batch=None, sent_on=None)
    CardBatch.objects.filter(pk=batch.pk).update(withdrawn_on=day)
    return count
