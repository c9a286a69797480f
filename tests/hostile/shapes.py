"""Tables laid out as people lay them out: the same five rows, wherever they stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from union_portal.sheets.importing.columns import ALIASES

from .books import MAIN, Raw, Sheet, archive, book, parts
from .tables import WRITERS, Row, Table

ROWS = (2, 3, 4, 5, 6)
NOTE = "填表说明：请如实填写，不得改动列名"


@dataclass(frozen=True)
class Shape:
    """`make` writes the table's file; its five rows then stand in `rows` of the sheet."""

    make: Callable[[Table], bytes]
    rows: Sequence[int] = ROWS


def over(*titles: Row, **changes) -> Shape:
    """With lines above the headings."""
    return Shape(lambda t: book([*titles, *t.lines()], **changes), [row + len(titles) for row in ROWS])


def headed(change: Callable[[str], object]) -> Shape:
    """With headings in other words."""
    return Shape(lambda t: book([[change(head) for head in t.heads], *t.lines()[1:]]))


def every_row(change: Callable[[Row], Row]) -> Shape:
    return Shape(lambda t: book([change(row) for row in t.lines()]))


def columned(heads: Sequence, values: Sequence) -> Callable[[Table], bytes]:
    """With columns of one's own before and after those of the register."""
    return lambda t: book([[heads[0], *t.heads, *heads[1:]], *([values[0], *r, *values[1:]] for r in t.rows)])


def among(*sheets: Sheet) -> Shape:
    return Shape(lambda t: archive(parts([*sheets, Sheet("会员", t.lines())])))


def typed(kind: str, change: Callable[[Sequence[Row]], Sequence[Row]] = list) -> Shape:
    return Shape(lambda t: WRITERS[kind](change(t.lines())))


def text(change: Callable[[str], str]) -> Shape:
    """As text separated by commas, changed as a whole."""
    return Shape(lambda t: change(WRITERS["csv"](t.lines()).decode("utf-8-sig")).encode())


def grouped(table: Table) -> bytes:
    """The first columns' headings one line higher, the others below a common one."""
    heads, half = table.heads, len(table.heads) // 2
    upper = [*heads[:half], "其他情况", *[None] * (len(heads) - half - 1)]
    return book([upper, [*[None] * half, *heads[half:]], *table.lines()[1:]], merged=["A1:A2", "B1:B2"])


def pages(table: Table) -> bytes:
    """Headings printed again on the second page."""
    lines = table.lines()
    return book([*lines[:3], lines[0], *lines[3:]])


def computed(value) -> object:
    """Text as the stored result of a formula."""
    if not isinstance(value, str):
        return value
    return Raw(f'<c r="{{ref}}" t="str"><f>T("x")</f><v>{value}</v></c>')


def shared(table: Table) -> bytes:
    """Text kept in the workbook's own list, with marks of pronunciation and in pieces of different colour."""
    words = [[value if isinstance(value, str) else None for value in row] for row in table.lines()]
    listed = list(dict.fromkeys(word for row in words for word in row if word))
    items = "".join(
        f"<si><r><t>{word[0]}</t></r><r><rPr><b/></rPr><t>{word[1:]}</t></r><rPh><t>ping</t></rPh></si>"
        for word in listed
    )
    lines = [
        [Raw(f'<c r="{{ref}}" t="s"><v>{listed.index(v)}</v></c>') if isinstance(v, str) else v for v in row]
        for row in table.lines()
    ]
    made = parts([Sheet("会员", lines)])
    links = made["xl/_rels/workbook.xml.rels"].decode()
    kind = links.split('Type="')[1].split("/worksheet")[0]
    link = f'<Relationship Id="rId9" Type="{kind}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    made["xl/_rels/workbook.xml.rels"] = links.replace("</Relationships>", link).encode()
    made["xl/sharedStrings.xml"] = f'<sst xmlns="{MAIN}">{items}</sst>'.encode()
    return archive(made)


COVER = Sheet("封面", [["瀛海镇职工名册"], [NOTE], ["姓名", "必填"], ["证件号码", "必填"]])
OLD = Sheet("上年", [["旧表"], ["姓名", "证件号码"], ["张三", "1"]], state="hidden")

SAME: dict[str, Shape] = {
    "as it is": typed("xlsx"),
    "title merged above": over(["瀛海镇2015年名册"], merged=["A1:I1"]),
    "title, note and a blank line above": over(["名册"], [NOTE], [None]),
    "unit and phone of who filled it above": over(["填报单位：瀛海镇", None, "联系电话：13800138000"]),
    "common headings above": over(["基本情况", None, None, "其他情况"], merged=["A1:C1", "D1:G1"]),
    "headings in two lines": Shape(grouped, [row + 1 for row in ROWS]),
    "headings printed again": Shape(pages, (2, 3, 5, 6, 7)),
    "begins further right": every_row(lambda row: [None, None, *row]),
    "begins further down": over([None], [None], [None]),
    "blank rows between": Shape(
        lambda t: book([line for row in t.lines() for line in (row, [])]), (3, 5, 7, 9, 11)
    ),
    "rows of spaces below": Shape(lambda t: book([*t.lines(), [" "] * 3, ["　", None, "\t"]])),
    "blank columns between": every_row(lambda row: [value for cell in row for value in (cell, None)]),
    "columns in another order": every_row(lambda row: row[::-1]),
    "columns of one's own": Shape(columned(["序号", "备注", "班组"], [1, "无", "甲班"])),
    "a column given twice": Shape(
        lambda t: book([[*t.heads, t.heads[0]], *([*row, "别的"] for row in t.rows)])
    ),
    "headings with stars and colons": headed(lambda head: f"*{head}："),
    "headings with spaces and line ends": headed(lambda head: f" {head[0]} \n{head[1:]}　"),
    "headings with remarks in brackets": headed(lambda head: f"{head}（必填）"),
    "headings in other words": headed(lambda head: ALIASES.get(head, (head,))[-1]),
    "heading merged over two columns": Shape(
        lambda t: book([[c for v in row for c in (v, None)][:-1] for row in t.lines()], merged=["A1:B1"])
    ),
    "hidden rows": Shape(lambda t: book(t.lines(), hidden_rows=frozenset({3, 5}))),
    "hidden sheet in front": among(OLD),
    "blank sheet in front": among(Sheet("Sheet1", [])),
    "cover in front": among(COVER),
    "cover and blank sheet in front": among(COVER, Sheet("Sheet2", [])),
    "other sheets behind": Shape(lambda t: archive(parts([Sheet("一月", t.lines()), COVER, OLD]))),
    "days from 1904": Shape(lambda t: book(t.lines(), late=True)),
    "text out of formulas": Shape(lambda t: book([t.lines()[0], *([*map(computed, r)] for r in t.rows)])),
    "text in pieces": Shape(shared),
    "old workbook": typed("xls"),
    "old workbook with a title": Shape(
        lambda t: WRITERS["xls"]([["名册"], *t.lines()]), [row + 1 for row in ROWS]
    ),
    "GB18030": typed("gb18030"),
    "UTF-16 and tabs": typed("utf-16"),
    "semicolons": typed("semicolons"),
    "UTF-8 without a mark": text(str),
    "lines ended by one character": text(lambda said: said.replace("\r\n", "\n")),
    "every cell quoted": text(
        lambda said: "".join(f'"{line.replace(",", chr(34) + "," + chr(34))}"\n' for line in said.split())
    ),
    "commas behind every line": text(lambda said: said.replace("\r\n", ",,,\r\n")),
    "blank lines in text": Shape(
        lambda t: WRITERS["csv"]([line for row in t.lines() for line in (row, [None])]), (3, 5, 7, 9, 11)
    ),
    "text with a title": Shape(lambda t: WRITERS["gb18030"]([["名册"], *t.lines()]), [r + 1 for r in ROWS]),
}
