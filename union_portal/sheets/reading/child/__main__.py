"""Reads one uploaded file, in a process of its own that may die of it.

Run as a folder: `python -I child MEMORY CPU_SECONDS FILE_DESCRIPTOR`. Two lines of JSON come on standard
input: kind and sheet; then, once the file was searched, computed. Answers as source.Hearing describes.
Imports nothing of the portal, so that it starts fast and holds no secret.
"""

import resource
import sys

from telling import AGAIN, Refused, heard, say, tell
from texts import text_file
from workbooks import workbook

MAX_SHEETS, MAX_SHEET_NAME = 200, 100


def main(memory: int, seconds: int, file: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    order = heard() | {"path": f"/proc/self/fd/{file}"}
    try:
        names, shown, chosen, rows = text_file(order) if order["kind"] == "csv" else workbook(order)
        if len(names) > MAX_SHEETS:
            raise Refused(f"工作表超过{MAX_SHEETS}个，请只保留要导入的一张表")
        if any(len(name) > MAX_SHEET_NAME or not name.isprintable() for name in names):
            raise Refused(f"工作表的名称异常，{AGAIN}")
        say({"sheets": names, "shown": shown, "sheet": chosen})
        tell(rows)
    except Refused as refusal:
        say({"fault": str(refusal)})
    sys.stdout.flush()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:4]))
