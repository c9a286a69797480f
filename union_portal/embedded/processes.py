"""Processes of the embedded servers, told apart by what stands in their command lines."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

PROC = Path("/proc")
ENVIRONMENT = {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}


def detach(command: list[str], log: Path, **options: Any) -> int:
    """The number of a process that outlives us, holds none of our files and is not our child."""
    shell = ["/bin/sh", "-c", '"$@" >>"$0" 2>&1 & echo $!', str(log), *command]
    started = subprocess.run(
        shell,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env=ENVIRONMENT,
        check=True,
        **options,
    )
    return int(started.stdout)


def command_line(pid: int) -> bytes:
    """Empty for a process that is gone; a zombie has none and counts as gone."""
    if PROC.joinpath("self").exists():
        with suppress(OSError):
            return (PROC / str(pid) / "cmdline").read_bytes()
        return b""
    listing = ["ps", "-ww", "-o", "command=", "-p", str(pid)]
    return subprocess.run(listing, check=False, capture_output=True).stdout


def numbers() -> Iterator[int]:
    if PROC.joinpath("self").exists():
        yield from (int(entry.name) for entry in PROC.iterdir() if entry.name.isdigit())
    else:
        listing = subprocess.run(["ps", "-ax", "-o", "pid="], capture_output=True, check=True)
        yield from map(int, listing.stdout.split())


def running(program: str, mark: str) -> list[int]:
    """Processes of `program` whose command line holds `mark`."""
    return [pid for pid in numbers() if is_program(pid, program) and mark.encode() in command_line(pid)]


def is_program(pid: int, program: str) -> bool:
    """A process not yet past its shell counts as the program it is about to become."""
    words = command_line(pid).split(b"\0")
    return program.encode() in words[0] or (words[0] == b"/bin/sh" and program.encode() in b" ".join(words))


def works_in(pid: int, folder: Path) -> bool:
    """Holds also after the folder was moved under a running server."""
    with suppress(OSError):
        return os.readlink(PROC / str(pid) / "cwd") == str(folder)
    return False


def signal_all(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, number)


def wait_for(condition: Callable[[], bool], seconds: float) -> bool:
    """Whether the condition came true in time."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
