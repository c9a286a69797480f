"""Keeps programs running beside the command that started them, and ends them with it."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

PATIENCE = 15  # seconds a program has to end by itself
LONGEST_PAUSE = 30
STEADY = 60  # seconds of running after which earlier ends are forgotten
PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>

libc = ctypes.CDLL(None)


@dataclass
class Program:
    """A child that is started again, after ever longer pauses, whenever it ends."""

    name: str
    command: list[str]
    log: Path
    environment: Mapping[str, str]
    ends: int = 0
    due: float = 0
    started: float = field(default=0, init=False)
    process: subprocess.Popen | None = field(default=None, init=False)

    def start(self) -> None:
        parent = os.getpid()

        def die_with_parent() -> None:
            libc.prctl(PARENT_DEATH_SIGNAL, signal.SIGTERM)
            if os.getppid() != parent:
                os._exit(1)

        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=dict(self.environment),
                start_new_session=True,
                preexec_fn=die_with_parent if sys.platform == "linux" else None,
            )
        self.started = time.monotonic()

    def keep_up(self) -> str:
        """What to tell a person, if anything happened."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
            return ""
        code = self.process.poll()
        if code is None:
            return ""
        self.ends = 0 if now - self.started > STEADY else self.ends
        pause = min(2**self.ends, LONGEST_PAUSE)
        self.ends, self.due, self.process = self.ends + 1, now + pause, None
        return f"{self.name} 意外结束（代码 {code}），{pause} 秒后重新启动。日志：{self.log}"

    def end(self) -> None:
        """Asked first; whatever of its session is left after that is killed."""
        if self.process is None:
            return
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(PATIENCE)
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Supervisor:
    """Use as a context: leaving it, for whatever reason, ends the programs."""

    def __init__(self, log_dir: Path, tell: Callable[[str], object]) -> None:
        self.log_dir = log_dir
        self.tell = tell
        self.programs: list[Program] = []

    def __enter__(self) -> Self:
        self.log_dir.mkdir(parents=True, exist_ok=True)
        for number in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.default_int_handler)
        return self

    def __exit__(self, *problem: object) -> None:
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
            signal.signal(number, signal.SIG_IGN)
        for program in self.programs:
            if program.process:
                program.process.terminate()
        for program in self.programs:
            program.end()

    def start(self, name: str, *arguments: str, **environment: str) -> None:
        """Runs a Python module with its arguments."""
        command = [sys.executable, "-m", *arguments]
        program = Program(name, command, self.log_dir / f"{name}.log", os.environ | environment)
        self.programs.append(program)
        program.start()

    def watch(self, keep_up: Callable[[], object]) -> None:
        """Until Ctrl-C or SIGTERM. What `keep_up` raises is told once, and tried again."""
        last_problem = ""
        while True:
            for program in self.programs:
                if news := program.keep_up():
                    self.tell(news)
            try:
                keep_up()
                last_problem = ""
            except Exception as error:
                if str(error) != last_problem:
                    last_problem = str(error)
                    self.tell(last_problem)
            time.sleep(1)
