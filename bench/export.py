"""The roster of 98,593 members, 18 columns, as a workbook: against bare rows in rust, and openpyxl.

Each run is a process of its own, so that its peak memory is its own. The references read rows that were
finished beforehand, from a table without joins, masks or codes; ours starts from the registers. openpyxl
writes the same cells (text that stays text, dates as dates), and, for comparison, cells as they come.
"""

import csv
import io
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from statistics import median

import rustpy_xlsxwriter
from django.conf import settings
from django.db import connection, connections, models, transaction
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from members.models import Membership
from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.tables import columns
from union_portal.sheets.exporting.lists import ROW_KEY, export, heading
from union_portal.sheets.exporting.values import AT_A_TIME, pieces
from union_portal.sheets.exporting.writers import DATE

from .measure import Result

COLUMNS = [
    *("member__name", "member__number", "org", "union", "employer", "member__document_type"),
    *("member__document", "member__sex", "member__born_on", "member__mobile", "member__household"),
    *("member__category", "member__is_migrant", "standing", "start", "source", "since"),
]
"""With 系统编号, eighteen."""
FEW, MANY = 10_000, 1_000_000
ROUNDS = 5
RUST_GOAL, OPENPYXL_GOAL, MEMORY_GOAL, FLAT_GOAL = 1.5, 1 / 8, 250, 1.2
Run = tuple[float, float]
"""Seconds, and peak megabytes with all that the portal loads."""

LEDGER = LEDGERS[Membership]
SHOWN = columns(LEDGER, COLUMNS)
HEADINGS = [*map(heading, SHOWN), ROW_KEY]


class Finished(models.Model):
    """A row as the file shows it."""

    class Meta:
        managed = False
        app_label = "bench"
        db_table = 'bench"."finished'


for _number, _heading in enumerate(HEADINGS):
    _kind = models.DateField if _heading.format == DATE else models.TextField
    _kind(primary_key=_heading is ROW_KEY).contribute_to_class(Finished, f"c{_number}")


def export_roster() -> list[Result]:
    with prepared():
        runs: dict[str, list[Run]] = {way: [] for way in WAYS}
        for _ in range(ROUNDS):
            for way, taken in runs.items():
                taken.append(in_a_process(way))
        few, many = (in_a_process("portal", rows)[1] for rows in (FEW, MANY))
    ours, rust, same, plain = (median(seconds for seconds, _ in taken) for taken in runs.values())
    peak, bare = (max(memory for _, memory in runs[way]) for way in ("portal", "rust"))
    return [
        Result("导出名册（对rust写现成的行）", ours, rust, RUST_GOAL),
        Result("导出名册（对openpyxl只写，单元格相同）", ours, same, OPENPYXL_GOAL),
        Result("导出名册（对openpyxl只写，不设格式）", ours, plain),
        Result("导出名册：峰值内存", round(peak), goal=MEMORY_GOAL, unit="MB"),
        Result("导出名册：峰值内存（对rust写现成的行）", round(peak), round(bare), unit="MB"),
        Result("导出100万行：峰值内存（对1万行）", round(many), round(few), FLAT_GOAL, unit="MB"),
    ]


# --- what is exported


def roster() -> models.QuerySet:
    return Membership.objects.filter(until=None)


@contextmanager
def prepared() -> Iterator[None]:
    """The finished rows as a table; views that stand for the register with as many rows as are wanted."""
    fields = ", ".join(f"c{n} {'date' if one.format == DATE else 'text'}" for n, one in enumerate(HEADINGS))
    with connections["owner"].cursor() as cursor:
        cursor.execute(f"{away()}; CREATE SCHEMA bench; CREATE TABLE bench.finished ({fields})")
        with transaction.atomic():
            for piece in pieces(roster(), SHOWN):
                cursor.cursor.copy_expert("COPY bench.finished FROM STDIN (FORMAT csv)", as_csv(piece))
        for count in (FEW, MANY):
            cursor.execute(f"CREATE SCHEMA bench_{count}; {view(count)}")
        role = connection.ops.quote_name(settings.DATABASES["default"]["USER"])
        for schema in schemas():
            cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
            cursor.execute(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO {role}")
        try:
            yield
        finally:
            cursor.execute(away())


def schemas() -> list[str]:
    return ["bench", *(f"bench_{count}" for count in (FEW, MANY))]


def away() -> str:
    return f"DROP SCHEMA IF EXISTS {', '.join(schemas())} CASCADE"


def view(count: int) -> str:
    table, times = Membership._meta.db_table, count // roster().count() + 1
    return f"""CREATE VIEW bench_{count}.{table} AS SELECT m.* FROM public.{table} m
               CROSS JOIN generate_series(1, {times}) WHERE m.until IS NULL LIMIT {count}"""


def as_csv(piece: list[tuple]) -> io.StringIO:
    text = io.StringIO()
    csv.writer(text).writerows(piece)
    text.seek(0)
    return text


# --- one run


def in_a_process(way: str, count: int = 0) -> Run:
    command = [sys.executable, "-m", "bench.export", way, str(count)]
    answer = subprocess.run(command, cwd=settings.BASE_DIR, stdout=subprocess.PIPE, text=True, check=True)
    seconds, memory = json.loads(answer.stdout)
    return seconds, memory


def run(way: str, count: int) -> Run:
    with tempfile.TemporaryDirectory() as folder, transaction.atomic():
        if count:
            with connection.cursor() as cursor:
                cursor.execute(f"SET search_path TO bench_{count}, public")
        started = time.perf_counter()
        WAYS[way](Path(folder) / "roster.xlsx")
        return time.perf_counter() - started, peak()


def portal(path: Path) -> None:
    export(LEDGER, roster(), SHOWN, path)


def finished() -> Iterator[tuple]:
    names = [f"c{number}" for number in range(len(HEADINGS))]
    return Finished._default_manager.values_list(*names).iterator(chunk_size=AT_A_TIME)


def rust(path: Path) -> None:
    titles = [heading.title for heading in HEADINGS]
    rows = (dict(zip(titles, line, strict=True)) for line in finished())
    rustpy_xlsxwriter.write_worksheet(rows, str(path))


def openpyxl_plain(path: Path) -> None:
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([heading.title for heading in HEADINGS])
    for line in finished():
        sheet.append(line)
    book.save(path)


def openpyxl_same(path: Path) -> None:
    """Styles are made once a column, cells once a value, as openpyxl wants it."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([heading.title for heading in HEADINGS])
    styles = [style(sheet, heading.format) for heading in HEADINGS]
    for line in finished():
        sheet.append([cell(sheet, value, how) for value, how in zip(line, styles, strict=True)])
    book.save(path)


def style(sheet, number_format: str):
    sample = WriteOnlyCell(sheet)
    sample.number_format = number_format
    made = copy(sample._style)
    made.quotePrefix = int(number_format != DATE)
    return made


def cell(sheet, value, how):
    if value is None:
        return None
    made = WriteOnlyCell(sheet, value)
    if isinstance(value, str):
        made.data_type = "s"
    made._style = how
    return made


def peak() -> float:
    """Of this program alone: getrusage would count the process that started it as well."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


WAYS = {"portal": portal, "rust": rust, "openpyxl_same": openpyxl_same, "openpyxl_plain": openpyxl_plain}

if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1], int(sys.argv[2]))))
