"""What an uploaded file is, and what no roster holds, found without opening it as a workbook (D30).

A first look takes size, first bytes and the archive's own directory; the search goes through every part in
pieces: real sizes, definitions, cells far from any table. Neither holds more than the file itself.
"""

import codecs
import re
import struct
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

MEGABYTE = 1 << 20
MAX_SIZE, MAX_UNPACKED, MAX_MEMBERS, MAX_RATIO = 20 * MEGABYTE, 300 * MEGABYTE, 200, 200
MAX_ROWS, MAX_COLUMNS = 300_000, 200
OLD_FORMAT = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
USUAL = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
BROKEN_ARCHIVE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    NotImplementedError,
    RuntimeError,
    OSError,
    EOFError,
    ValueError,
    IndexError,
)
"""What Python's own reader of archives raises at damaged ones."""

AGAIN = "请在Excel或WPS中打开，另存为.xlsx后再上传"
UNREADABLE = f"文件已损坏，或内容过多读不出来；{AGAIN}"
DAMAGED = f"文件已损坏或不是Excel工作簿，{AGAIN}"
LOCKED = "文件设有密码，请取消密码后再上传"
MACRO = "文件含有宏，请另存为不含宏的.xlsx后再上传"
UNKNOWN = "认不出这种文件，请上传.xlsx、.xls或.csv"
WEB_PAGE = f"这是网页文件改了扩展名，{AGAIN}"
TOO_MUCH = "文件展开后过大，请只保留要导入的一张表，或分成几个文件"

DEFINITION = re.compile(rb"<!(DOCTYPE|ENTITY)")
DECLARED = re.compile(rb"""^<\?xml[^>]{0,200}?\bencoding\s*=\s*["']([^"']{0,40})""")
EIGHT_BIT = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}
FAR_ROW = re.compile(rb'<(?:\w+:)?row [^>]{0,200}?r="(?:[3-9]\d{5}|\d{7})')
FAR_COLUMN = re.compile(rb'r="(?:[A-Z]{3}|[H-Z][A-Z]|G[S-Z])')
FILLED_CELL = re.compile(rb' r="([A-Z]{1,4})(\d{1,9})"[^>/]*>')
ERROR, FORMULA = b't="e"', b"</f>"
OTHER_KINDS = (b"%PDF", b"{\\rtf", b"MIME-Version")
MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class Unreadable(Exception):
    """Why a file is refused, in Chinese, with what to do."""


@dataclass(frozen=True)
class Upload:
    """A file whose first look showed nothing wrong; `kind` is xlsx, xls or csv, by what it holds."""

    path: Path
    kind: str

    def search(self) -> bool:
        """Every part of a workbook, to its end. Whether a sheet may have formulas or error values."""
        if self.kind != "xlsx":
            return self.kind == "xls"
        try:
            with zipfile.ZipFile(self.path) as archive:
                return sum([_search_member(archive, member) for member in archive.infolist()]) > 0
        except BROKEN_ARCHIVE as error:
            raise Unreadable(DAMAGED) from error


def first_look(path: Path) -> Upload:
    """Size, first bytes, the archive's directory; never the name."""
    size = path.stat().st_size
    if size > MAX_SIZE:
        raise Unreadable(
            f"文件{size / MEGABYTE:.1f}MB，超过{MAX_SIZE // MEGABYTE}MB，请删去图片和多余的表，或分成几个文件"
        )
    if not size:
        raise Unreadable("文件是空的，请检查后重新选择")
    content = path.read_bytes()
    if content.startswith(b"PK\x03\x04"):
        _look_at_archive(content)
        return Upload(path, "xlsx")
    if content.startswith(OLD_FORMAT):
        _look_at_old(content)
        return Upload(path, "xls")
    _look_at_text(content)
    return Upload(path, "csv")


def too_large(row: int, column: int) -> Unreadable:
    """For a table that reaches so far, whether meant or by a slip of the hand."""
    place = f"第{row:,}行" if row > MAX_ROWS else f"第{row:,}行第{column:,}列"
    return Unreadable(
        f"{place}还有内容，最多{MAX_ROWS:,}行、{MAX_COLUMNS}列；"
        "如是误按，请删去空白处的内容后再上传，否则请分成几个文件"
    )


# --- archives


def _look_at_archive(content: bytes) -> None:
    if content.count(b"PK\x01\x02") > MAX_MEMBERS:
        raise Unreadable(TOO_MUCH)
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            _look_at_directory(archive.infolist())
    except BROKEN_ARCHIVE as error:
        raise Unreadable(DAMAGED) from error


def _look_at_directory(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if sum(member.file_size for member in members) > MAX_UNPACKED:
        raise Unreadable(TOO_MUCH)
    if any(m.file_size > MEGABYTE and m.file_size > MAX_RATIO * max(m.compress_size, 1) for m in members):
        raise Unreadable(f"文件压缩得异常，可能已损坏，{AGAIN}")
    if any(member.flag_bits & 1 for member in members):
        raise Unreadable(LOCKED)
    if any(member.compress_type not in USUAL for member in members):
        raise Unreadable(DAMAGED)
    if len(set(names)) < len(names) or any(_escapes(name) for name in names):
        raise Unreadable(f"文件结构异常，{AGAIN}")
    lower = [name.lower() for name in names]
    if any("vbaproject" in name or "macrosheets/" in name for name in lower):
        raise Unreadable(MACRO)
    if any("externallinks/" in name for name in lower):
        raise Unreadable("文件链接了别的工作簿，请断开链接（数据→编辑链接→断开）后再上传")
    if "xl/workbook.xml" not in names:
        raise Unreadable("这不是.xlsx工作簿，请用模板填写，或在Excel、WPS中另存为.xlsx")


def _escapes(name: str) -> bool:
    return name.startswith(("/", "\\")) or ":" in name or ".." in re.split(r"[/\\]", name)


def _search_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bool:
    """One part to its real end, whatever size the directory claims."""
    said, member.file_size = member.file_size, MAX_UNPACKED
    part = Part(member.filename)
    with archive.open(member) as stream:
        while piece := stream.read(MEGABYTE):
            part.take(piece)
            if part.size > said:
                break
    if part.size != said or not part.is_whole:
        raise Unreadable(DAMAGED)
    return part.computed


class Part:
    """One part of a workbook as it goes by in pieces."""

    def __init__(self, name: str):
        self.name = name
        self.size, self.tail = 0, b""
        self.markup = self.sheet = self.computed = False

    def take(self, piece: bytes) -> None:
        if not self.size:
            self._begin(piece)
        self.size += len(piece)
        if not self.markup:
            return
        text = self.tail + piece
        if found := DEFINITION.search(text):
            word = "外部定义" if found[1] == b"DOCTYPE" else "实体定义"
            raise Unreadable(f"文件含有{word}（{found[1].decode()}），不是Excel或WPS保存的工作簿，{AGAIN}")
        if self.sheet:
            self._search_cells(text)
        self.tail = text[-300:]

    @property
    def is_whole(self) -> bool:
        """A sheet that breaks off would be read as far as it goes."""
        return not self.sheet or self.tail.rstrip().endswith(b"worksheet>")

    def _begin(self, piece: bytes) -> None:
        """Markup other than UTF-8 would hide from the search what a reader sees."""
        head = piece.removeprefix(codecs.BOM_UTF8).lstrip()
        own = not self.name.startswith("customXml/") and "/media/" not in self.name
        self.markup = own and head.startswith(b"<")
        named = own and self.name.endswith((".xml", ".rels"))
        declared = DECLARED.match(head)
        if (named and not self.markup) or (self.markup and declared and declared[1].lower() not in EIGHT_BIT):
            raise Unreadable(f"工作簿里的文字编码异常，不是Excel或WPS保存的，{AGAIN}")
        placed = self.name.endswith(".xml") and "worksheets/" in self.name
        self.sheet = self.markup and (placed or b"<sheetData" in piece)
        self.computed = self.sheet and b"<worksheet" not in piece

    def _search_cells(self, text: bytes) -> None:
        self.computed = self.computed or ERROR in text or FORMULA in text
        if FAR_COLUMN.search(text) or FAR_ROW.search(text):
            for letters, digits in FILLED_CELL.findall(text):
                row, column = int(digits), column_number(letters.decode())
                if row > MAX_ROWS or column > MAX_COLUMNS:
                    raise too_large(row, column)


def column_number(letters: str) -> int:
    """A is 1, as spreadsheets count."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


# --- older kinds


def _look_at_old(content: bytes) -> None:
    """A compound file: its directory names what it holds, in UTF-16."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in content

    if holds("EncryptedPackage"):
        raise Unreadable(LOCKED)
    if not (holds("Workbook") or holds("Book")):
        raise Unreadable(f"这不是Excel工作簿，{AGAIN}")
    if holds("_VBA_PROJECT"):
        raise Unreadable(MACRO)


def _look_at_text(content: bytes) -> None:
    mark = next((mark for mark in MARKS if content.startswith(mark)), b"")
    head = content[len(mark) : 4096].decode(MARKS.get(mark, "latin-1"), "replace").lstrip()
    if head.startswith("<"):
        raise Unreadable(WEB_PAGE)
    wide = mark in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
    if content.startswith(OTHER_KINDS) or (not wide and b"\x00" in content):
        raise Unreadable(UNKNOWN)
