"""Files that look suspicious and are honest, or are read as if they were: each with the rows it holds."""

from collections.abc import Callable

from .archives import streamed, symbolic_link, with_members
from .books import HEAD, SHEET, Sheet, archive, book, parts, worksheet
from .making import GOOD, ROWS, of, sheet_with

POWER_QUERY = '<?xml version="1.0" encoding="utf-16"?><DataMashup>A</DataMashup>'.encode("utf-16")
DRAWING = b'<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x"><svg/>'
LINKS = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"/>'
STYLED_FAR = '<row r="1048576"><c r="A1048576" s="1"/><c r="XFD1048576" s="1"/></row>'


def plus(name, content: bytes) -> bytes:
    return with_members(archive(GOOD), (name, content))


def good_sheet(before: str = "", after: str = "", more: str = "") -> bytes:
    rows = GOOD[SHEET].decode().split("<sheetData>")[1].split("</sheetData>")[0]
    return of(SHEET, worksheet(rows + more, after, before))


HARMLESS: dict[str, tuple[Callable[[], bytes], list[list]]] = {
    "false dimension": (lambda: good_sheet(before='<dimension ref="A1:XFD1048576"/>'), ROWS),
    "giant merge": (lambda: book(ROWS, merged=["A1:XFD1048576"]), ROWS),
    "cells formatted to the last": (lambda: good_sheet(more=STYLED_FAR), ROWS),
    "row formatted far below": (lambda: good_sheet(more='<row r="1048576" s="1"/>'), ROWS),
    "sizes behind the data, 64 bits": (lambda: streamed(GOOD), ROWS),
    "not compressed": (lambda: archive(GOOD, 0), ROWS),
    "symbolic link": (lambda: plus(symbolic_link("xl/media/image1.png"), b"/etc/passwd"), ROWS),
    "folder": (lambda: plus("xl/media/", b""), ROWS),
    "another archive in front": (lambda: archive(parts([Sheet("别", [["假"]])])) + archive(GOOD), ROWS),
    "bytes behind the end": (lambda: archive(GOOD) + b"\r\n", ROWS),
    "definition in a drawing": (lambda: plus("xl/media/image1.svg", DRAWING), ROWS),
    "a query's part in UTF-16": (lambda: plus("customXml/item1.xml", POWER_QUERY), ROWS),
    "UTF-8 with a mark": (lambda: of(SHEET, b"\xef\xbb\xbf" + GOOD[SHEET]), ROWS),
    "comment across the pieces of the search": (
        lambda: of(
            SHEET, GOOD[SHEET].replace(HEAD.encode(), HEAD.encode() + b"<!-- " + b"- " * 100 + b"-->")
        ),
        ROWS,
    ),
    "character data": (lambda: of(SHEET, sheet_with("", "<![CDATA[<!-- 甲]]>")), [["<!-- 甲"]]),
    "links of the sheet's own": (lambda: plus("xl/worksheets/_rels/sheet1.xml.rels", LINKS), ROWS),
    "embedded object": (lambda: plus("xl/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0" * 200), ROWS),
    "link to a page": (
        lambda: good_sheet(after='<hyperlinks><hyperlink ref="XFD1048576" location="A1"/></hyperlinks>'),
        ROWS,
    ),
    "text named like a workbook": (lambda: "姓名,镇街\n张三,瀛海镇\n".encode(), ROWS),
    "text that begins like an archive": (lambda: b"PK,no\n1,2\n", [["PK", "no"], ["1", "2"]]),
}
