"""What single hostile parts are made of: bombs, definitions, streams that lie."""

import random
import zlib

from .archives import (
    MEGABYTE,
    directory_says,
    inflating,
    shorter_than_it_is,
    with_members,
    with_raw,
)
from .books import HEAD, MAIN, SHEET, Parts, Sheet, archive, parts, worksheet
from .oldbooks import old_book

ROWS = [["姓名", "镇街"], ["张三", "瀛海镇"]]
GOOD: Parts = parts([Sheet("会员", ROWS)])
SHARED = "xl/sharedStrings.xml"


def of(name: str, xml: str | bytes) -> bytes:
    """A good workbook but for one part."""
    return archive(GOOD | {name: xml if isinstance(xml, bytes) else xml.encode()})


def sheet_with(definition: str, text: str = "甲") -> str:
    row = f'<row r="1"><c r="A1" t="inlineStr"><is><t>{text}</t></is></c></row>'
    return worksheet(row).replace(HEAD, HEAD + definition)


def laughs() -> bytes:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return of(SHEET, sheet_with(f'<!DOCTYPE a [<!ENTITY l0 "哈">{lines}]>', "&l9;"))


def quadratic() -> bytes:
    return of(SHEET, sheet_with(f'<!DOCTYPE a [<!ENTITY e "{"哈" * 100_000}">]>', "&e;" * 10_000))


def entity_across(places: int) -> bytes:
    """The definition begins so many bytes before the end of the first piece that is searched."""
    begun = f"{HEAD}<!--".encode()
    noise = random.Random(1).randbytes(MEGABYTE // 2).hex().encode()
    filled = begun + noise[: MEGABYTE - places - len(begun) - 3] + b"-->"
    rest = sheet_with('<!DOCTYPE a [<!ENTITY e "x">]>').removeprefix(HEAD)
    return of(SHEET, filled + rest.encode())


def in_encoding(encoding: str, declared: str) -> bytes:
    text = sheet_with('<!DOCTYPE a [<!ENTITY e "x">]>', "&e;").replace("UTF-8", declared)
    return of(SHEET, text.encode(encoding))


def cells(*places: str) -> bytes:
    return of(SHEET, worksheet("".join(f'<row><c r="{place}"><v>1</v></c></row>' for place in places)))


def row_bomb() -> bytes:
    begun, ended = worksheet("§").encode().split("§".encode())
    return inflating(GOOD, SHEET, (begun, b"<row/>" * (MEGABYTE // 6), ended), 1000)


def many_rows() -> bytes:
    """Few enough bytes to be unpacked, too many rows to be a roster."""
    return of(SHEET, worksheet("<row><c><v>1</v></c></row>" * 350_000))


def long_cell(mebibytes: int, noise: int) -> bytes:
    """One cell; `noise` is how many bytes of each mebibyte cannot be compressed."""
    begun, ended = worksheet('<row r="1"><c r="A1" t="inlineStr"><is><t>§</t></is></c></row>').split("§")
    text = random.Random(1).randbytes(noise // 2).hex().encode()
    piece = text + b"a" * (MEGABYTE - len(text))
    return inflating(GOOD, SHEET, (begun.encode(), piece, ended.encode()), mebibytes)


def shared_text(times: int) -> bytes:
    """One text of the greatest length, in so many cells."""
    text = f'<sst xmlns="{MAIN}"><si><t>{"字" * 32_767}</t></si></sst>'
    links = GOOD["xl/_rels/workbook.xml.rels"].replace(
        b"</Relationships>",
        b'<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    )
    cells = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, times + 1))
    changed = {SHARED: (HEAD + text).encode(), "xl/_rels/workbook.xml.rels": links}
    return archive(GOOD | changed | {SHEET: worksheet(cells).encode()})


def many_texts() -> bytes:
    """19 MiB that would take ten times as much as Python's own texts."""
    line = ",".join(["%04x"] * 200) + "\n"
    return "".join(line % tuple((200 * n + k) % 65_536 for k in range(200)) for n in range(19_900)).encode()


def encrypted_member() -> bytes:
    return directory_says(archive(GOOD), SHEET, flags=1)


def longer_stream(hidden: bytes, times: int = 1) -> bytes:
    """The directory tells size and checksum of the good sheet; behind it the stream goes on."""
    return shorter_than_it_is(GOOD, SHEET, GOOD[SHEET], hidden, times)


def broken_sum() -> bytes:
    packer = zlib.compressobj(1, zlib.DEFLATED, -15)
    packed = packer.compress(GOOD[SHEET]) + packer.flush()
    return with_raw(GOOD, SHEET, packed, len(GOOD[SHEET]), 0)


def plus(*members: tuple) -> bytes:
    return with_members(archive(GOOD), *members)


def sheets_named(*names: str) -> bytes:
    return archive(parts([Sheet(name, ROWS) for name in names]))


def sheets_sharing(count: int) -> bytes:
    """So many sheets, all of one part."""
    listed = b"".join(b'<sheet name="s%d" sheetId="9" r:id="rId1"/>' % n for n in range(count))
    book = GOOD["xl/workbook.xml"].replace(b"</sheets>", listed + b"</sheets>")
    return of("xl/workbook.xml", book)


def circle() -> bytes:
    """The table of an old workbook says that a sector follows itself."""
    content = bytearray(old_book([["甲" * 200] * 20] * 20))
    content[512 + 4 * 8 : 512 + 4 * 9] = (8).to_bytes(4, "little")
    return bytes(content)
