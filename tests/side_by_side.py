"""The whole suite as two runs side by side, one a core, each with servers and data of its own.

`python -m tests.side_by_side` takes what pytest takes, except files. The first run prints as it goes, the
other when it is done; the exit code is the worse of the two.
"""

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
FIRST = "abcdp"
"""Files whose names begin with these letters take as long as all the others together."""


def halves() -> tuple[list[str], list[str]]:
    files = sorted(path.relative_to(HERE.parent).as_posix() for path in HERE.glob("test_*.py"))
    first = [file for file in files if Path(file).name.removeprefix("test_")[0] in FIRST]
    return first, [file for file in files if file not in first]


def started(number: int, files: list[str], output=None) -> subprocess.Popen:
    data = Path(os.environ.get("PORTAL_DATA") or "var") / f"side-{number}"
    return subprocess.Popen(
        [sys.executable, "-m", "pytest", *sys.argv[1:], *files],
        env=os.environ | {"PORTAL_DATA": str(data.resolve())},
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
    )


def main() -> int:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    first, other = halves()
    with tempfile.TemporaryFile() as told:
        runs = [started(1, first), started(2, other, told)]
        try:
            codes = [run.wait() for run in runs]
        except KeyboardInterrupt:
            codes = [run.wait() for run in runs]
        told.seek(0)
        sys.stdout.buffer.write(told.read())
        sys.stdout.flush()
    return max(abs(code) for code in codes)


if __name__ == "__main__":
    sys.exit(main())
