"""Files of text: separated by commas, semicolons or tabs."""

import csv
import io
import re
from collections.abc import Iterator

from telling import AGAIN, Refused, heard

QUOTED = re.compile(r'="([^"]*)"')
GUARDED = re.compile(r"'+\s*[=+\-@#%|＝＋－＠\t\r\n]")
MARKED = {"=", "'"}
WIDE = (b"\xff\xfe", b"\xfe\xff")
SURE = 30
"""So many bytes beyond ASCII that read as UTF-8 are UTF-8."""


def text_file(order: dict) -> tuple[list[str], list[str], str, Iterator[list]]:
    """Comma, semicolon or tab; UTF-8, GB18030, or UTF-16 by its mark."""
    heard()
    with open(order["path"], "rb") as file:
        text = decode(file.read())
    delimiter = max(",;\t", key=text[:4096].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    return ["CSV"], ["CSV"], "CSV", lines(reader)


def lines(reader) -> Iterator[list]:
    """Rows, each cell without what programs write around it to keep it text."""
    begun = 1
    try:
        for row in reader:
            yield [bare(cell) if cell[:1] in MARKED else cell for cell in row]
            begun = reader.line_num + 1
    except csv.Error:
        raise Refused(f"第{begun:,}行起引号不成对，或有一格过长，{AGAIN}") from None


def bare(cell: str) -> str:
    """="001" is 001; an apostrophe before what might be taken for a formula is none of the text (D34)."""
    if GUARDED.match(cell):
        return cell[1:]
    return QUOTED.sub(r"\1", cell) if QUOTED.fullmatch(cell) else cell


def decode(raw: bytes) -> str:
    own = "utf-16" if raw[:2] in WIDE else "utf-8-sig"
    try:
        return raw.decode(own)
    except UnicodeDecodeError as error:
        sound = raw[: error.start]
        if own == "utf-16" or sum(byte > 127 for byte in sound[:4096]) > SURE:
            line = sound.decode(own, "ignore").count("\n") + 1
            raise Refused(f"第{line:,}行有损坏的文字，{AGAIN}") from None
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        raise Refused(f"认不出文件的文字编码，{AGAIN}") from None
