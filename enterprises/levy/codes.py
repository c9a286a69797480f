"""Payers' codes beside enterprises' credit codes: equal, an old number of the same firm, or nearly equal."""

from collections.abc import Iterator
from enum import IntEnum
from functools import lru_cache

from django.core.exceptions import ValidationError

from union_portal.fields import check_credit_code, normalise_credit_code

READ_WRONG = str.maketrans("OISZ", "0152")
"""No credit code holds these letters: who typed one meant the digit."""
ORGANISATION = slice(8, 17)
OLD_NUMBER = slice(2, 17)
"""The 15-digit tax number of old is the division and the organisation code."""
HALF = 12


class Code(IntEnum):
    """How two codes stand to each other."""

    ANOTHER = -1
    """Both are valid and differ."""
    UNKNOWN = 0
    NEAR = 1
    """One character apart, or two changed places."""
    OLD = 2
    """The same organisation code."""
    SAME = 3


def compare(payer: str, enterprise: str) -> Code:
    """Both normalised; "" where none is known."""
    if not payer or not enterprise:
        return Code.UNKNOWN
    if payer == enterprise:
        return Code.SAME
    if organisation(payer) == enterprise[ORGANISATION]:
        return Code.OLD
    if near(payer, enterprise):
        return Code.NEAR
    return Code.ANOTHER if valid(payer) and valid(enterprise) else Code.UNKNOWN


def normal(code: str | None) -> str:
    return normalise_credit_code(code or "")


def organisation(payer: str) -> str:
    """The nine characters of the organisation inside any code a payer may have, or ""."""
    if len(payer) == 18 and payer[:1] not in "CHJ":
        return payer[ORGANISATION]
    return {15: payer[6:], 20: payer[ORGANISATION], 9: payer}.get(len(payer), "")


def halves(code: str) -> Iterator[str]:
    """Two codes one slip apart share one of these."""
    if len(code) >= HALF:
        yield "<" + code[:HALF]
        yield ">" + code[-(18 - HALF) :]


def near(one: str, other: str) -> bool:
    one, other = one.translate(READ_WRONG), other.translate(READ_WRONG)
    if one == other:
        return True
    if len(one) == len(other):
        wrong = [at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b]
        if len(wrong) == 2:
            first, second = wrong
            return second == first + 1 and one[first] == other[second] and one[second] == other[first]
        return len(wrong) == 1
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) != 1:
        return False
    at = next((i for i, c in enumerate(short) if c != long[i]), len(short))
    return short[at:] == long[at + 1 :]


@lru_cache(maxsize=100_000)
def valid(code: str) -> bool:
    try:
        check_credit_code(code)
    except ValidationError:
        return False
    return True
