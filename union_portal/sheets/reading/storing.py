"""Uploaded files at rest: encrypted, under names of their own, gone after their time."""

import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from union_portal.fields import decrypt_bytes, encrypt_bytes

CONTEXT, ROWS = "sheets.upload", "sheets.rows"


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
    """The file in clear, in memory and never on a disk, for as long as the block runs."""
    content = decrypt_bytes((folder() / name).read_bytes(), CONTEXT)
    with open(os.memfd_create(name), "wb") as file:
        file.write(content)
        file.flush()
        yield Path(f"/proc/self/fd/{file.fileno()}")


def forget(name: str) -> None:
    (folder() / name).unlink(missing_ok=True)
    _beside(name).unlink(missing_ok=True)
