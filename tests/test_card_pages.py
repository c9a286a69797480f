"""The cards' own pages: the board and its rows, many at once, the batch's page, the counter of issue."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.cards import batches, road
from members.models import Card, CardBatch
from tests import make
from tests.bank import sheet_of
from tests.make import cards
from tests.registers import page
from union_portal.audit.models import AuditEntry
from union_portal.sheets.requests import ExportRequest

TODAY = dt.date.today()
LONG_AGO, YESTERDAY = TODAY - dt.timedelta(days=100), TODAY - dt.timedelta(days=1)
ARRIVED = {"sent_on": YESTERDAY, "produced_on": YESTERDAY, "delivered_on": YESTERDAY}


@pytest.fixture
def department(enter, district):
    return enter("organisation", district)


def ready(org):
    return cards.waiting(org, applied_on=YESTERDAY, **ARRIVED)


def batch_of(user, unit, count=2) -> CardBatch:
    for _ in range(count):
        cards.waiting(unit, applied_on=YESTERDAY)
    return batches.gather(user, unit, TODAY)


def messages(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def back_from_bank(*rows) -> SimpleUploadedFile:
    return SimpleUploadedFile("回盘.xlsx", sheet_of(*rows))


# --- the board


def test_the_board_counts_each_place_by_township_and_marks_what_is_late(department, yinghai, caiyu):
    cards.waiting(yinghai, applied_on=LONG_AGO)
    cards.waiting(yinghai, applied_on=YESTERDAY)
    ready(caiyu)
    cards.applicant(caiyu)

    context = department.get("/members/cards/road/").context

    told = {line.unit.code: line.cells for line in context["lines"]}
    assert told == {
        yinghai.code: {"applied": road.Cell(2, 100, 1)},
        caiyu.code: {"delivered": road.Cell(1, 1, 0), "none": road.Cell(1)},
    }
    assert context["total"]["applied"] == road.Cell(2, 100, 1)


def test_every_number_of_the_board_opens_as_many_rows(department, yinghai, caiyu):
    for org in (yinghai, caiyu):
        for days in ({}, {"sent_on": YESTERDAY}, ARRIVED):
            cards.waiting(org, applied_on=YESTERDAY, **days)
        gone = make.member(org)
        make.membership(gone, make.union(org), until=TODAY, end="withdrawn")
        make.card(gone)
        cards.waiting(org, applied_on=YESTERDAY, ended_on=TODAY, end="refused", refusal="照片不清")

    for line in department.get("/members/cards/road/").context["lines"]:
        for place, cell in line.cells.items():
            if place != "none":
                rows = department.get("/members/cards/road/rows/", {"place": place, "org": line.unit.code})
                assert (place, rows.context["page"].paginator.count) == (place, cell.count)


def test_the_board_asks_as_often_for_many_cards_as_for_few(department, yinghai):
    counts = []
    for more in (1, 20):
        for _ in range(more):
            ready(yinghai)
        department.get("/members/cards/road/rows/?place=delivered")
        with CaptureQueriesContext(connection) as asked:
            department.get("/members/cards/road/")
            department.get("/members/cards/road/rows/?place=delivered")
        counts.append(len(asked))

    assert counts[0] == counts[1]


def test_a_refused_card_applied_for_again_is_off_the_board(department, yinghai):
    card = cards.waiting(yinghai, applied_on=YESTERDAY, ended_on=TODAY, end="refused", refusal="照片不清")
    address = "/members/cards/road/rows/?place=refused"

    department.post(address, {"every": "1", "day": str(TODAY)})

    assert department.get(address).context["page"].paginator.count == 0
    assert list(Card.objects.filter(member=card.member).values_list("state", flat=True)) == [
        "applied",
        "refused",
    ]


def test_phones_are_masked_in_the_list_of_those_to_be_called(department, yinghai):
    who = cards.applicant(yinghai, mobile="13812345678")
    make.card(who, issued_on=None, applied_on=YESTERDAY, **ARRIVED)

    html = page(department.get("/members/cards/road/rows/?place=delivered"))

    assert ("138****5678" in html, "13812345678" in html) == (True, False)
    assert "请带本人身份证原件领取" in html


# --- many at once


def test_chosen_cards_reach_the_station_and_others_do_not(enter, yinghai):
    chosen, other = (
        cards.waiting(yinghai, applied_on=YESTERDAY, sent_on=YESTERDAY, produced_on=YESTERDAY)
        for _ in range(2)
    )

    enter("worker", yinghai).post(
        "/members/cards/road/rows/?place=produced", {"card": [chosen.pk], "day": str(TODAY)}
    )

    other.refresh_from_db()
    chosen.refresh_from_db()
    assert (chosen.state, chosen.delivered_on, other.state) == ("delivered", TODAY, "produced")


def test_a_day_before_the_last_step_leaves_a_card_as_it_is(enter, yinghai):
    card = ready(yinghai)

    answer = enter("worker", yinghai).post(
        "/members/cards/road/rows/?place=delivered", {"card": [card.pk], "day": str(LONG_AGO)}, follow=True
    )

    card.refresh_from_db()
    assert card.state == "delivered"
    assert messages(answer) == ["另有1张没有办理：发放日期早于上一步的日期，或会员已不符合申办条件"]


def test_the_members_of_one_employer_apply_together(enter, yinghai, food):
    other = cards.applicant(yinghai)
    union = make.union(yinghai)
    theirs = [make.member(yinghai) for _ in range(3)]
    for who in theirs:
        make.membership(who, union, employer=food)

    answer = enter("clerk", yinghai).post(f"/members/cards/apply/?q={food.name}", {"every": "1"}, follow=True)

    assert set(Card.objects.values_list("member", flat=True)) == {who.pk for who in theirs}
    assert other.pk not in Card.objects.values_list("member", flat=True)
    assert messages(answer) == ["已为3名会员申办京卡，现为“待送行”"]


def test_who_only_reads_neither_applies_nor_moves_cards(enter, district, yinghai):
    card, who = ready(yinghai), cards.applicant(yinghai)
    reader = enter("rights", district)

    assert "申办京卡</button>" not in page(reader.get("/members/cards/apply/"))
    for address, sent in (
        ("/members/cards/apply/", {"member": who.pk}),
        ("/members/cards/road/rows/?place=delivered", {"card": card.pk, "day": str(TODAY)}),
        ("/members/cards/issue/", {"q": card.member.number}),
        (f"/members/cards/{card.pk}/undo/", {}),
        ("/members/cards/gather/", {"day": str(TODAY)}),
    ):
        assert reader.post(address, sent).status_code == 403
    card.refresh_from_db()
    assert (card.state, Card.objects.count()) == ("delivered", 1)


# --- the batch's page


def test_a_batch_is_gathered_and_its_file_taken_for_a_purpose(department, district, yinghai):
    cards.waiting(yinghai, applied_on=YESTERDAY)

    made = department.post("/members/cards/gather/", {"day": str(TODAY), "unit": yinghai.code})
    batch = CardBatch.objects.get()
    refused = department.post(f"/members/card-batches/{batch.pk}/file/", {"format": "xlsx", "reason": "送"})
    taken = department.post(
        f"/members/card-batches/{batch.pk}/file/", {"format": "csv", "reason": "制卡送行"}
    )

    assert made["Location"] == f"/members/card-batches/{batch.pk}/"
    assert "应写明用途，至少4个字" in page(refused, 422)
    assert (taken.status_code, taken["Cache-Control"]) == (200, "no-store")
    number = Card.objects.get().member.document.reveal()
    assert number in b"".join(taken.streaming_content).decode("utf-8-sig")
    entry = AuditEntry.objects.get(table=ExportRequest._meta.db_table)
    assert (entry.request.reason, entry.after["reason"]) == ("制卡送行", "制卡送行")


def test_a_chair_sees_a_batch_of_hers_and_takes_no_file(enter, district, yinghai):
    batch = batch_of(make.user("organisation", district), yinghai)
    chair = enter("chair", yinghai)

    assert "送行文件" not in page(chair.get(f"/members/card-batches/{batch.pk}/"))
    page(chair.post(f"/members/card-batches/{batch.pk}/file/", {"format": "xlsx", "reason": "看看名单"}), 403)


def test_the_bank_s_answer_is_uploaded_and_taken_back(department, district, yinghai):
    batch = batch_of(make.user("organisation", district), yinghai)
    one, two = Card.objects.order_by("pk")
    address = f"/members/card-batches/{batch.pk}/"
    file = back_from_bank((one.member.number, "成功", None), (two.member.number, "退回", "姓名不符"))

    answer = department.post(f"{address}answer/", {"day": str(TODAY), "file": file}, follow=True)

    assert messages(answer) == [f"批次{batch.number}已回盘：制成1张，退回1张"]
    assert "姓名不符" in page(answer)
    department.post(f"{address}unanswer/")
    assert set(Card.objects.values_list("state", flat=True)) == {"sent"}


def test_a_wrong_answer_is_told_by_line_and_nothing_is_written(department, district, yinghai):
    batch = batch_of(make.user("organisation", district), yinghai)
    card = Card.objects.order_by("pk")[0]
    file = back_from_bank((card.member.number, "成功", None), ("M0", "成功", None))

    html = page(
        department.post(f"/members/card-batches/{batch.pk}/answer/", {"day": str(TODAY), "file": file}), 422
    )

    assert "第 3 行：送行名单里没有这名会员" in html
    assert set(Card.objects.values_list("state", flat=True)) == {"sent"}


def test_a_file_that_is_no_answer_is_refused(department, district, yinghai):
    batch = batch_of(make.user("organisation", district), yinghai)
    address = f"/members/card-batches/{batch.pk}/answer/"

    for content, told in ((b"%PDF-1.4", "认不出"), ("会员号,姓名\n1,张\n".encode(), "没有找到列名")):
        sent = {"day": str(TODAY), "file": SimpleUploadedFile("回盘.csv", content)}
        assert told in page(department.post(address, sent), 422)
