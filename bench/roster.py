"""The roster of 98,593 members, 18 columns, taken in: by the portal, by the floor, by django-import-export.

The sheet is made once, of the district's own members, twelve columns of which the register of members
takes. Every run is a process of its own (importers.py) into a register emptied beforehand. Peak memory is
the proportional set size (PSS) of that process and of those it started, added up fifty times a second: the
child that parses counts with its parent, what they share counts once. PostgreSQL counts for nobody.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from statistics import median
from typing import Any

import rustpy_xlsxwriter
from django.conf import settings
from django.db import connections

from members.models import Member, Membership
from union_portal.fields import column
from union_portal.sheets.models import ImportBatch

from .district import scratch
from .importers import LABELS
from .measure import Result
from .members import execute, up_to_enterprises

OTHERS = ("union__name", "employer__name", "standing", "admitted_on", "source", "channel")
"""Of the spell: a register of members does not take them, and names them as left out."""
ROUNDS, TENTH = 3, 10
FLOOR_GOAL, PEER_GOAL, MEMORY_GOAL = 2.0, 1 / 20, 1.2
TICK = 0.02
Run = tuple[float, float, float]
"""Seconds on the clock, seconds of processor (the database's included), peak megabytes."""


def import_roster() -> list[Result]:
    """The peer reads a tenth of the rows: all of them would take it half an hour."""
    with tempfile.TemporaryDirectory() as folder:
        whole, tenth = sheets(Path(folder))
        with scratch():
            up_to_enterprises()
            runs = [(in_a_process("portal", whole), in_a_process("floor", whole)) for _ in range(ROUNDS)]
            usual, hurried = in_a_process("peer", tenth), in_a_process("hurried_peer", tenth)
    ours, floor = (middle(side) for side in zip(*runs, strict=True))
    return [
        Result("导入名册（对最简做法）", ours[0], floor[0], FLOOR_GOAL),
        Result("导入名册：处理器时间（对最简做法）", ours[1], floor[1]),
        Result("导入名册：峰值内存（对最简做法）", round(ours[2]), round(floor[2]), MEMORY_GOAL, unit="MB"),
        Result("导入名册（对django-import-export十分之一的行×10）", ours[0], usual[0] * TENTH, PEER_GOAL),
        Result("导入名册：处理器时间（对同上）", ours[1], usual[1] * TENTH),
        Result("导入名册（对同上，不试行、不检查、不比较）", ours[0], hurried[0] * TENTH),
    ]


def sheets(folder: Path) -> tuple[Path, Path]:
    """All of the roster, and its first tenth."""
    lines = list(roster())
    whole, tenth = folder / "roster.xlsx", folder / "tenth.xlsx"
    write(whole, lines)
    write(tenth, lines[: len(lines) // TENTH])
    return whole, tenth


def middle(runs: Iterable[Run]) -> list[float]:
    return [median(values) for values in zip(*runs, strict=True)]


# --- the sheet


def roster() -> Iterator[dict[str, Any]]:
    """Heading → cell, as a clerk keeps a roster: words for codes, dates as dates, numbers as text."""
    fields = [(label, f"member__{name}", column(Member, name)) for label, name in LABELS.items()]
    fields += [(str(field(name).verbose_name), name, field(name)) for name in OTHERS]
    units = "member__org__name"
    paths = [units if path == "member__org" else path for _, path, _ in fields]
    words = [dict(kind.flatchoices) if kind.choices else {True: "是", False: "否"} for *_, kind in fields]
    titles = [title for title, *_ in fields]
    rows = Membership.objects.filter(until=None).order_by("member__number").values_list(*paths)
    for line in rows.iterator():
        cells = (word.get(cell, cell) for cell, word in zip(map(open_up, line), words, strict=True))
        yield dict(zip(titles, cells, strict=True))


def field(path: str) -> Any:
    """The last field of a path over foreign keys; what a key points to goes by the key's own name."""
    return Membership._meta.get_field(path.partition("__")[0])


def open_up(cell):
    return cell.reveal() if hasattr(cell, "reveal") else cell


def write(path: Path, lines: list[dict]) -> None:
    rustpy_xlsxwriter.write_worksheet(lines, str(path))


# --- one run


def in_a_process(way: str, path: Path) -> Run:
    execute(f"TRUNCATE {Member._meta.db_table}, {ImportBatch._meta.db_table} CASCADE")
    database = connections["default"].settings_dict["NAME"]
    command = [sys.executable, "-m", "bench.importers", way, str(path), database]
    with tempfile.TemporaryFile("w+") as said:
        with subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=said) as process:
            peak = watched(process)
        said.seek(0)
        answer = said.read()
    if process.returncode or json.loads(answer)["rows"] != Member.objects.count():
        raise AssertionError(f"{way}：{answer}")
    taken = json.loads(answer)
    return taken["clock"], taken["processor"], peak


def watched(process: subprocess.Popen) -> float:
    """The peak megabytes of a process and of those it started, until it ends."""
    peak = 0
    while process.poll() is None:
        peak = max(peak, sum(map(share, family(process.pid))))
        time.sleep(TICK)
    return peak / 1024


def family(pid: int) -> list[int]:
    with suppress(OSError):
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        return [pid, *map(int, children)]
    return []


def share(pid: int) -> int:
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return 0
