"""What PostgreSQL and Valkey have in common: found, adopted, started, cleared away, stopped."""

import enum
import os
import signal
import socket
import time
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path
from typing import ClassVar

from . import processes
from .place import NotStarted, Place

RECOVERY = 600  # seconds a server may take to replay its log after a crash
LOG_LIMIT = 10 * 1024 * 1024


class State(enum.Enum):
    READY = "运行中"
    BUSY = "正在启动或停止"
    ABSENT = "未运行"


class Server(ABC):
    """One embedded server of one place."""

    title: ClassVar[str]
    program: ClassVar[str]
    folder: ClassVar[str]
    socket_file: ClassVar[str]
    pid_file: ClassVar[str]

    def __init__(self, place: Place) -> None:
        self.place = place

    @property
    def data(self) -> Path:
        return self.place.home / self.folder

    @property
    def log(self) -> Path:
        return self.place.home / "log" / f"{self.folder}.log"

    @property
    def socket(self) -> Path:
        return self.place.sockets / self.socket_file

    @abstractmethod
    def greeting(self) -> bytes:
        """The cheapest question a ready server answers."""

    @abstractmethod
    def is_ready(self, answer: bytes) -> bool: ...

    @abstractmethod
    def command(self) -> list[str]:
        """Makes the data folder where there is none, and returns what to run."""

    @abstractmethod
    def marks(self) -> tuple[str, str]:
        """What stands in the command line of the server itself, and of its helpers."""

    @abstractmethod
    def discard_leftovers(self) -> None:
        """Files of a killed server that would stop the next one."""

    @abstractmethod
    def set_up(self) -> None:
        """What a running server must hold before it is used; repeatable."""

    @abstractmethod
    def is_set_up(self) -> bool: ...

    def state(self) -> State:
        """A server that listens but does not answer is busy: it must be waited for, not replaced."""
        try:
            with socket.socket(socket.AF_UNIX) as line:
                line.settimeout(2)
                line.connect(str(self.socket))
                line.sendall(self.greeting())
                return State.READY if self.is_ready(line.recv(512)) else State.BUSY
        except (FileNotFoundError, ConnectionRefusedError):
            return State.ABSENT
        except (TimeoutError, BlockingIOError, ConnectionResetError, BrokenPipeError):
            return State.BUSY

    def answers(self) -> bool:
        return self.is_set_up() and self.state() is State.READY

    def bring_up(self) -> bool:
        """Whether it had to be started. The place's lock must be held."""
        processes.wait_for(lambda: self.state() is not State.BUSY, RECOVERY)
        started = self.state() is not State.READY
        if started:
            self._clear_away()
            self._launch()
        if started or not self.is_set_up():
            self.set_up()
        return started

    def stop(self, patience: float = 60) -> None:
        """Orderly, then by force; in either case what was committed is kept."""
        processes.signal_all(self.process_ids(), signal.SIGINT)
        if processes.wait_for(lambda: not self.process_ids(), patience):
            processes.wait_for(lambda: not self.helper_ids(), 2)
        processes.signal_all(self.process_ids() + self.helper_ids(), signal.SIGKILL)
        processes.wait_for(self._is_gone, 10)

    def process_ids(self) -> list[int]:
        """Also one that was started before the data folder moved here."""
        found = processes.running(self.program, self.marks()[0])
        with suppress(FileNotFoundError, ValueError, IndexError):
            pid = int((self.data / self.pid_file).read_text().splitlines()[0])
            if processes.is_program(pid, self.program) and processes.works_in(pid, self.data):
                found.append(pid)
        return found

    def helper_ids(self) -> list[int]:
        return processes.running(self.program, self.marks()[1])

    def _is_gone(self) -> bool:
        return not self.process_ids() and not self.helper_ids()

    def _clear_away(self) -> None:
        """What is left of a server nobody can connect to: dying, orphaned, or its socket deleted."""
        if not processes.wait_for(self._is_gone, 2):
            self.stop(patience=10)
        self.discard_leftovers()

    def _launch(self) -> None:
        """Tries again: the kernel may still be taking down a server killed a moment ago."""
        self.place.prepare()
        with suppress(FileNotFoundError):
            if self.log.stat().st_size > LOG_LIMIT:
                os.replace(self.log, self.log.with_suffix(".log.1"))
        command = self.command()
        for _ in range(4):
            pid = processes.detach(command, self.log, cwd=self.data, **self.place.identity)
            if self._comes_up(pid):
                return
            time.sleep(0.5)
        raise NotStarted(
            f"{self.title} 无法启动，原因见 {self.log} 的末尾：\n{self._last_words()}\n"
            f"({self.title} did not start.)"
        )

    def _comes_up(self, pid: int) -> bool:
        def is_decided() -> bool:
            return self.state() is State.READY or not processes.is_program(pid, self.program)

        return processes.wait_for(is_decided, RECOVERY) and self.state() is State.READY

    def _last_words(self) -> str:
        with suppress(FileNotFoundError):
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-8:])
        return ""
