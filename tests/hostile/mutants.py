"""Good files damaged at random, always in the same way for the same number."""

import io
import random
import zipfile
from collections.abc import Callable, Sequence

import openpyxl
import xlsxwriter

from .books import Sheet, archive, parts
from .oldbooks import old_book

Rows = Sequence[Sequence]


def originals(rows: Rows) -> dict[str, bytes]:
    """The same rows as five programs and three encodings write them."""
    text = "".join(",".join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows)
    return {
        "by hand": archive(parts([Sheet("会员", rows), Sheet("选项", [["男"], ["女"]], "hidden")])),
        "openpyxl": _openpyxl(rows),
        "xlsxwriter": _xlsxwriter(rows),
        "old": old_book(rows),
        "utf-8": text.encode("utf-8-sig"),
        "gb18030": text.encode("gb18030"),
        "utf-16": text.encode("utf-16"),
    }


def _openpyxl(rows: Rows) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def _xlsxwriter(rows: Rows) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet("会员")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def mutant(number: int, files: dict[str, bytes]) -> tuple[str, bytes]:
    """What was done to which file, and the damaged file."""
    chance = random.Random(number)
    name = chance.choice([*files, "by hand", "openpyxl", "xlsxwriter"])
    whole = not files[name].startswith(b"PK") or chance.random() < 0.4
    damage = chance.choice(DAMAGES if whole else [*DAMAGES, *IN_WORDS])
    if whole:
        return f"{number}: {damage.__name__} of {name}", damage(chance, files[name])
    return f"{number}: {damage.__name__} within {name}", within(chance, files[name], damage)


def within(chance: random.Random, file: bytes, damage: Callable) -> bytes:
    """The archive made anew around one damaged part, so that its checksums are right."""
    with zipfile.ZipFile(io.BytesIO(file)) as opened:
        content = {name: opened.read(name) for name in opened.namelist()}
    name = chance.choice([*content, *[each for each in content if "sheet" in each or "Strings" in each]])
    doing = chance.random()
    if doing < 0.08:
        del content[name]
    elif doing < 0.16:
        content[f"{name}x"] = content.pop(name)
    else:
        content[name] = damage(chance, content[name])
    return archive(content)


# --- damages


def flipped(chance: random.Random, file: bytes) -> bytes:
    changed = bytearray(file)
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        if changed:
            changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def scribbled(chance: random.Random, file: bytes) -> bytes:
    start, length = _span(chance, file)
    return file[:start] + chance.randbytes(length) + file[start + length :]


def truncated(chance: random.Random, file: bytes) -> bytes:
    return file[: chance.randrange(len(file) + 1)]


def blanked(chance: random.Random, file: bytes) -> bytes:
    start, length = _span(chance, file)
    return file[:start] + bytes(length) + file[start + length :]


def doubled(chance: random.Random, file: bytes) -> bytes:
    start, length = _span(chance, file)
    return file[: start + length] + file[start:]


def shortened(chance: random.Random, file: bytes) -> bytes:
    start, length = _span(chance, file)
    return file[:start] + file[start + length :]


def renumbered(chance: random.Random, part: bytes) -> bytes:
    """Every digit may have become another: places, styles, indexes, days."""
    share = chance.choice((0.02, 0.2))
    return bytes(
        chance.choice(b"0123456789") if 48 <= byte < 58 and chance.random() < share else byte for byte in part
    )


def reworded(chance: random.Random, part: bytes) -> bytes:
    old, new = chance.choice(WORDS)
    return part.replace(old, new, chance.choice((1, -1)))


def _span(chance: random.Random, file: bytes) -> tuple[int, int]:
    return chance.randrange(len(file) + 1), chance.choice((1, 8, 64, 512))


DAMAGES = (flipped, scribbled, truncated, blanked, doubled, shortened)
IN_WORDS = (renumbered, reworded, reworded)
WORDS = (
    (b"<v>", b"<v>-"),
    (b"<v>", b"<v>1e999"),
    (b"<v>", b"<v>NaN"),
    (b"<v>", b"<w>"),
    (b"</v>", b""),
    (b"<c ", b"<c t='e' "),
    (b' t="s"', b' t="d"'),
    (b' t="inlineStr"', b' t="n"'),
    (b' t="s"', b' t="b"'),
    (b' s="1"', b' s="99"'),
    (b' r="', b' r="Z'),
    (b' r="', b' q="'),
    (b"<row", b"<r\xc3\xb6w"),
    (b"<sheetData>", b""),
    (b"UTF-8", b"UTF-9"),
    (b"<t", b"<t><t"),
    (b"&", b"&x"),
    (b'name="', b'name="\xe7'),
    (b"rId1", b"rId7"),
    (b"><", b"><!-- -- --><"),
)
