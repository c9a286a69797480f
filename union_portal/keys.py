"""Secrets live in the environment, or else in files that only the portal's user can read."""

import os
import secrets
from pathlib import Path


def read_or_create(name: str, folder: Path) -> str:
    """The secret `name` (64 hex digits); made once per data folder, never a default.

    The environment variable of the same name wins. Two processes starting together get one key.
    """
    if given := os.environ.get(name):
        return given
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / name.lower()
    if not file.exists():
        draft = folder / f".{name.lower()}.{os.getpid()}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_hex(32))
        try:
            os.link(draft, file)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return file.read_text().strip()
