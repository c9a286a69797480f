"""What a workbook says of itself: when it was saved, and which register and batch it was made for."""

import datetime as dt
import re
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from django.core import signing
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.packaging.custom import StringProperty

PROPERTY, SALT = "portal", "union_portal.sheets"
SAVED = re.compile(rb"<dcterms:modified[^>]*>([^<]{10,40})<")
SIGNED = re.compile(rb'name="portal"[^>]*>\s*<vt:lpwstr>([\w:=\-]{1,255})<')
PART_LIMIT = 100_000
EARLIEST = dt.datetime(2001, 1, 1, tzinfo=dt.UTC)
"""Programs that do not know the time write 1980 or 2000."""


@dataclass(frozen=True)
class Stamp:
    """`ledger` is empty in a file of somebody's own; `batch` is set in a workbook of rows with problems."""

    saved: dt.datetime | None = None
    ledger: str = ""
    batch: int | None = None


def put(workbook: Workbook, ledger: str, batch: int | None = None) -> None:
    value = signing.dumps([ledger, batch], salt=SALT, compress=True)
    workbook.custom_doc_props.append(StringProperty(name=PROPERTY, value=value))


def read(path: Path) -> Stamp:
    """Nothing a file says here can fail an import: what is not understood is left out."""
    saved, ledger, batch = None, "", None
    broken = (
        zipfile.BadZipFile,
        OSError,
        NotImplementedError,
        RuntimeError,
        signing.BadSignature,
        ValueError,
    )
    with suppress(*broken), zipfile.ZipFile(path) as archive:
        if match := SAVED.search(_part(archive, "docProps/core.xml")):
            saved = _moment(match[1].decode("ascii", "replace"))
        if match := SIGNED.search(_part(archive, "docProps/custom.xml")):
            ledger, batch = signing.loads(match[1].decode("ascii"), salt=SALT)
    return Stamp(saved, ledger, batch)


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    if name not in archive.namelist():
        return b""
    with archive.open(name) as part:
        return part.read(PART_LIMIT)


def _moment(text: str) -> dt.datetime | None:
    with suppress(ValueError):
        moment = dt.datetime.fromisoformat(text.strip().replace("Z", "+00:00"))
        moment = moment if moment.tzinfo else moment.replace(tzinfo=dt.UTC)
        return min(moment, timezone.now()) if moment > EARLIEST else None
    return None
