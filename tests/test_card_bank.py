"""A batch of applications to the bank and its answer back: whole, by line, taken back."""

import datetime as dt
from io import BytesIO

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.cards import answers, applying, batches, life
from members.models import Card, CardBatch
from tests import make
from tests.bank import answered, card_number, filled, sheet_of
from tests.make import cards
from union_portal.audit.models import AuditEntry
from union_portal.organization.models import User
from union_portal.sheets.requests import ExportRequest

APRIL, MAY = dt.date(2015, 4, 1), dt.date(2015, 5, 1)


@pytest.fixture
def department(district):
    return make.user("organisation", district)


def states() -> list[str]:
    return list(Card.objects.order_by("pk").values_list("state", flat=True))


def test_a_batch_takes_what_waits_in_the_unit_and_numbers_follow(department, district, yinghai, caiyu):
    for org in (yinghai, yinghai, caiyu):
        cards.waiting(org)

    first = batches.gather(department, yinghai, APRIL)
    second = batches.gather(department, district, APRIL)

    assert [(b.number, b.org, b.cards.count()) for b in (first, second)] == [
        ("20150401-01", yinghai, 2),
        ("20150401-02", district, 1),
    ]
    assert states() == ["sent"] * 3
    with pytest.raises(ValidationError, match="没有待送行的京卡申请"):
        batches.gather(department, district, APRIL)


def test_who_may_not_have_numbers_in_clear_sends_nothing(district, yinghai):
    cards.waiting(yinghai)

    for role in ("chair", "clerk", "worker", "statistics"):
        with pytest.raises(PermissionDenied, match="送行"):
            batches.gather(make.user(role, district), district, APRIL)
    assert states() == ["applied"]


def test_the_bank_s_file_holds_numbers_in_clear_and_the_trail_holds_who_took_it(
    department, district, yinghai
):
    card = cards.waiting(yinghai)
    batch = batches.gather(department, district, APRIL)

    asked, content = batches.bank_file(department, batch, "xlsx", "四月制卡送行")

    head, line = openpyxl.load_workbook(BytesIO(content)).active.values
    shown = dict(zip(head, line, strict=True))
    assert shown["证件号码"] == card.member.document.reveal()
    assert (shown["会员号"], shown["申办类型"], shown["制卡结果"]) == (card.member.number, "新办", None)
    entry = AuditEntry.objects.get(table=ExportRequest._meta.db_table)
    kept = {name: entry.after[name] for name in ("query", "clear", "reason", "rows")}
    assert kept == {"query": f"batch={batch.number}", "clear": True, "reason": "四月制卡送行", "rows": 1}
    assert asked.rows == 1


def test_a_batch_without_an_answer_goes_back_among_the_waiting(department, district, yinghai):
    cards.waiting(yinghai)
    batch = batches.gather(department, district, APRIL)

    assert batches.withdraw(batch, MAY) == 1

    assert states() == ["applied"]
    assert CardBatch.objects.get().withdrawn_on == MAY
    assert batches.gather(department, district, APRIL).number == "20150401-02"


def test_the_return_file_says_of_each_card_whether_it_was_made(department, district, yinghai):
    for _ in range(3):
        cards.waiting(yinghai)
    batch = batches.gather(department, district, APRIL)
    _, content = batches.bank_file(department, batch, "xlsx", "四月制卡送行")

    back = filled(content, ("成功", None), ("退回", "姓名与证件不符"), ("成功", None), card=card_number)
    answer = answered(batch, back)
    left = answers.write(batch, answer, MAY)

    assert (answer.errors, left) == ([], 0)
    told = Card.objects.order_by("pk").values_list("state", "produced_on", "ended_on", "refusal")
    assert list(told) == [
        ("produced", MAY, None, ""),
        ("refused", None, MAY, "姓名与证件不符"),
        ("produced", MAY, None, ""),
    ]
    numbers = [card.number and card.number.reveal() for card in Card.objects.order_by("pk")]
    assert numbers == [card_number(2), None, card_number(4)]
    assert CardBatch.objects.get().returned_on == MAY


def test_a_wrong_line_is_told_by_its_row_and_nothing_is_written(department, district, yinghai):
    mine, other, twice, done = (cards.waiting(yinghai) for _ in range(4))
    Card.objects.filter(pk=other.pk).update(applied_on=MAY)
    batch = batches.gather(department, district, APRIL)
    elsewhere = batches.gather(department, district, MAY)
    Card.objects.filter(pk=done.pk).update(produced_on=APRIL)
    number = {card: card.member.number for card in (mine, other, twice, done)}

    answer = answered(
        batch,
        sheet_of(
            (number[mine], "好了", None),
            (number[other], "成功", None),
            (number[twice], "成功", None),
            (number[twice], "成功", None),
            ("M404", "成功", None),
            (number[done], "成功", None),
            (number[mine], "退回", None),
            (None, "成功", None),
        ),
    )

    assert answer.errors == [
        (2, "制卡结果应为“成功”或“退回”，现为“好了”"),
        (3, f"会员{number[other]}不在本批，属于批次{elsewhere.number}，请删去这一行或到那一批回盘"),
        (5, "与第4行重复：这张京卡已在那一行，请只留一行"),
        (6, "送行名单里没有这名会员，请核对会员号、证件号码"),
        (7, f"会员{number[done]}的京卡现为“待配送”，不是制卡中，不能再回盘"),
        (8, "退回的应写明退回原因"),
        (9, "没有写是哪一名会员，请填会员号或证件号码"),
    ]
    before = states()
    with pytest.raises(ValidationError, match="第2行"):
        answers.write(batch, answer, MAY)
    assert states() == before


def test_a_part_answered_leaves_the_rest_in_production(department, district, yinghai):
    first, _ = cards.waiting(yinghai), cards.waiting(yinghai)
    batch = batches.gather(department, district, APRIL)

    left = answers.write(batch, answered(batch, sheet_of((first.member.number, "成功", None))), MAY)

    assert (left, states(), CardBatch.objects.get().returned_on) == (1, ["produced", "sent"], None)


def test_an_answer_is_taken_back_until_a_card_has_gone_on(department, district, yinghai):
    one, two = cards.waiting(yinghai), cards.waiting(yinghai)
    batch = batches.gather(department, district, APRIL)
    rows = (one.member.number, "成功", None), (two.member.number, "退回", "照片不清")
    answers.write(batch, answered(batch, sheet_of(*rows)), MAY)

    assert answers.take_back(batch) == 2
    assert states() == ["sent", "sent"]

    answers.write(batch, answered(batch, sheet_of(*rows)), MAY)
    Card.objects.filter(pk=one.pk).update(delivered_on=MAY)
    with pytest.raises(ValidationError, match="已有京卡到站"):
        answers.take_back(batch)


def test_a_refused_application_is_made_again_and_becomes_the_first_card(department, district, yinghai):
    card = cards.waiting(yinghai, sent_on=APRIL)
    life.CardLife.take("refuse", card, department, ended_on=MAY, refusal="照片不清")

    applying.apply(department, [card.member_id], MAY)

    again = Card.objects.get(ended_on=None)
    assert (again.replaces, Card.objects.get(pk=card.pk).state) == (None, "refused")


def round_trip(user, unit, count) -> int:
    """Statements from the application to the bank's answer."""
    people, user = cards.applicants(unit, count), User.objects.get(pk=user.pk)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        applying.apply(user, [who.pk for who in people], APRIL)
        batch = batches.gather(user, unit, APRIL)
        _, content = batches.bank_file(user, batch, "xlsx", "制卡送行")
    back = filled(content, *([("成功", None)] * count), card=lambda row: card_number(1_000 * count + row))
    with CaptureQueriesContext(connection) as told:
        answer = answered(batch, back)
        answers.write(batch, answer, MAY)
    assert answer.errors == []
    assert set(batch.cards.values_list("state", flat=True)) == {"produced"}
    return len(asked) + len(told)


def test_a_thousand_cards_go_to_the_bank_and_back_in_as_many_statements_as_ten(department, yinghai):
    few = round_trip(department, yinghai, 10)

    assert round_trip(department, yinghai, 1_000) == few
    assert Card.objects.filter(number_index__isnull=False).count() == 1_010
