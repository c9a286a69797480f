"""系统编号: the last column of an exported sheet, by which its rows are known again when they return."""

import re

LABEL = "系统编号"
WRITTEN = re.compile(r"(\d{1,18})-(\d{1,9})")


def write(pk: int, version: int) -> str:
    """`12345-7`: the row, and the version it had when the sheet was made."""
    return f"{pk}-{version}"


def read(text: str) -> tuple[int, int] | None:
    """Row and version; None for what nobody's export has written."""
    match = WRITTEN.fullmatch(text.strip())
    return (int(match[1]), int(match[2])) if match else None
