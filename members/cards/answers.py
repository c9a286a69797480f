"""The bank's return file: every line judged, then all of them written or none."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.db.models import Q
from psycopg2 import Binary

from union_portal.fields import BlindIndexField, check_bank_card, context_of, encrypt
from union_portal.sheets import rowkeys
from union_portal.sheets.reading import source

from ..models import Card, CardBatch, Member

COLUMNS = {
    "key": ("系统编号",),
    "number": ("会员号",),
    "document": ("证件号码", "身份证号", "身份证号码"),
    "result": ("制卡结果", "结果"),
    "reason": ("退回原因", "失败原因", "原因"),
    "card": ("银行卡号", "卡号"),
    "until": ("卡有效期至", "有效期至"),
}
WHO = {"key", "number", "document"}
NO_HEADINGS = (
    "没有找到列名：回盘文件应有“制卡结果”一列，以及“系统编号”“会员号”“证件号码”中的一列，请补上后再上传"
)
MADE = ("成功", "制卡成功", "已制卡", "完成")
REFUSED = ("退回", "失败", "制卡失败", "拒绝")
LOOK_DOWN = 20
"""The headings stand in one of the first so many rows."""
DOCUMENT = cast(BlindIndexField, Member._meta.get_field("document_index"))
NUMBER = cast(BlindIndexField, Card._meta.get_field("number_index"))
LONGEST_REASON = Card._meta.get_field("refusal").max_length or 100
WRITE = """
UPDATE members_card c
SET produced_on = a.produced_on, ended_on = a.ended_on, "end" = a."end", refusal = a.refusal,
    number = a.number, number_index = a.number_index, valid_until = a.valid_until
FROM unnest(%s::bigint[], %s::date[], %s::date[], %s::text[], %s::text[],
            %s::bytea[], %s::bytea[], %s::date[])
     AS a(id, produced_on, ended_on, "end", refusal, number, number_index, valid_until)
WHERE c.id = a.id
"""


@dataclass
class Line:
    """One line as the bank wrote it; `row` is its number in the sheet."""

    row: int
    key: str = ""
    number: str = ""
    document: str = ""
    result: str = ""
    reason: str = ""
    card: str = ""
    until: str = ""
    plain: str = ""
    found: "Known | None" = field(default=None, init=False)
    valid_until: dt.date | None = field(default=None, init=False)


@dataclass(frozen=True)
class Known:
    """A card that was sent: in which batch, and where it stands."""

    pk: int
    member: str
    document: bytes
    batch_id: int | None
    batch: str | None
    state: str


@dataclass
class Answer:
    """What a file says of a batch. With `errors`, (row, what is wrong), nothing of it may be written."""

    lines: list[Line] = field(default_factory=list)
    errors: list[tuple[int, str]] = field(default_factory=list)

    @property
    def made(self) -> list[Line]:
        return [line for line in self.lines if line.result in MADE]

    @property
    def refused(self) -> list[Line]:
        return [line for line in self.lines if line.result in REFUSED]


def read(path: Path) -> list[Line]:
    """The file's lines. Raises source.Unreadable."""
    rows = source.read(path).rows
    headers = enumerate(map(columns_of, rows[:LOOK_DOWN]))
    start, places = next(
        (one for one in headers if one[1].keys() >= {"result"} and one[1].keys() & WHO), (0, {})
    )
    if not places:
        raise source.Unreadable(NO_HEADINGS)
    found = [
        Line(number, **{name: text(row, place) for name, place in places.items()})
        for number, row in enumerate(rows[start + 1 :], start + 2)
        if any(cell is not None for cell in row)
    ]
    if not found:
        raise source.Unreadable("回盘文件只有列名，没有内容，请核对后再上传")
    return found


def columns_of(header: list) -> dict[str, int]:
    words = {str(cell).strip(): place for place, cell in enumerate(header) if cell is not None}
    return {
        name: next(words[title] for title in titles if title in words)
        for name, titles in COLUMNS.items()
        if any(title in words for title in titles)
    }


def text(row: list, place: int) -> str:
    cell = row[place] if place < len(row) else None
    if isinstance(cell, float):
        return f"{cell:.0f}"
    return "" if cell is None else str(cell).strip()


def judge(batch: CardBatch, lines: list[Line]) -> Answer:
    """Each line against the cards that were sent: three queries, however many lines."""
    answer = Answer(lines)
    by_key, by_number, by_document = known(lines)
    seen: dict = {}
    numbers: dict = {}
    for line in lines:
        key = rowkeys.read(line.key)
        index = DOCUMENT.to_copy(line.document) if line.document else None
        ways: Iterable[list[Known]] = (
            by_key.get(key[0], []) if key else [],
            by_number.get(line.number, []) if line.number else [],
            by_document.get(index, []) if index else [],
        )
        told = find(batch, line, [way for way in ways if way]) or wrong(line)
        if not told and line.found:
            told = twice(line, line.found.pk, seen, "这张京卡") or (
                twice(line, line.plain, numbers, "这个卡号") if line.plain else ""
            )
        if told:
            answer.errors.append((line.row, told))
    answer.errors += taken(lines)
    answer.errors.sort()
    return answer


def known(lines: list[Line]) -> tuple[dict, dict, dict]:
    """Sent cards that the lines may mean: by their own number, the member's, the identity number's hash."""
    keys = [key[0] for line in lines if (key := rowkeys.read(line.key))]
    indexes = [DOCUMENT.to_copy(line.document) for line in lines if line.document]
    sent = Card.objects.filter(sent_on__isnull=False).filter(
        Q(pk__in=keys)
        | Q(member__number__in=[line.number for line in lines if line.number])
        | Q(member__document_index__in=indexes)
    )
    by_key: dict = {}
    by_number: dict = {}
    by_document: dict = {}
    fields = ("pk", "member__number", "member__document_index", "batch_id", "batch__number", "state")
    for values in sent.order_by("-sent_on", "-pk").values_list(*fields):
        card = Known(values[0], values[1], bytes(values[2]), *values[3:])
        by_key.setdefault(card.pk, []).append(card)
        by_number.setdefault(card.member, []).append(card)
        by_document.setdefault(card.document, []).append(card)
    return by_key, by_number, by_document


def find(batch: CardBatch, line: Line, ways: list[list[Known]]) -> str:
    """Puts the card on the line, or tells why there is none."""
    if not (line.key or line.number or line.document):
        return "没有写是哪一名会员，请填会员号或证件号码"
    if not ways:
        return "送行名单里没有这名会员，请核对会员号、证件号码"
    if len({way[0].member for way in ways}) > 1:
        return "系统编号、会员号、证件号码不是同一名会员，请核对"
    cards = ways[0]
    here = next((card for card in cards if card.batch_id == batch.pk), None)
    if here is None:
        other = f"，属于批次{cards[0].batch}" if cards[0].batch else ""
        return f"会员{cards[0].member}不在本批{other}，请删去这一行或到那一批回盘"
    if here.state != Card.State.SENT:
        return f"会员{here.member}的京卡现为“{Card.State(here.state).label}”，不是制卡中，不能再回盘"
    line.found = here
    return ""


def wrong(line: Line) -> str:
    """What is wrong with what the bank says of a card."""
    if line.result not in MADE + REFUSED:
        shown = f"“{line.result[:10]}”" if line.result else "空"
        return f"制卡结果应为“成功”或“退回”，现为{shown}"
    if line.result in REFUSED and not line.reason:
        return "退回的应写明退回原因"
    if len(line.reason) > LONGEST_REASON:
        return f"退回原因不能超过{LONGEST_REASON}个字，现为{len(line.reason)}个字"
    if line.card and line.result in MADE:
        try:
            line.plain = check_bank_card(line.card)
        except ValidationError as error:
            return f"{error.message}，应为16至19位数字，请按文本格式填写"
    if line.until and line.result in MADE:
        try:
            line.valid_until = dt.date.fromisoformat(line.until[:10])
        except ValueError:
            return "有效期至应写成 2035-12-31 的样子"
    return ""


def twice(line: Line, what, seen: dict, word: str) -> str:
    first = seen.setdefault(what, line.row)
    return "" if first == line.row else f"与第{first}行重复：{word}已在那一行，请只留一行"


def taken(lines: list[Line]) -> list[tuple[int, str]]:
    """Lines whose card number another card has."""
    given = {NUMBER.to_copy(line.plain): line for line in lines if line.plain and line.found}
    others = Card.objects.filter(number_index__in=list(given)).values_list("pk", "number_index")
    return [
        (line.row, "卡号已登记在其他京卡上，请核对")
        for pk, index in others
        if (line := given[bytes(index or b"")]).found and line.found.pk != pk
    ]


@transaction.atomic
def write(batch: CardBatch, answer: Answer, day: dt.date) -> int:
    """All lines in one statement; returns how many of the batch the bank has still to answer."""
    if answer.errors:
        raise ValidationError([f"第{row}行：{told}" for row, told in answer.errors])
    if day < batch.sent_on:
        raise ValidationError(f"回盘日期不能早于送行日期{batch.sent_on}，现为{day}")
    cards = batch.cards.filter(state=Card.State.SENT).order_by("pk").select_for_update(of=("self",))
    still = set(cards.values_list("pk", flat=True))
    if not still.issuperset(line.found.pk for line in answer.lines if line.found):
        raise ValidationError("有的京卡刚刚已回盘，请重新上传")
    with connection.cursor() as cursor:
        cursor.execute(WRITE, [list(cells) for cells in zip(*cells_of(answer, day), strict=True)])
    left = len(still) - len(answer.lines)
    CardBatch.objects.filter(pk=batch.pk).update(returned_on=None if left else day)
    return left


def cells_of(answer: Answer, day: dt.date) -> Iterable[tuple]:
    context = context_of(Card, "number")
    for line in answer.lines:
        made = line.result in MADE
        yield (
            line.found.pk if line.found else None,
            day if made else None,
            None if made else day,
            "" if made else Card.End.REFUSED.value,
            "" if made else line.reason,
            Binary(encrypt(line.plain, context)) if line.plain else None,
            Binary(NUMBER.to_copy(line.plain)) if line.plain else None,
            line.valid_until,
        )


@transaction.atomic
def take_back(batch: CardBatch) -> int:
    """The bank's answers undone, if no card of the batch has gone on since."""
    CardBatch.objects.select_for_update(no_key=True).get(pk=batch.pk)
    answered = batch.cards.filter(state__in=(Card.State.PRODUCED, Card.State.REFUSED))
    if batch.cards.exclude(state__in=(Card.State.SENT, Card.State.PRODUCED, Card.State.REFUSED)).exists():
        raise ValidationError(f"批次{batch.number}已有京卡到站、发放或停用，不能撤销整批回盘，请逐张办理")
    if Card.objects.filter(member__in=answered.values("member"), ended_on=None).exclude(batch=batch).exists():
        raise ValidationError(f"批次{batch.number}中被退回的会员已重新申请，不能撤销整批回盘")
    blank = {"produced_on": None, "ended_on": None, "end": "", "refusal": ""}
    count = answered.update(**blank, number=None, number_index=None, valid_until=None)
    CardBatch.objects.filter(pk=batch.pk).update(returned_on=None)
    return count
