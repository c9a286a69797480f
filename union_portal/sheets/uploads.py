"""A file on its way into a register: who may send it, what it is, and which column is which.

An import is received here, judged in checking.py and written in saving.py; the web wizard and the command
line run the same functions.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import PermissionDenied

from union_portal.ledgers.declarations import Ledger, ledger_named

from . import matching, source, storing
from .columns import headings
from .models import ImportBatch


class Stopped(Exception):
    """Why an import cannot go on, in Chinese."""


@dataclass
class Sheet:
    """What was read of a batch: the rows below the header, and which column is which."""

    rows: list[list]
    header: list
    first: int
    mapping: dict[int, str]


def receive(path: Path, ledger: Ledger, user, name: str, sheet: str = "") -> ImportBatch:
    """Keep an uploaded file, encrypted, and find its header and columns. Raises source.Unreadable."""
    allow(user, ledger)
    read = source.read(path, sheet)
    content = path.read_bytes()
    batch = ImportBatch(ledger=ledger.name, user=user, file_name=name[:150], sheet=read.sheet)
    batch.sha256 = hashlib.sha256(content).hexdigest()
    names = headings(ledger)
    batch.header = matching.find_header(read.rows, names)
    header = read.rows[batch.header] if read.rows else []
    batch.mapping = matching.match_columns(user, ledger, header, names)
    batch.stored = storing.keep(content)
    batch.read = max(0, len(read.rows) - batch.header - 1)
    batch.save()
    return batch


def allow(user, ledger: Ledger) -> None:
    if not user.can(f"{ledger.app}.change"):
        raise PermissionDenied(f"你的岗位没有登记{ledger.title}的权限")


def ledger_of(batch: ImportBatch) -> Ledger:
    return ledger_named(batch.ledger)


def open_sheet(batch: ImportBatch) -> Sheet:
    with storing.opened(batch.stored) as path:
        rows = source.read(path, batch.sheet).rows
    mapping = {int(position): name for position, name in batch.mapping.items() if name}
    header = rows[batch.header] if rows else []
    return Sheet(rows[batch.header + 1 :], header, batch.header + 2, mapping)
