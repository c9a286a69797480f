"""The lines a digest is taken of: one text for equal facts, whatever the clock, the machine or the locale."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from decimal import Decimal

ALGORITHM = "sha256"


def text_of(value) -> str:
    """Decimals without trailing zeros, moments in UTC, nothing as ∅; a separator within a text is escaped."""
    if value is None:
        return "∅"
    if isinstance(value, dt.datetime):
        return value.astimezone(dt.UTC).isoformat(timespec="microseconds")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}" if value else "0"
    text = value.isoformat() if isinstance(value, dt.date) else str(value)
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("\n", "\\n")


def line(*values) -> str:
    return "|".join(map(text_of, values))


def digest(lines: Iterable[str], algorithm: str = ALGORITHM) -> str:
    """Of the lines, each ended by a line feed."""
    taken = hashlib.new(algorithm)
    for one in lines:
        taken.update(f"{one}\n".encode())
    return taken.hexdigest()
