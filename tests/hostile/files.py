"""The hostile files: what each is called, how it is made, and what its sender is told.

Each is made when asked for, because together they would weigh more than the tests that read them.
"""

import zipfile
from collections.abc import Callable
from functools import partial

from union_portal.sheets.reading.precheck import (
    AGAIN,
    DAMAGED,
    LOCKED,
    MACRO,
    TOO_MUCH,
    UNKNOWN,
    UNREADABLE,
    WEB_PAGE,
)

from .archives import MEGABYTE, directory_says
from .books import HEAD, SHEET, archive, book, parts, worksheet
from .making import (
    GOOD,
    ROWS,
    SHARED,
    broken_sum,
    cells,
    circle,
    encrypted_member,
    entity_across,
    in_encoding,
    laughs,
    long_cell,
    longer_stream,
    many_rows,
    many_texts,
    of,
    plus,
    quadratic,
    row_bomb,
    shared_text,
    sheet_with,
    sheets_named,
    sheets_sharing,
)
from .oldbooks import compound, old_book

DEFINED = f"文件含有外部定义（DOCTYPE），不是Excel或WPS保存的工作簿，{AGAIN}"
ODD_TEXT = f"工作簿里的文字编码异常，不是Excel或WPS保存的，{AGAIN}"
SQUEEZED = f"文件压缩得异常，可能已损坏，{AGAIN}"
ODD_NAMES = f"文件结构异常，{AGAIN}"
NO_WORKBOOK = "这不是.xlsx工作簿，请用模板填写，或在Excel、WPS中另存为.xlsx"
SLIP = "最多300,000行、200列；如是误按，请删去空白处的内容后再上传，否则请分成几个文件"
LINKED = "文件链接了别的工作簿，请断开链接（数据→编辑链接→断开）后再上传"


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    # bombs
    "row bomb": (row_bomb, TOO_MUCH),
    "more rows than a roster": (many_rows, f"第300,001行还有内容，{SLIP}"),
    "cell of 1 GiB": (lambda: long_cell(1024, 0), TOO_MUCH),
    "cell of 250 MiB of one letter": (lambda: long_cell(250, 0), SQUEEZED),
    "cell of 250 MiB with noise": (
        lambda: long_cell(250, 8_000),
        "第1行第1列超过32,767字，请缩短后再上传",
    ),
    "cell of 32,768 characters": (
        lambda: book([["姓名"], ["甲", "乙" * 32_768]]),
        "第2行第2列超过32,767字，请缩短后再上传",
    ),
    "shared text in 300,000 cells": (lambda: shared_text(300_000), UNREADABLE),
    "four million different texts": (many_texts, TOO_MUCH),
    "six million cells": (lambda: ("a," * 199 + "a\n").encode() * 31_000, TOO_MUCH),
    "500 texts of 15,000 characters": (
        lambda: book([[f"{n}{'字' * 15_000}"] for n in range(100, 600)]),
        "第500行第1列文字过多，请缩短后再上传",
    ),
    # cells far from any table
    "far cell": (lambda: cells("XFD1048576"), f"第1,048,576行还有内容，{SLIP}"),
    "far row": (lambda: cells("A1", "B300001"), f"第300,001行还有内容，{SLIP}"),
    "far column": (lambda: cells("A1", "GS1"), f"第1行第201列还有内容，{SLIP}"),
    "column of four letters": (lambda: cells("ZZZZ1"), f"第1行第475,254列还有内容，{SLIP}"),
    "far cell past the search": (
        lambda: of(SHEET, worksheet("<row><c r='XFD1048576'><v>1</v></c><c r='A1'><v>1</v></c></row>")),
        UNREADABLE,
    ),
    "row nought": (lambda: cells("A0"), UNREADABLE),
    # definitions
    "billion laughs": (laughs, DEFINED),
    "external entity": (
        lambda: of(SHEET, sheet_with('<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/hostname">]>', "&e;")),
        DEFINED,
    ),
    "quadratic entity": (quadratic, DEFINED),
    "definition in the shared texts": (lambda: of(SHARED, f"{HEAD}<!DOCTYPE a><sst/>"), DEFINED),
    "definition in a relationship": (
        lambda: of("xl/_rels/workbook.xml.rels", f"{HEAD}<!DOCTYPE a><a/>"),
        DEFINED,
    ),
    "definition in a part of another name": (lambda: of("xl/worksheets/s.bin", "<!DOCTYPE a><a/>"), DEFINED),
    "entity alone": (
        lambda: of(SHEET, sheet_with('<!ENTITY e "x">')),
        DEFINED.replace("外部定义（DOCTYPE）", "实体定义（ENTITY）"),
    ),
    **{
        f"definition {places} bytes before the end of a piece": (
            partial(entity_across, places),
            DEFINED,
        )
        for places in (1, 5, 9, 10)
    },
    # encodings
    "UTF-16 with an entity": (lambda: in_encoding("utf-16", "UTF-16"), ODD_TEXT),
    "UTF-16 without a mark": (lambda: in_encoding("utf-16-be", "UTF-16BE"), ODD_TEXT),
    "UTF-7 with an entity": (lambda: in_encoding("utf-7", "UTF-7"), ODD_TEXT),
    "EBCDIC": (lambda: of(SHEET, sheet_with("", "a").encode("cp500")), ODD_TEXT),
    "GBK declared": (lambda: in_encoding("gbk", "GBK"), ODD_TEXT),
    "UTF-32": (lambda: in_encoding("utf-32", "UTF-32"), ODD_TEXT),
    # archives
    "10,000 entries": (lambda: plus(*[(f"x/{n}.xml", b"<a/>") for n in range(10_000)]), TOO_MUCH),
    "201 entries": (lambda: plus(*[(f"x/{n}.xml", b"<a/>") for n in range(196)]), TOO_MUCH),
    **{
        f"member named {name}": (partial(plus, (name, b"x")), ODD_NAMES)
        for name in ("../../etc/cron.d/x", "/etc/passwd", "xl/../../x", "..\\x", "C:\\x")
    },
    "the sheet twice": (lambda: plus((SHEET, worksheet("").encode())), ODD_NAMES),
    "password on a member": (encrypted_member, LOCKED),
    "stream of 2 GiB where the directory says 1 kB": (lambda: longer_stream(bytes(MEGABYTE), 2048), DAMAGED),
    "definition behind the end that the directory says": (lambda: longer_stream(b"<!DOCTYPE a>"), DAMAGED),
    "stream shorter than the directory says": (
        lambda: directory_says(archive(GOOD), SHEET, size=99),
        DAMAGED,
    ),
    "checksum that is not the content's": (broken_sum, DAMAGED),
    "compressed by bzip2": (lambda: archive(GOOD, zipfile.ZIP_BZIP2), DAMAGED),
    "compressed by lzma": (lambda: archive(GOOD, zipfile.ZIP_LZMA), DAMAGED),
    "truncated by half": (lambda: archive(GOOD)[: len(archive(GOOD)) // 2], DAMAGED),
    "truncated by a byte": (lambda: archive(GOOD)[:-1], DAMAGED),
    "first half zeroed": (lambda: archive(GOOD)[:4] + bytes(500) + archive(GOOD)[504:], DAMAGED),
    "archive of nothing": (lambda: archive({}), UNKNOWN),
    # what a roster does not hold
    "macro": (lambda: plus(("xl/vbaProject.bin", b"x")), MACRO),
    "macro under another case": (lambda: plus(("xl/VBAproject.BIN", b"x")), MACRO),
    "macro sheet": (lambda: plus(("xl/macrosheets/sheet1.xml", b"<a/>")), MACRO),
    "external link": (lambda: plus(("xl/externalLinks/externalLink1.xml", b"<a/>")), LINKED),
    # other kinds under a workbook's name
    "xlsb renamed": (lambda: archive({"xl/workbook.bin": b"x"}), NO_WORKBOOK),
    "document renamed": (lambda: archive({"word/document.xml": b"<a/>"}), NO_WORKBOOK),
    "encrypted package": (lambda: compound({"EncryptionInfo": b"", "EncryptedPackage": b"x"}), LOCKED),
    "old document renamed": (lambda: compound({"WordDocument": b"x"}), f"这不是Excel工作簿，{AGAIN}"),
    "old workbook with a password": (lambda: old_book(ROWS, password=True), LOCKED),
    "old workbook with macros": (lambda: compound({"Workbook": b"x", "_VBA_PROJECT_CUR": b"x"}), MACRO),
    "old workbook in a circle": (circle, UNREADABLE),
    "old workbook cut": (lambda: old_book(ROWS)[:2000], UNREADABLE),
    "old workbook's head alone": (lambda: old_book(ROWS)[:8], f"这不是Excel工作簿，{AGAIN}"),
    "web page": (lambda: "\ufeff \n<html><table><tr><td>张三</td></tr></table></html>".encode(), WEB_PAGE),
    "web page in UTF-16": (lambda: "<html><table></table></html>".encode("utf-16"), WEB_PAGE),
    "web archive": (lambda: b"MIME-Version: 1.0\nX-Document-Type: Workbook\n", UNKNOWN),
    "PDF": (lambda: b"%PDF-1.4\n1 0 obj\n", UNKNOWN),
    "picture": (lambda: b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", UNKNOWN),
    "rich text": (lambda: b"{\\rtf1\\ansi}", UNKNOWN),
    # text
    "nothing": (lambda: b"", "文件是空的，请检查后重新选择"),
    "text of 21 MiB": (
        lambda: b"a" * (21 * MEGABYTE),
        "文件21.0MB，超过20MB，请删去图片和多余的表，或分成几个文件",
    ),
    "text with a NUL": (lambda: "姓名,镇街\n张三,瀛\0海镇\n".encode(), UNKNOWN),
    "one line of 19 MiB": (
        lambda: b"a" * (19 * MEGABYTE),
        f"第1行起引号不成对，或有一格过长，{AGAIN}",
    ),
    "19 million columns": (
        lambda: b"," * (19 * MEGABYTE) + b"a",
        "第1行第19,922,945列还有内容，最多200列；请删去多余的内容后再上传",
    ),
    "19 million rows": (lambda: b"\n" * (19 * MEGABYTE), f"第300,001行还有内容，{SLIP}"),
    "quote never closed": (
        lambda: '姓名,镇街\n张三,"瀛海镇\n李四,采育镇\n'.encode(),
        f"第2行起引号不成对，或有一格过长，{AGAIN}",
    ),
    # names
    "sheet with an endless name": (lambda: sheets_named("甲" * 101), f"工作表的名称异常，{AGAIN}"),
    "sheet name with a control character": (
        lambda: of("xl/workbook.xml", GOOD["xl/workbook.xml"].replace("会员".encode(), b"a&#7;b")),
        f"工作表的名称异常，{AGAIN}",
    ),
    "500 sheets in one part": (lambda: sheets_sharing(500), "工作表超过200个，请只保留要导入的一张表"),
    "no sheet at all": (lambda: archive(parts([])), f"文件里没有工作表，{AGAIN}"),
    "the sheet's part is missing": (
        lambda: archive({name: text for name, text in GOOD.items() if name != SHEET}),
        UNREADABLE,
    ),
    "texts that are not there": (
        lambda: of(SHEET, worksheet('<row r="1"><c r="A1" t="s"><v>7</v></c></row>')),
        UNREADABLE,
    ),
    "sheet that breaks off": (lambda: of(SHEET, GOOD[SHEET][:-30]), DAMAGED),
    "100,000 elements never closed": (
        lambda: of(SHEET, worksheet("<row>" * 100_000).removesuffix("</sheetData></worksheet>")),
        DAMAGED,
    ),
}
