"""Typed text brought to one form before it is checked, stored or compared."""

import re

FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
SEPARATORS = re.compile(r"[\s\u200b-\u200f\ufeff\u2010-\u2015\u2212-]+")


def half_width(text: str) -> str:
    """Full-width letters, digits and punctuation as ASCII; nothing else changes."""
    return text if text.isascii() else text.translate(FULL_WIDTH)


def compact(text: str) -> str:
    """Half-width, upper case, without spaces and hyphens. The letter O stays a letter (ID-10)."""
    text = half_width(text).upper()
    return text if text.isalnum() else SEPARATORS.sub("", text)


def digits(text: str, *lengths: int) -> bool:
    """ASCII digits only, in one of the given lengths."""
    return text.isascii() and text.isdigit() and len(text) in lengths
