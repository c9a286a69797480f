"""Finished exports at rest: encrypted piece by piece, so that no file is ever held whole in memory."""

import datetime as dt
import hashlib
import shutil
import tempfile
import time
from collections.abc import Collection, Iterator
from pathlib import Path

from django.conf import settings

from union_portal.fields import DecryptionError, decrypt_bytes, encrypt_bytes

PIECE = 1 << 20
LEFT_OVER = dt.timedelta(days=1)
"""What no finished export owns is swept away after this time: nobody works so long on one."""


def folder() -> Path:
    place = Path(settings.MEDIA_ROOT) / "exports"
    place.mkdir(parents=True, exist_ok=True)
    return place


def workplace() -> tempfile.TemporaryDirectory:
    """A private folder for a file in clear while it is written; swept if a killed worker leaves it."""
    return tempfile.TemporaryDirectory(prefix="clear-", dir=folder())


def keep(path: Path, name: str) -> None:
    """Seals the file under a name, whole or not at all."""
    part = folder() / f".{name}.part"
    with path.open("rb") as clear, part.open("wb") as sealed:
        number, piece = 0, clear.read(PIECE)
        while piece or not number:
            following = clear.read(PIECE)
            blob = encrypt_bytes(piece, _place(name, number, last=not following))
            sealed.write(len(blob).to_bytes(4, "big") + blob)
            number, piece = number + 1, following
    part.replace(folder() / name)


def pieces(name: str) -> Iterator[bytes]:
    """The file in clear. DecryptionError for one that was cut, changed or mixed with another."""
    with (folder() / name).open("rb") as sealed:
        number, size = 0, sealed.read(4)
        while size:
            blob = sealed.read(int.from_bytes(size, "big"))
            size = sealed.read(4)
            yield decrypt_bytes(blob, _place(name, number, last=not size))
            number += 1
    if not number:
        raise DecryptionError(f"导出文件{name}是空的")


def _place(name: str, number: int, *, last: bool) -> str:
    return f"sheets.export {name} {number}{' last' if last else ''}"


def exists(name: str) -> bool:
    return (folder() / name).is_file()


def sweep(owned: Collection[str]) -> None:
    """Takes away what is not `owned` and old enough to be nobody's work in progress."""
    before = time.time() - LEFT_OVER.total_seconds()
    for path in folder().iterdir():
        if path.name not in owned and path.stat().st_mtime < before:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)


def measure(path: Path) -> tuple[int, str]:
    """Size in bytes and SHA-256."""
    with path.open("rb") as file:
        return path.stat().st_size, hashlib.file_digest(file, "sha256").hexdigest()
