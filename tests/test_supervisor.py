"""The supervisor, with real child processes."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent
PARENT = """
import sys
from pathlib import Path
from union_portal.supervisor import Supervisor

folder = Path(sys.argv[1])
try:
    with Supervisor(folder, lambda words: print(words, flush=True)) as supervisor:
        supervisor.start("web", "http.server", "0", "--bind", "127.0.0.1")
        [web] = supervisor.programs
        supervisor.watch(lambda: web.process and (folder / "pid").write_text(str(web.process.pid)))
except KeyboardInterrupt:
    print("bye")
"""


@pytest.fixture
def parent(tmp_path: Path):
    command = [sys.executable, "-c", PARENT, str(tmp_path)]
    with subprocess.Popen(command, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True) as process:
        until(lambda: child_of(tmp_path) is not None)
        yield process
        process.kill()


def test_a_killed_program_comes_back_and_a_person_is_told(parent, tmp_path):
    first = child_of(tmp_path)

    os.kill(first, signal.SIGKILL)

    until(lambda: child_of(tmp_path) not in (None, first))
    assert "web 意外结束（代码 -9），1 秒后重新启动" in parent.stdout.readline()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_stopped_parent_ends_its_programs(parent, tmp_path, number):
    child = child_of(tmp_path)

    parent.send_signal(number)

    assert parent.stdout.read() == "bye\n"
    assert parent.wait(timeout=20) == 0
    assert not is_alive(child)


def test_a_killed_parent_takes_its_programs_along(parent, tmp_path):
    child = child_of(tmp_path)

    parent.kill()

    until(lambda: not is_alive(child))


def child_of(folder: Path) -> int | None:
    """The number of a live child, once the parent has written it down."""
    file = folder / "pid"
    number = int((file.exists() and file.read_text()) or 0)
    return number if number and is_alive(number) else None


def is_alive(number: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(number)], capture_output=True, check=False)
    return bool(state.stdout.strip()) and not state.stdout.startswith(b"Z")


def until(condition: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
