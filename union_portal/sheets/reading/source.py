"""An uploaded file made rows: examined in precheck.py, parsed where it can do no harm.

The parser is a process of its own under memory and processor limits (child/). What it sends is counted as
it comes, and its death or silence is a normal answer.
"""

import json
import subprocess
import sys
import threading
from array import array
from collections import defaultdict
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from itertools import repeat
from pathlib import Path
from sys import getsizeof
from typing import IO

from .precheck import MAX_COLUMNS, MAX_ROWS, MEGABYTE, TOO_MUCH, UNREADABLE, Unreadable, first_look, too_large

__all__ = ["Source", "Unreadable", "read"]

CHILD = Path(__file__).with_name("child")
SECONDS, CPU_SECONDS, MEMORY = 60, 30, 1 << 30
MAX_LINE, MAX_BLOCK = 9 * MEGABYTE, 500
MAX_CELLS, MAX_TEXT = 6_000_000, 128 * MEGABYTE
"""What the rows of one file may take in the portal's own process: places of cells, and bytes of values."""


@dataclass
class Source:
    """The rows of one sheet, as typed: text, float or None. Rows count from 1, as the spreadsheet does.

    `shown` are the sheets that are not hidden; `told` is what the parser said, for `again`.
    """

    sheets: list[str] = field(default_factory=list)
    sheet: str = ""
    rows: list[list] = field(default_factory=list)
    told: bytes = field(default=b"", repr=False, compare=False)
    shown: list[str] = field(default_factory=list)


def read(path: Path, sheet: str = "") -> Source:
    """All rows of the sheet of this name, else of the first visible one with content; or Unreadable.

    The child parses while the parts are searched here; it is heard only when nothing was found.
    """
    upload = first_look(path)
    with Parser(path) as parser:
        parser.order({"kind": upload.kind, "sheet": sheet})
        computed = upload.search()
        parser.order({"computed": computed})
        return parser.hear()


def again(told: bytes) -> Source:
    """The same rows without the file."""
    return Hearing(BytesIO(told)).listen()


class Parser:
    """The child process, killed when it is no longer needed. It is handed the open file, never its name.

    `seconds` is the time on the clock that it may take, however silent; `cpu` its own processor time.
    """

    def __init__(self, path: Path, seconds: float = SECONDS, cpu: int = CPU_SECONDS, memory: int = MEMORY):
        with path.open("rb") as file:
            number = file.fileno()
            process = subprocess.Popen(
                [sys.executable, "-I", str(CHILD), str(memory), str(cpu), str(number)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                pass_fds=[number],
                env={},
            )
        assert process.stdin and process.stdout
        self.process, self.orders, self.answers = process, process.stdin, process.stdout
        self.clock = threading.Timer(seconds, self.process.kill)
        self.clock.daemon = True

    def __enter__(self) -> "Parser":
        self.clock.start()
        return self

    def __exit__(self, *_) -> None:
        self.clock.cancel()
        self.process.kill()
        self.process.wait()
        self.answers.close()
        with suppress(OSError):
            self.orders.close()

    def order(self, message: dict) -> None:
        with suppress(OSError):  # a child that is gone is noticed in hearing
            self.orders.write(json.dumps(message).encode() + b"\n")
            self.orders.flush()

    def hear(self) -> Source:
        hearing = Hearing(self.answers)
        try:
            source = hearing.listen()
        except (OSError, EOFError, LookupError, TypeError, ValueError, RecursionError) as error:
            raise Unreadable(UNREADABLE) from error
        if self.process.wait():
            raise Unreadable(UNREADABLE)
        source.told = b"".join(hearing.heard)
        return source


class Hearing:
    """What the child says: lines of JSON, each of a block of rows, column by column.

    A column is null when blank; a list of its cells; or {"new": words}, the words it has not held before.
    Then its cells follow the line, two bytes each: the number of the word in this column, 0 for a blank.
    """

    def __init__(self, stream: IO[bytes]):
        self.stream, self.source = stream, Source()
        self.words: dict[int, list] = defaultdict(lambda: [None])
        self.cells = self.text = 0
        self.heard: list[bytes] = []

    def listen(self) -> Source:
        while line := self.stream.readline(MAX_LINE):
            self.heard.append(line)
            message = json.loads(line)
            if "fault" in message:
                raise Unreadable(message["fault"])
            if "sheet" in message:
                self.source.sheets, self.source.sheet = message["sheets"], message["sheet"]
                self.source.shown = message["shown"]
            else:
                self._block(message["rows"], message["columns"])
        return self.source

    def _block(self, rows: int, columns: list) -> None:
        if not 0 <= rows <= MAX_BLOCK or len(columns) > MAX_COLUMNS:
            raise ValueError("a block that no child of ours would send")
        if len(self.source.rows) + rows > MAX_ROWS:
            raise too_large(MAX_ROWS + 1, 1)
        self.cells += rows * len(columns)
        if self.cells > MAX_CELLS:
            raise Unreadable(TOO_MUCH)
        listed = [self._column(number, rows, told) for number, told in enumerate(columns)]
        self.source.rows.extend(map(list, zip(*listed, strict=True)) if listed else ([] for _ in range(rows)))

    def _column(self, number: int, rows: int, told: list | dict | None) -> Iterable:
        if told is None:
            return repeat(None, rows)
        new = told["new"] if type(told) is dict else told
        self.text += sum(map(getsizeof, new))
        if self.text > MAX_TEXT:
            raise Unreadable(TOO_MUCH)
        if new is told:
            return told
        words, numbers = self.words[number], self.stream.read(2 * rows)
        self.heard.append(numbers)
        words.extend(new)
        return map(words.__getitem__, array("H", numbers))
