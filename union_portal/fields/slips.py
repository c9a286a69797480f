"""Where a mistyped identity number is wrong, as far as its dates and its check character can tell.

The check character finds every wrong digit and every exchange of neighbours, but does not say which: what
is told are the places where one change makes the whole number valid. The true one is always among them.
"""

from dataclasses import dataclass

from django.core.exceptions import ValidationError

from .identity import EIGHTEEN, NOUNS, DocumentType, check_document, normalise_document

LENGTH = 18
CHARACTERS = "0123456789X"
PARTS = ((slice(6, 10), 1, 9999, "第7至10位（年份）"), (slice(10, 12), 1, 12, "第11、12位（月份）"))


@dataclass(frozen=True)
class Doubt:
    """Places are counted from 1. `slips`: place → the character that repairs it; `swaps`: the first place of
    two neighbours whose exchange repairs it."""

    why: str
    number: str
    slips: dict[int, str]
    swaps: tuple[int, ...]

    @property
    def cells(self) -> list[tuple[int, str, str]]:
        """Place, what was typed, and what would repair it, if anything would."""
        return [(at, typed, self.slips.get(at, "")) for at, typed in enumerate(self.number, 1)]

    @property
    def exchanged(self) -> str:
        """第5、6位 或 第9、10位"""
        return " 或 ".join(f"第{at}、{at + 1}位" for at in self.swaps)


def doubt(text: str, kind: str = DocumentType.RIC) -> Doubt | None:
    """None for a valid number. For one typed wrongly, what to compare with the card."""
    try:
        check_document(text, kind)
    except ValidationError as error:
        number = normalise_document(text)
        if kind not in NOUNS or len(number) != LENGTH:
            return Doubt(_of_form(number, kind, error), number, {}, ())
        why = error.messages[0] if EIGHTEEN.fullmatch(number) else _letters(number)
        return Doubt(_part(number, error) or why, number, slips(number, kind), swaps(number, kind))
    return None


def slips(number: str, kind: str = DocumentType.RIC) -> dict[int, str]:
    """The places where one other character makes all of it valid."""
    found = {}
    for at in range(LENGTH):
        for other in CHARACTERS if at == LENGTH - 1 else CHARACTERS[:10]:
            if other != number[at] and _valid(number[:at] + other + number[at + 1 :], kind):
                found[at + 1] = other
    return found


def swaps(number: str, kind: str = DocumentType.RIC) -> tuple[int, ...]:
    """The places that, exchanged with the next one, make all of it valid."""
    return tuple(
        at + 1
        for at in range(LENGTH - 1)
        if number[at] != number[at + 1]
        and _valid(number[:at] + number[at + 1] + number[at] + number[at + 2 :], kind)
    )


def _valid(number: str, kind: str) -> bool:
    try:
        check_document(number, kind)
    except ValidationError:
        return False
    return True


def _of_form(number: str, kind: str, error: ValidationError) -> str:
    if kind not in NOUNS or error.code == "fifteen":
        return error.messages[0]
    missing = LENGTH - len(number)
    told = f"少{missing}位" if missing > 0 else f"多{-missing}位"
    return f"{NOUNS[DocumentType(kind)]}号码应为18位，现为{len(number)}位，{told}"


def _letters(number: str) -> str:
    """The places that hold no digit where a digit is due; the last may also be X."""
    wrong = [f"第{at}位“{c}”" for at, c in enumerate(number[:-1], 1) if not (c.isascii() and c.isdigit())]
    if number[-1] not in CHARACTERS:
        wrong.append(f"第{LENGTH}位“{number[-1]}”")
    return f"{'、'.join(wrong)}应为数字（只有末位可为X）"


def _part(number: str, error: ValidationError) -> str:
    """Which part of the birth date cannot be."""
    if error.code != "birth":
        return ""
    for where, least, most, name in PARTS:
        if not least <= int(number[where]) <= most:
            return f"{name}填的是{number[where]}，不能是这个值"
    return "第7至14位（出生日期）没有这一天，或晚于今天、早于1900年"
