"""The bank's side of a batch: its file filled in, answers typed anew, valid card numbers."""

from contextlib import contextmanager
from io import BytesIO

import openpyxl

from members.cards import answers
from union_portal.fields import luhn
from union_portal.sheets.reading import storing


@contextmanager
def upload(content: bytes):
    with storing.in_memory([content]) as path:
        yield answers.read(path)


def filled(content: bytes, *results, card=None) -> bytes:
    """The bank's file as it comes back: one (result, reason) a line, and a card number if given."""
    book = openpyxl.load_workbook(BytesIO(content))
    sheet = book.active
    head = [cell.value for cell in sheet[1]]
    for row, (result, reason) in enumerate(results, 2):
        sheet.cell(row, head.index("制卡结果") + 1, result)
        sheet.cell(row, head.index("退回原因") + 1, reason)
        if card:
            sheet.cell(row, head.index("银行卡号") + 1, card(row))
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def sheet_of(*rows) -> bytes:
    book = openpyxl.Workbook()
    for row in (("会员号", "制卡结果", "退回原因"), *rows):
        book.active.append(row)
    saved = BytesIO()
    book.save(saved)
    return saved.getvalue()


def card_number(place: int) -> str:
    body = f"62220202{place:07d}"
    return next(body + str(last) for last in range(10) if luhn(body + str(last)))


def answered(batch, content) -> answers.Answer:
    with upload(content) as lines:
        return answers.judge(batch, lines)
