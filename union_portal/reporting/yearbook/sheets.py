"""The sheets of the workbook: cover, summary, one a block, definitions."""

import itertools

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.worksheet.hyperlink import Hyperlink

from ..catalogue import CATALOGUE
from ..indicators import Rate, Value
from .content import OWN, Book, Line
from .page import CHANGES, COUNT, COUNT_CHANGE, FORMATS, Page, printed

SUMMARY, DEFINITIONS, CHARTS, CORRECTIONS = "汇总", "口径说明", "图表", "更正"
SIGNED = (("制表人（签字）", "审核人（签字）"), ("单位负责人（签字）", "单位（盖章）"))
COLUMNS_A_PAGE, PLACES_A_PAGE = 12, 32
FIRST, HEADING = 7, 6
"""First row of figures, and the last heading row, of a block sheet."""
READING = "注：增减为本期与上期之差，比率之差以百分点计；“不适用”表示没有可以相除或比较的记录。"
TYPES_READ = "时点：期末最后一日的数；期间：期内发生的数；累计：自开办以来的数；比率：分子÷分母，以百分数记。"
BASIS, MEANING = 44, 58
"""Widths of the two columns whose text wraps."""


def tall(text: str, width: int) -> int:
    """The height of a row whose text wraps: a Chinese character is as wide as two digits."""
    taken = sum(1 if character.isascii() else 2 for character in text)
    return 4 + 14 * -(-taken // width)


def cover(book: Workbook, content: Book) -> None:
    """Who reports what for when, who signs, and what lies in the sheets behind."""
    page = Page(book, "封面", [15.5] * 6)
    period, unit = content.period, content.unit
    page.next(50)
    page.across(1, 6, unit.name, "unit")
    page.next(36)
    page.next(12)
    page.across(1, 6, content.title, "cover")
    page.next(64)
    page.across(1, 6, period.label, "centre")
    page.next(24)
    page.next(20)
    for name, value in (
        ("填报单位", unit.name),
        ("机构代码", unit.code),
        ("统计期间", f"{period.start:%Y-%m-%d} 至 {period.last_day:%Y-%m-%d}（含首尾两日）"),
        ("数据截至", f"{period.last_day.year}年{period.last_day.month}月{period.last_day.day}日"),
        ("报送内容", f"{len(content.blocks)}个板块，{len(content.lines)}项指标，由业务台账逐条计算"),
        ("签署人员", content.signers),
        ("封存", content.seal),
    ):
        page.across(1, 1, name, "label")
        page.across(2, 6, value, "box")
        page.next(40 if len(value) > 60 else 26)
    page.next(20)
    for left, right in SIGNED:
        for column, name in ((1, left), (4, right)):
            page.across(column, column + 2, name, "label")
        page.next(24)
        for column in (1, 4):
            page.across(column, column + 2, "\n\n\n　　　　　　　　　年　　月　　日", "box")
        page.next(76)
    page.next(20)
    contents(page, content)
    page.printed(landscape=False, tall=1)


def contents(page: Page, content: Book) -> None:
    """目录: every other sheet by name, two to a row."""
    page.across(1, 6, "目　录", "label")
    page.next(24)
    entries = [(SUMMARY, f"{len(content.lines)}项")]
    entries += [(name, f"{len(lines)}项") for name, lines in content.blocks.items()]
    entries += [(CORRECTIONS, f"{len(content.corrections)}条")] * bool(content.record)
    entries += [(CHARTS, "")] * (len(content.places) > 1) + [(DEFINITIONS, f"{len(content.lines)}条")]
    for place, (name, size) in enumerate(entries):
        column = 1 + 3 * (place % 2)
        cell = page.across(column, column + 1, name, "link")
        cell.hyperlink = Hyperlink(ref=cell.coordinate, location=f"'{name}'!A1")
        page.cell(column + 2, size, "sub")
        if place % 2 or place == len(entries) - 1:
            page.next(19)


def summary(book: Workbook, content: Book) -> None:
    """Every indicator of the unit itself, against the year before, with what it was made of."""
    page = Page(book, SUMMARY, [5, 9, 26, 6, 11, 11, 15, 9, 9, 9, BASIS])
    before = content.period.same_last_year
    page.across(1, 11, f"{content.title}　汇总表", "title")
    page.next(28)
    said = f"填报单位：{content.unit.name}　　本期：{content.period.label}　　上期：{before.label}"
    page.across(1, 11, said, "sub")
    page.next(18)
    heads = ("编号", "指标代码", "指标", "单位", "本期", "上期", "增减", "分子", "分母", "口径类型", "依据")
    for column, name in enumerate(heads, 1):
        page.cell(column, name, "head")
    page.next(24)
    number = itertools.count(1)
    for name, lines in content.blocks.items():
        page.across(1, 11, name, "band")
        page.next(18)
        for line in lines:
            summary_row(page, next(number), line)
    page.across(1, 11, READING, "note")
    page.next(18)
    for one in content.notes:
        page.across(1, 11, f"注 {one.subject}：{one.text}", "note")
        page.next(tall(one.text, 150))
    page.sheet.freeze_panes = "D4"
    header = f"{content.unit.name}　{content.title}"
    page.printed(header, landscape=True, heading="3:3")


def summary_row(page: Page, number: int, line: Line) -> None:
    unit = line.indicator.unit
    shape = FORMATS.get(unit, COUNT)
    now, before = printed(line.value, unit), printed(line.before, unit)
    change = "—" if isinstance(now, str) or isinstance(before, str) else now - before
    page.cell(1, number, "mid")
    page.cell(2, line.code, "mid")
    page.cell(3, line.indicator.name, "text")
    page.cell(4, unit, "mid")
    page.cell(5, now, "number", shape)
    page.cell(6, before, "number", shape)
    page.cell(7, change, "number", CHANGES.get(unit, COUNT_CHANGE))
    for column, part in ((8, line.value.numerator), (9, line.value.denominator)):
        page.cell(column, None if part is None else int(part), "number", COUNT)
    page.cell(10, line.type, "mid")
    page.cell(11, line.basis, "text")
    page.next(tall(line.basis, BASIS))


def block(book: Workbook, content: Book, name: str, lines: list[Line]) -> None:
    """The indicators of one work block by township; the total is the unit's own figure."""
    page = Page(book, name, [13, 15, *[9.7] * len(lines)])
    last = min(2 + len(lines), 2 + COLUMNS_A_PAGE)
    page.across(1, 2, name, "title")
    page.across(3, last, content.title, "sub")
    page.next(28)
    page.across(1, 2, content.unit.name, "sub")
    page.across(3, last, content.period.label, "sub")
    page.next(18)
    block_heading(page, content, lines)
    for place in content.places:
        block_row(page, place.code, place.short_name, [line.children[place.pk] for line in lines], lines)
    if any(line.own for line in lines):
        own = [Value(line.own) if line.indicator.adds_up else None for line in lines]
        block_row(page, "", OWN, own, lines)
    total = "合计" if content.places else content.unit.short_name
    look = "sum" if content.places else "number"
    block_row(page, content.unit.code, total, [line.value for line in lines], lines, look)
    notes(page, lines, content)
    page.sheet.freeze_panes = page.sheet.cell(FIRST, 3)
    header = f"{content.unit.name}　{content.title}"
    wide, tall = -(-len(lines) // COLUMNS_A_PAGE), int(len(content.places) <= PLACES_A_PAGE)
    page.printed(header, landscape=True, heading=f"3:{HEADING}", names="A:B", wide=wide, tall=tall)


def block_heading(page: Page, content: Book, lines: list[Line]) -> None:
    """Code, name, unit and type of each indicator, one below the other."""
    top = page.row
    for height, words in (
        (17, [line.code for line in lines]),
        (54, [line.indicator.name for line in lines]),
        (16, [line.indicator.unit for line in lines]),
        (16, [line.type for line in lines]),
    ):
        for column, text in enumerate(("机构代码", content.place_word, *words), 1):
            page.cell(column, text if column > 2 or page.row == top else None, "head")
        page.next(height)
    for column in (1, 2):
        page.sheet.merge_cells(start_row=top, end_row=HEADING, start_column=column, end_column=column)


def block_row(page: Page, code: str, name: str, values: list, lines: list[Line], look="number") -> None:
    """One unit; a value of None leaves its cell empty."""
    page.cell(1, code, "sumtext" if look == "sum" else "mid")
    page.cell(2, name, "sumtext" if look == "sum" else "text")
    for column, (value, line) in enumerate(zip(values, lines, strict=True), 3):
        unit = line.indicator.unit
        shown = None if value is None else printed(value, unit)
        cell = page.cell(column, shown, look, FORMATS.get(unit, COUNT))
        if value is not None and value.denominator is not None and isinstance(line.indicator, Rate):
            cell.comment = parts_of(line.indicator, value)
    page.next(17)


def parts_of(rate: Rate, value: Value) -> Comment:
    """What a rate was divided from, for whoever points at the cell."""
    text = f"分子 {value.numerator:,.0f}　{rate.of_label}\n分母 {value.denominator:,.0f}　{rate.over_label}"
    return Comment(text, "统计", height=64, width=300)


def notes(page: Page, lines: list[Line], content: Book) -> None:
    """Why a total is not the sum of its column, wherever it is not."""
    last = min(page.width, 2 + COLUMNS_A_PAGE)
    rates = "、".join(line.code for line in lines if isinstance(line.indicator, Rate))
    alone = [line for line in lines if not line.indicator.adds_up and not isinstance(line.indicator, Rate)]
    anew = "、".join(line.code for line in alone)
    said = []
    if rates:
        said.append(f"{rates}为比率，分子、分母见单元格批注；合计由全部分子除以全部分母得出，不是各行平均。")
    if anew and content.places:
        said.append(f"{anew}按人、户或家去重，或取最小值，合计在本级重新统计，不等于各行之和。")
    if any(line.own for line in lines):
        said.append(f"“{OWN}”为登记在{content.unit.short_name}本级、不属于任何{content.place_word}的记录。")
    for number, text in enumerate(said, 1):
        page.across(3, max(last, 2 + COLUMNS_A_PAGE // 2), f"注{number}：{text}", "note")
        page.next(30)


def definitions(book: Workbook, content: Book) -> None:
    """What each indicator means and which registers it is computed from."""
    page = Page(book, DEFINITIONS, [9, 28, 6, 8, MEANING, 26])
    page.across(1, 6, "口径说明", "title")
    page.next(28)
    page.across(1, 6, TYPES_READ, "sub")
    page.next(18)
    for column, name in enumerate(("代码", "指标", "单位", "类型", "定义", "计算表"), 1):
        page.cell(column, name, "head")
    page.next(24)
    for line in content.lines:
        entry = CATALOGUE[line.code]
        definition = line.definition or line.basis
        page.cell(1, line.code, "mid")
        page.cell(2, entry.name, "text")
        page.cell(3, entry.unit, "mid")
        page.cell(4, line.type, "mid")
        page.cell(5, definition, "text")
        page.cell(6, "、".join(line.indicator.registers()), "text")
        page.next(tall(definition, MEANING))
    page.sheet.freeze_panes = "C4"
    page.printed(f"{content.unit.name}　{content.title}", landscape=True, heading="3:3")
