"""An uploaded file, made safe and made rows: checked before it is opened, opened where it can do no harm.

The order is D30's: size, first bytes, the archive's own directory, a scan for what no roster holds, and
only then a parse in a child process under memory and processor limits, whose death is a normal answer.
"""

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

CHILD = Path(__file__).with_name("child.py")
MEGABYTE = 1 << 20
MAX_SIZE, MAX_UNPACKED, MAX_MEMBERS, MAX_RATIO = 20 * MEGABYTE, 300 * MEGABYTE, 200, 200
SECONDS = 60
OLD_XLS = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
FORBIDDEN = {
    b"<!DOCTYPE": "含有外部定义（DOCTYPE）",
    b"<!ENTITY": "含有实体定义（ENTITY）",
}
MACRO, LINKED = "vbaProject.bin", "externalLinks/"
FAR_CELL = re.compile(
    rb'<(?:c|row|dimension|mergeCell)[^>]{0,80}?(?:r|ref)="(?:[A-Z]{1,3}\d+:)?([A-Z]{0,3})(\d{1,7})"'
)
LAST_ROW, LAST_COLUMN = 320_000, 256


class Unreadable(Exception):
    """Why a file is refused, in Chinese, with what to do."""


@dataclass
class Source:
    """The rows of one sheet, as typed: text, numbers, or None. Rows count from 1, as the spreadsheet does."""

    sheets: list[str] = field(default_factory=list)
    sheet: str = ""
    rows: list[list] = field(default_factory=list)


def read(path: Path, sheet: str = "") -> Source:
    """All rows of the sheet, or Unreadable."""
    kind = examine(path)
    source = Source()
    for message in _child(path, kind, sheet):
        if isinstance(message, list):
            source.rows.extend(message)
        elif "fault" in message:
            raise Unreadable(message["fault"])
        else:
            source.sheets, source.sheet = message["sheets"], message["sheet"]
    return source


def examine(path: Path) -> str:
    """xlsx, xls or csv by what the file holds, never by its name."""
    size = path.stat().st_size
    if size > MAX_SIZE:
        raise Unreadable(
            f"文件{size / MEGABYTE:.1f}MB，超过{MAX_SIZE // MEGABYTE}MB，请删去图片和多余的表，或分成几个文件"
        )
    if not size:
        raise Unreadable("文件是空的，请检查后重新选择")
    with path.open("rb") as file:
        head = file.read(8)
    if head.startswith(b"PK"):
        _examine_archive(path)
        return "xlsx"
    if head == OLD_XLS:
        return "xls"
    _examine_text(path)
    return "csv"


def _examine_archive(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            _examine_directory(members)
            for member in members:
                if member.filename.endswith((".xml", ".rels")):
                    _examine_part(archive, member)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, EOFError, ValueError) as error:
        raise Unreadable("文件已损坏或不是Excel工作簿，请在Excel或WPS中另存为.xlsx后再上传") from error


def _examine_directory(members: list[zipfile.ZipInfo]) -> None:
    names = [member.filename for member in members]
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        raise Unreadable("文件展开后过大，请只保留要导入的一张表")
    if any(m.file_size > MEGABYTE and m.file_size > MAX_RATIO * max(m.compress_size, 1) for m in members):
        raise Unreadable("文件压缩得异常，可能已损坏，请在Excel或WPS中另存后再上传")
    if any(member.flag_bits & 1 for member in members) or "EncryptedPackage" in names:
        raise Unreadable("文件设有密码，请取消密码后再上传")
    if any(".." in name or name.startswith(("/", "\\")) for name in names):
        raise Unreadable("文件结构异常，请在Excel或WPS中另存后再上传")
    if any(name.endswith(MACRO) for name in names):
        raise Unreadable("文件含有宏，请另存为不含宏的.xlsx后再上传")
    if any(LINKED in name for name in names):
        raise Unreadable("文件链接了别的工作簿，请断开链接（数据→编辑链接→断开）后再上传")
    if "xl/workbook.xml" not in names:
        raise Unreadable("这不是Excel工作簿，请用模板填写，或在Excel、WPS中另存为.xlsx")


def _examine_part(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Reads a part in pieces: forbidden definitions anywhere, cells far outside any roster in sheets."""
    sheet, tail = "worksheets/" in member.filename, b""
    with archive.open(member) as part:
        while piece := part.read(MEGABYTE):
            text = tail + piece
            for mark, why in FORBIDDEN.items():
                if mark in text:
                    raise Unreadable(f"文件{why}，不是Excel或WPS保存的工作簿，请另存后再上传")
            if sheet:
                _examine_cells(text)
            tail = text[-200:]


def _examine_cells(text: bytes) -> None:
    for letters, digits in FAR_CELL.findall(text):
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        if int(digits) > LAST_ROW or column > LAST_COLUMN:
            raise Unreadable(
                f"第{int(digits):,}行或{letters.decode() or 'A'}列处有内容，远离表格，多为误按；"
                "请删去空白处的内容和格式后再上传"
            )


def _examine_text(path: Path) -> None:
    head = path.read_bytes()[:4096]
    if head.lstrip()[:1] == b"<":
        raise Unreadable("这是网页文件改了扩展名，请在Excel或WPS中打开后另存为.xlsx")
    if b"\x00" in head and head[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        raise Unreadable("认不出这种文件，请上传.xlsx、.xls或.csv")


def _child(path: Path, kind: str, sheet: str) -> Iterator:
    """The child's messages as they come; its death becomes a sentence."""
    command = [sys.executable, "-I", str(CHILD), str(path), kind, sheet]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf8"
    ) as child:
        try:
            yield from map(json.loads, child.stdout)
            code = child.wait(SECONDS)
        except (subprocess.TimeoutExpired, json.JSONDecodeError):
            code = 1
        finally:
            if child.poll() is None:
                child.kill()
    if code:
        raise Unreadable("文件已损坏，或内容过多读不出来；请在Excel或WPS中打开，另存为.xlsx后再上传")
