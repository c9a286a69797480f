"""Uploaded files at rest: encrypted, under names of their own, gone after their time."""

import datetime as dt
import os
import time
import uuid
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from union_portal.fields import decrypt_bytes, encrypt_bytes

CONTEXT, ROWS = "sheets.upload", "sheets.rows"
LEFT_OVER = dt.timedelta(days=1)
"""A killed upload may leave a file that no import owns; after this time it is swept away."""


def folder() -> Path:
    place = Path(settings.MEDIA_ROOT) / "sheets"
    place.mkdir(parents=True, exist_ok=True)
    return place


def keep(content: bytes, told: bytes = b"") -> str:
    """The name the file lies under, and beside it what its parser told."""
    name = uuid.uuid4().hex
    if told:
        _beside(name).write_bytes(encrypt_bytes(told, ROWS))
    (folder() / name).write_bytes(encrypt_bytes(content, CONTEXT))
    return name


def told(name: str) -> bytes:
    """What the parser told of the file; nothing where that is not kept."""
    beside = _beside(name)
    return decrypt_bytes(beside.read_bytes(), ROWS) if beside.exists() else b""


def _beside(name: str) -> Path:
    return folder() / f"{name}.rows"


@contextmanager
def opened(name: str) -> Iterator[Path]:
    """The kept file in clear, for as long as the block runs."""
    with in_memory([decrypt_bytes((folder() / name).read_bytes(), CONTEXT)]) as path:
        yield path


@contextmanager
def in_memory(pieces: Iterable[bytes]) -> Iterator[Path]:
    """A file that is never on a disk, where a killed process would leave it in clear."""
    with open(os.memfd_create("upload"), "wb") as file:
        file.writelines(pieces)
        file.flush()
        yield Path(f"/proc/self/fd/{file.fileno()}")


def sweep(owned: Collection[str]) -> None:
    """Takes away what is not `owned` and old enough to be nobody's upload in progress."""
    before = time.time() - LEFT_OVER.total_seconds()
    for path in folder().iterdir():
        if path.name.partition(".")[0] not in owned and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)


def forget(name: str) -> None:
    (folder() / name).unlink(missing_ok=True)
    _beside(name).unlink(missing_ok=True)
