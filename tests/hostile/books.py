"""Workbooks from their parts: every cell written as the test says, right or wrong."""

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import get_column_letter

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
SHEET = "xl/worksheets/sheet1.xml"
EPOCH = {False: dt.date(1899, 12, 30), True: dt.date(1904, 1, 1)}
Parts = dict[str, bytes]


@dataclass(frozen=True)
class Raw:
    """A cell in its own XML; `{ref}` is its place."""

    xml: str


@dataclass(frozen=True)
class Sheet:
    name: str
    rows: Sequence[Sequence]
    state: str = "visible"
    merged: Sequence[str] = ()
    hidden_rows: frozenset[int] = frozenset()


def error(value: str) -> Raw:
    return Raw(f'<c r="{{ref}}" t="e"><v>{value}</v></c>')


def formula(text: str, result: str = "") -> Raw:
    """Without a result, as libraries write it that cannot compute."""
    return Raw(f'<c r="{{ref}}"><f>{escape(text)}</f>{result}</c>')


def serial(day: dt.date, late: bool = False) -> int:
    """The spreadsheet's number of a day; `late` counts from 1904."""
    return (day - EPOCH[late]).days


def cell(ref: str, value, late: bool = False) -> str:
    if value is None:
        return ""
    if isinstance(value, Raw):
        return value.xml.format(ref=ref)
    if isinstance(value, dt.date):
        return f'<c r="{ref}" s="1"><v>{serial(value, late)}</v></c>'
    if isinstance(value, bool):
        return f'<c r="{ref}" t="b"><v>{value:d}</v></c>'
    if isinstance(value, (int, float)):
        return f'<c r="{ref}"><v>{value!r}</v></c>'
    text = "".join(f"_x{ord(c):04X}_" if ord(c) < 32 and c not in "\t\n" else c for c in value)
    return f'<c r="{ref}" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'


def sheet_xml(sheet: Sheet, late: bool = False) -> str:
    lines = []
    for number, row in enumerate(sheet.rows, 1):
        cells = [cell(f"{get_column_letter(n)}{number}", value, late) for n, value in enumerate(row, 1)]
        hidden = ' hidden="1"' if number in sheet.hidden_rows else ""
        lines.append(f'<row r="{number}"{hidden}>{"".join(cells)}</row>')
    merged = "".join(f'<mergeCell ref="{place}"/>' for place in sheet.merged)
    return worksheet("".join(lines), f"<mergeCells>{merged}</mergeCells>" if merged else "")


def worksheet(rows: str, after: str = "", before: str = "") -> str:
    return f'{HEAD}<worksheet xmlns="{MAIN}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'


def parts(sheets: Iterable[Sheet], *, late: bool = False) -> Parts:
    """The parts of a workbook; `late`: its days count from 1904."""
    sheets = list(sheets)
    listed = "".join(
        f'<sheet name={quoteattr(sheet.name)} sheetId="{n}" state="{sheet.state}" r:id="rId{n}"/>'
        for n, sheet in enumerate(sheets, 1)
    )
    links = "".join(_link(n, "worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(sheets) + 1))
    links += _link(len(sheets) + 1, "styles", "styles.xml")
    made = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": _links(_link(1, "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f'<workbookPr date1904="{late:d}"/><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _links(links),
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
        '<xf numFmtId="14"/></cellXfs></styleSheet>',
    }
    made |= {
        f"xl/worksheets/sheet{n}.xml": sheet_xml(sheet, late).removeprefix(HEAD)
        for n, sheet in enumerate(sheets, 1)
    }
    return {name: (HEAD + text).encode() for name, text in made.items()}


def archive(contents: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method, compresslevel=1) as made:
        for name, content in contents.items():
            made.writestr(name, content)
    return file.getvalue()


def book(rows: Sequence[Sequence], **changes) -> bytes:
    """A workbook of one sheet."""
    late = changes.pop("late", False)
    return archive(parts([Sheet(**({"name": "会员", "rows": rows} | changes))], late=late))


def _link(number: int, kind: str, target: str) -> str:
    return f'<Relationship Id="rId{number}" Type="{OFFICE}/{kind}" Target="{target}"/>'


def _links(listed: str) -> str:
    return f'<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'
