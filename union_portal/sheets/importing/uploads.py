"""A file on its way into a register: who may send it, what it is, and which column is which.

An import is received here, judged in checking.py and written in saving.py; the web wizard and the command
line run the same functions.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import connection

from union_portal.ledgers.declarations import Ledger, ledger_named
from union_portal.turns import KEY

from .. import rowkeys, stamps
from ..models import ImportBatch
from ..reading import source, storing
from . import lines, matching
from .columns import headings

State = ImportBatch.State
OPEN = (State.UPLOADED, State.CHECKING, State.CHECKED, State.FAILED)
"""States in which nothing has been written, so that a batch may be changed or thrown away."""
HEADING = 60
LOOK_ACROSS = 5
"""So many sheets are looked at for one whose headings the register knows."""
NO_HEADINGS = "第{}行已是内容，上面没有列名；请在它上面加一行列名（如{}）后再上传"


class Stopped(Exception):
    """Why an import cannot go on, in Chinese."""


@dataclass
class Sheet:
    """What was read of a batch: the rows below the header, and which column is which.

    `first` is the sheet's own number of the first of `rows`.
    """

    rows: list[list]
    header: list
    first: int
    mapping: dict[int, str]


def under_way(path: Path, ledger: Ledger, user) -> ImportBatch | None:
    """The same file, sent by the same user before and not yet saved: it is the same import (D32)."""
    digest = digest_of(path)
    with connection.cursor() as cursor:  # sent twice at one moment, the second waits for the first
        cursor.execute(f"SELECT pg_advisory_xact_lock({KEY})", [f"{user.pk} {ledger.name} {digest}"])
    same = ImportBatch.objects.filter(user=user, ledger=ledger.name, sha256=digest)
    return same.exclude(state__in=(State.DONE, State.UNDONE)).order_by("-pk").first()


def receive(path: Path, ledger: Ledger, user, name: str, sheet: str = "") -> ImportBatch:
    """Keep an uploaded file, encrypted, and find its header and columns.

    Raises source.Unreadable for a file that cannot be read or belongs elsewhere, PermissionDenied.
    """
    allow(user, ledger)
    read, stamp = _opened(path, ledger, sheet), stamps.read(path)
    if stamp.ledger not in ("", ledger.name):
        own = ledger_named(stamp.ledger)
        raise source.Unreadable(f"这是“{own.title if own else stamp.ledger}”的表，不能导入“{ledger.title}”")
    batch = ImportBatch(ledger=ledger.name, user=user, file_name=name[:150], sheet=read.sheet)
    batch.sheets, batch.sha256 = read.sheets, digest_of(path)
    batch.dated = stamp.saved
    batch.continues = ImportBatch.objects.filter(pk=stamp.batch or 0, user=user).first()
    _find_columns(batch, ledger, read.rows, bool(stamp.ledger))
    if batch.continues and batch.headings[:-2] == batch.continues.headings:
        batch.mapping, batch.known = batch.continues.mapping, True
    for same in ImportBatch.objects.filter(
        user=user, ledger=ledger.name, sha256=batch.sha256, state__in=OPEN, job=None
    ):
        discard(same)
    batch.stored = storing.keep(path.read_bytes(), read.told)
    batch.save()
    return batch


def _opened(path: Path, ledger: Ledger, sheet: str) -> source.Source:
    """The sheet asked for; else the first shown one with this register's headings, else with any content."""
    first = read = source.read(path, sheet)
    names, others = headings(ledger), [name for name in first.shown if name != first.sheet]
    for name in [] if sheet else others[:LOOK_ACROSS]:
        if lines.columns_known(read.rows, names) > 1:
            return read
        read = source.read(path, name)
    return read if lines.columns_known(read.rows, names) > 1 else first


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def first_import(batch: ImportBatch) -> dt.datetime | None:
    """When the same file was first brought into the same register."""
    same = ImportBatch.objects.filter(ledger=batch.ledger, sha256=batch.sha256, confirmed_at__isnull=False)
    return same.order_by("confirmed_at").values_list("confirmed_at", flat=True).first()


def _find_columns(batch: ImportBatch, ledger: Ledger, rows: list[list], ours: bool) -> None:
    names = headings(ledger)
    batch.header, header = lines.find_header(rows, names)
    batch.headings = ["" if cell is None else str(cell)[:HEADING] for cell in header]
    below = rows[batch.header + 1 :]
    batch.mapping = matching.match_columns(batch.user, ledger, header, below, names)
    if matching.is_content(header):
        example = "、".join([heading.label for heading in names if heading.needed][:3])
        raise source.Unreadable(NO_HEADINGS.format(batch.header + 1, example))
    labels = {heading.label for heading in names} | {rowkeys.LABEL}
    batch.known = ours and labels.issuperset(filter(None, batch.headings))
    batch.read = max(0, len(rows) - batch.header - 1)


def map_columns(batch: ImportBatch, mapping: Mapping[int, str]) -> None:
    """What the user decided, remembered for her next file. Raises Stopped."""
    ledger = ledger_of(batch)
    known = {heading.name for heading in headings(ledger)} | {rowkeys.LABEL}
    chosen = {position: name for position, name in mapping.items() if name}
    if not chosen:
        raise Stopped("没有一列与台账对上，请至少选择一列")
    if unknown := set(chosen.values()) - known:
        raise Stopped(f"没有这样的列：{'、'.join(sorted(unknown))}")
    if len(set(chosen.values())) < len(chosen):
        raise Stopped("两列对到了台账的同一列，请只保留一列，另一列选“不导入”")
    matching.remember(batch.user, ledger, batch.headings, chosen)
    batch.mapping, batch.state = chosen, State.UPLOADED
    batch.save()


def allow(user, ledger: Ledger) -> None:
    if not user.can(f"{ledger.app}.change"):
        raise PermissionDenied(f"你的岗位没有登记{ledger.title}的权限")


def ledger_of(batch: ImportBatch) -> Ledger:
    if ledger := ledger_named(batch.ledger):
        return ledger
    raise Stopped(f"台账“{batch.ledger}”已停用，请在现有的台账中重新导入")


def open_sheet(batch: ImportBatch) -> Sheet:
    """The rows again, as the parser told them; else from the kept file."""
    rows = _rows(batch)
    mapping = {int(position): name for position, name in batch.mapping.items() if name}
    header = rows[batch.header] if rows else []
    return Sheet(rows[batch.header + 1 :], header, batch.header + 2, mapping)


def _rows(batch: ImportBatch) -> list[list]:
    if told := storing.told(batch.stored):
        return source.again(told).rows
    with storing.opened(batch.stored) as path:
        return source.read(path, batch.sheet).rows


def discard(batch: ImportBatch) -> None:
    """Throw away what was uploaded and never confirmed."""
    if batch.state not in OPEN:
        raise Stopped("已经导入的批次不能丢弃，可在24小时内撤销")
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {batch.staging}")
    storing.forget(batch.stored)
    batch.delete()
