"""The empty sheet people fill: headings in the model's words, choices as drop-downs, numbers kept as text."""

import datetime as dt
from dataclasses import dataclass, field

from django.db import models
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from union_portal.ledgers.declarations import Ledger
from union_portal.organization.models import OrgUnit

from . import stamps
from .cells import TEXT, put
from .examples import example
from .exporting.lists import HEAD_FILL, is_text, on_paper
from .importing.columns import Heading, headings

ROWS = 5000
"""How far down the drop-downs and checks reach."""
GUIDE, CHOICES = "填写说明", "选项"
DATED = dt.date(2000, 1, 1)
NEEDED = Font(bold=True, color="A61B1B")
SAMPLE = Font(italic=True, color="8C8C8C")
SAMPLE_CHOICES = 8
WHOLE = (models.PositiveIntegerField, models.PositiveSmallIntegerField)
YES_NO = ("是", "否")


@dataclass(frozen=True)
class Entry:
    """How one column is filled. `check` is a kind of validation that spreadsheets know."""

    label: str
    needed: bool
    how: str
    options: list[str] = field(default_factory=list)
    number_format: str = "General"
    check: str = ""


def template(ledger: Ledger, *, sample: bool = True) -> Workbook:
    """The sheet to fill, with one example, how to fill it, and, hidden, the choices."""
    entries = [entry(heading) for heading in headings(ledger)]
    book = Workbook()
    sheet, choices = book.active, book.create_sheet(CHOICES)
    sheet.title, choices.sheet_state = ledger.title, "hidden"
    for number, one in enumerate(entries, 1):
        column(sheet, choices, number, one)
    if sample:
        for number, value in enumerate(example(ledger).values(), 1):
            put(sheet.cell(2, number), value).font = SAMPLE
    sheet.freeze_panes = "A2"
    on_paper(sheet)
    stamps.put(book, ledger.name)
    guide(book.create_sheet(GUIDE, 1), ledger, entries)
    return book


def column(sheet: Worksheet, choices: Worksheet, number: int, one: Entry) -> None:
    """Heading, format and check of one column; its choices stand in the same column of the hidden sheet."""
    letter = get_column_letter(number)
    head = put(sheet.cell(1, number), one.label)
    head.font, head.fill = (NEEDED if one.needed else Font(bold=True)), HEAD_FILL
    head.alignment = Alignment("center", "center", wrap_text=True)
    sheet.column_dimensions[letter].width = max(14, 2 * len(one.label) + 6)
    sheet.column_dimensions[letter].number_format = one.number_format
    for row, option in enumerate(one.options, 1):
        put(choices.cell(row, number), option)
    if check := validation(one, f"'{CHOICES}'!${letter}$1:${letter}${len(one.options)}"):
        sheet.add_data_validation(check)
        check.add(f"{letter}2:{letter}{ROWS}")


def validation(one: Entry, listed: str) -> DataValidation | None:
    said = {"showErrorMessage": True, "errorTitle": one.label, "error": one.how, "allow_blank": True}
    if one.options:
        return DataValidation(type="list", formula1=listed, **said)
    if one.check == "date":
        return DataValidation(type="date", operator="greaterThan", formula1="1", **said)
    if one.check:
        return DataValidation(type=one.check, operator="greaterThanOrEqual", formula1="0", **said)
    return None


def entry(heading: Heading) -> Entry:
    """What a person is told about the column, and what the spreadsheet checks for her."""
    column, label = heading.field, heading.label
    needed = not column.blank and not column.has_default()
    if column.is_relation:
        return relation(heading, needed)
    if column.choices:
        return Entry(label, needed, "从下拉框中选择", [str(words) for _, words in column.flatchoices])
    if isinstance(column, models.BooleanField):
        return Entry(label, needed, "填“是”或“否”", list(YES_NO))
    if isinstance(column, models.DateField):
        return Entry(label, needed, "填日期，如2015-03-31", number_format="yyyy-mm-dd", check="date")
    if isinstance(column, WHOLE):
        return Entry(label, needed, "填不小于0的整数，不写单位", number_format="0", check="whole")
    if isinstance(column, models.DecimalField):
        return Entry(label, needed, "填数字，不写单位，两位小数", number_format="#,##0.00", check="decimal")
    how = (
        f"填文字，不超过{column.max_length}字"
        if column.max_length
        else "填文字；数字按文本保存，不会变成科学计数"
    )
    return Entry(label, needed, how, number_format=TEXT if is_text(column) else "General")


def relation(heading: Heading, needed: bool) -> Entry:
    """A row of another register goes by its key; a township by its name, from the list."""
    if target := heading.target:
        how = f"填{target.title}的{heading.key_label}"
        return Entry(heading.label, needed, how, number_format=TEXT)
    names = OrgUnit.objects.townships().order_by("path").values_list("name", flat=True)
    return Entry(heading.label, needed, "从下拉框中选择", list(names))


def guide(sheet: Worksheet, ledger: Ledger, entries: list[Entry]) -> None:
    """填写说明: one line a column."""
    put(sheet.cell(1, 1), f"{ledger.title}导入模板填写说明").font = Font(bold=True, size=14)
    put(
        sheet.cell(2, 1),
        "一行填一条记录，标题行不要改动；红色标题为必填。证件号、代码等列已设为文本，直接填写即可。"
        "第2行是示例，改写或留着都可以，留着不会导入。已有记录的空白格表示不改。",
    )
    for number, word in enumerate(("列名", "必填", "怎样填", "可选内容"), 1):
        head = put(sheet.cell(4, number), word)
        head.font, head.fill = Font(bold=True), HEAD_FILL
    for row, one in enumerate(entries, 5):
        options = "、".join(one.options[:SAMPLE_CHOICES]) + (
            "……" if len(one.options) > SAMPLE_CHOICES else ""
        )
        for number, text in enumerate((one.label, "必填" if one.needed else "", one.how, options), 1):
            put(sheet.cell(row, number), text).alignment = Alignment(vertical="top", wrap_text=True)
    for letter, wide in zip("ABCD", (24, 8, 40, 90), strict=True):
        sheet.column_dimensions[letter].width = wide
    on_paper(sheet)
