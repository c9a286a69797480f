"""Workbooks, read by calamine; what it shows as blank though something stands there is looked up."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from itertools import chain, repeat
from xml.etree import ElementTree

from oldbooks import is_locked, old_problems
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum
from telling import AGAIN, Refused, heard

NOT_COMPUTED = "#未计算"
READ_ERRORS = {"#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", NOT_COMPUTED}
"""Error values that calamine passes over; it fails at newer ones."""
PIECE, OVERLAP = 1 << 20, 1 << 16
CELL, VALUE = rb"<(?:\w+:)?c\s", rb"<(?:\w+:)?v(?:\s[^<>]*)?"
FORMULA = rb"<(?:\w+:)?f(?:\s[^<>]*)?(?:/>|>[^<]*</[^<>]*>)"
ERROR_CELL = re.compile(
    CELL + rb"""([^<>]*\bt=["']e["'][^<>]*)>\s*(?:""" + FORMULA + rb")?\s*" + VALUE + rb">([^<]*)</"
)
BARE_FORMULA = re.compile(
    CELL + rb"([^<>]*)>\s*" + FORMULA + rb"\s*(?:" + VALUE + rb"(?:/>|>\s*</[^<>]*>))?\s*</(?:\w+:)?c>"
)
PLACE = re.compile(rb"""\br=["']([A-Z]{1,3})(\d{1,7})["']""")
TEXT_RESULT = re.compile(rb"""\bt=["']str["']""")
Broken = dict[int, dict[int, str]]
"""Row → column → what stands there."""


def workbook(order: dict) -> tuple[list[str], list[str], str, Iterator[list]]:
    """All sheets, those not hidden, and of these the wanted one, else the first that holds anything."""
    book = opened(order)
    sheets = [meta for meta in book.sheets_metadata if meta.typ == SheetTypeEnum.WorkSheet]
    names = [meta.name for meta in sheets]
    shown = [meta.name for meta in sheets if meta.visible == SheetVisibleEnum.Visible] or names
    if not names:
        raise Refused(f"文件里没有工作表，{AGAIN}")
    look_up, computed = (old_problems if order["kind"] == "xls" else problems), None
    for name in [order["sheet"]] if order["sheet"] in names else shown:
        sheet, failure = parsed(book, name)
        computed = heard()["computed"] if computed is None else computed
        broken = look_up(order["path"], name) if computed else {}
        if failure:
            refuse_new_errors(name, broken)
            raise failure
        if sheet.start is not None or broken:
            return names, shown, name, mended(sheet_rows(sheet), broken)
    return names, shown, name, iter(())


def opened(order: dict) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(order["path"])
    except CalamineError:
        if order["kind"] == "xls" and is_locked(order["path"]):
            raise Refused("文件设有密码，请取消密码后再上传") from None
        raise


def parsed(book: CalamineWorkbook, name: str) -> tuple:
    try:
        return book.get_sheet_by_name(name), None
    except CalamineError as error:
        return None, error


def sheet_rows(sheet) -> Iterator[list]:
    """From the first row and column on; calamine leaves out the columns before the first filled one."""
    blank = [""] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.iter_rows():
        yield blank + row if blank else row


def mended(rows: Iterator[list], broken: Broken) -> Iterator[list]:
    """Cells that calamine shows as blank, with what stands there: an error, or a formula without a result."""
    if not broken:
        yield from rows
        return
    last = max(broken)
    for number, row in enumerate(chain(rows, repeat(None)), 1):
        if row is None and number > last:
            return
        row = row or []
        for column, text in broken.get(number, {}).items():
            row.extend([""] * (column - len(row)))
            row[column - 1] = text
        yield row


def refuse_new_errors(name: str, broken: Broken) -> None:
    for number, cells in broken.items():
        for column, text in cells.items():
            if text not in READ_ERRORS:
                raise Refused(f"工作表“{name}”第{number:,}行第{column}列是{text}，请改正后再上传")


def problems(path: str, name: str) -> Broken:
    """Error values, and formulas whose result no program has stored. An empty text is a result."""
    found: Broken = {}
    with zipfile.ZipFile(path) as archive, archive.open(part_of(archive, name)) as part:
        tail = b""
        while piece := part.read(PIECE):
            text = tail + piece
            for attributes, value in ERROR_CELL.findall(text):
                note(found, attributes, value.decode("utf-8", "replace"))
            for attributes in BARE_FORMULA.findall(text):
                if not TEXT_RESULT.search(attributes):
                    note(found, attributes, NOT_COMPUTED)
            tail = text[-OVERLAP:]
    return found


def note(found: Broken, attributes: bytes, said: str) -> None:
    if place := PLACE.search(attributes):
        column = 0
        for letter in place[1]:
            column = column * 26 + letter - 64
        found.setdefault(int(place[2]), {})[column] = said


def part_of(archive: zipfile.ZipFile, name: str) -> str:
    """The part of the archive that holds the sheet of this name."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id", ""): link.get("Target", "") for link in links}
    for sheet in book.iterfind(".//{*}sheet"):
        if sheet.get("name") == name:
            key = next(value for key, value in sheet.attrib.items() if key.endswith("}id"))
            return posixpath.normpath(posixpath.join("/xl", targets[key])).lstrip("/")
    raise LookupError(name)
