"""Where the embedded servers keep things, and as whom they run.

Neither server runs as root: started by root, they run as `nobody`, from folders `nobody` can
reach. No folder that was there before is ever opened to others for it.
"""

import fcntl
import hashlib
import os
import pwd
import re
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .. import keys

SYSTEM_HOME = Path("/var/lib/union-portal")
# A socket's path may have 104 bytes (macOS) and stands in a comma-separated setting.
PLAIN_SHORT_PATH = re.compile(r"[A-Za-z0-9_./-]{1,80}")
SHORT_HOME = Path("/tmp")


class NotStarted(RuntimeError):
    """An embedded server cannot be had; the message tells a person what to do."""


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    def can_enter(self, status: os.stat_result) -> bool:
        shift = 6 if status.st_uid == self.uid else 3 if status.st_gid == self.gid else 0
        return bool(status.st_mode >> shift & stat.S_IXOTH)

    def can_reach(self, path: Path) -> bool:
        return all(self.can_enter(step.stat()) for step in (path, *path.parents))


@dataclass(frozen=True)
class Place:
    """One installation's servers. Equal data folders give the same place in every process."""

    data_dir: Path

    @cached_property
    def name(self) -> str:
        """Cannot be guessed, so nobody else can lay claim to a folder of this name in advance."""
        secret = self.secret("installation")
        return "union-portal-" + hashlib.sha256(f"{secret}{self.data_dir}".encode()).hexdigest()[:16]

    @cached_property
    def home(self) -> Path:
        if os.geteuid() or (self.data_dir / "postgres").exists():
            return self.data_dir
        system = SYSTEM_HOME / self.name
        if not system.exists() and _nobody().can_reach(self.data_dir):
            return self.data_dir
        return system

    @cached_property
    def account(self) -> Account | None:
        """The other account the servers run as; None where they run as ourselves."""
        if os.geteuid():
            return None
        for folder in (self.home / "postgres", self.home / "valkey"):
            if folder.exists():
                return Account(folder.stat().st_uid, folder.stat().st_gid)
        return _nobody()

    @cached_property
    def sockets(self) -> Path:
        near = self.home / "run"
        return near if PLAIN_SHORT_PATH.fullmatch(str(near)) else SHORT_HOME / self.name

    @property
    def identity(self) -> dict[str, Any]:
        """What makes subprocess run a program as the servers' account."""
        if self.account is None:
            return {}
        return {"user": self.account.uid, "group": self.account.gid, "extra_groups": []}

    def secret(self, name: str) -> str:
        return keys.read_or_create(f"EMBEDDED_{name.upper()}", self.data_dir / "keys")

    @contextmanager
    def lock(self) -> Iterator[None]:
        """One process at a time starts or stops servers; a killed holder lets go by itself."""
        self.data_dir.mkdir(parents=True, exist_ok=True)
        with open(self.data_dir / ".embedded.lock", "w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def prepare(self) -> None:
        if self.home != self.data_dir:
            for folder in (SYSTEM_HOME, self.home):
                if not folder.exists():
                    folder.mkdir()
                    folder.chmod(0o711)
        self.private_folder(self.sockets)
        self.private_folder(self.home / "log")

    def private_folder(self, folder: Path) -> Path:
        """Made for the servers' account alone, or refused when it is somebody else's."""
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
        found = folder.lstat()
        if self.account and found.st_uid == os.geteuid() and stat.S_ISDIR(found.st_mode):
            os.chown(folder, self.account.uid, self.account.gid)
            found = folder.lstat()
        owner = self.account.uid if self.account else os.geteuid()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
            raise NotStarted(
                f"文件夹 {folder} 不属于本系统或对他人开放，请删除后重试。"
                f" (Not a private folder of this installation.)"
            )
        return folder

    def program(self, package: str, path: str) -> Path:
        """A program of an installed wheel, found without importing it, that the account can run."""
        spec = find_spec(package)
        if spec is None or not spec.submodule_search_locations:
            raise NotStarted(
                f"未安装 {package}。请运行 make setup，或设置 DATABASE_URL 与 REDIS_URL。"
                f" (Package missing: run make setup.)"
            )
        source = Path(spec.submodule_search_locations[0]).resolve()
        if self.account and not self.account.can_reach(source / path):
            source = self._copy(source)
        if not (source / path).exists():
            raise NotStarted(
                f"{package} 没有适用于本机的 {path}。请设置 DATABASE_URL 与 REDIS_URL。"
                f" (No build for this platform.)"
            )
        return source / path

    def _copy(self, source: Path) -> Path:
        """The wheel with its sibling libraries, in the home; made again when the wheel changes."""
        programs = self.home / "programs"
        target = programs / f"{source.name}-{source.stat().st_mtime_ns:x}"
        if not target.exists():
            for stale in programs.glob(f"{source.name}-*"):
                shutil.rmtree(stale)
            draft = target.with_suffix(".draft")
            skipped = shutil.ignore_patterns("pginstall", "include", "*.a", "__pycache__")
            for tree in source.parent.glob(f"{source.name}*"):
                if tree.name in {source.name, f"{source.name}.libs"}:
                    shutil.copytree(tree, draft / tree.name, symlinks=True, ignore=skipped)
            for entry in (programs, draft, *draft.rglob("*")):
                if not entry.is_symlink():
                    mode = entry.stat().st_mode
                    entry.chmod(mode | 0o444 | (0o111 if mode & stat.S_IXUSR else 0))
            draft.rename(target)
        return target / source.name


def _nobody() -> Account:
    entry = pwd.getpwnam("nobody")
    return Account(entry.pw_uid, entry.pw_gid)
