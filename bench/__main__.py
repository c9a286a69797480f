import argparse
import json
import shutil
import sys

from django.conf import settings
from django.db import connections

from union_portal import embedded

from . import FOR_NOW
from .apply_flood import apply_flood
from .counter import counter
from .district import prepare
from .export import export_roster
from .freezing import freeze, recompute
from .indicators import indicators
from .levy import match_levy
from .measure import table
from .members import build_members
from .pages import lists
from .roster import import_roster
from .workbook import yearbook

ALL = (
    indicators,
    apply_flood,
    build_members,
    lists,
    yearbook,
    import_roster,
    export_roster,
    match_levy,
    counter,
    freeze,
    recompute,
)
BENCHMARKS = {each.__name__: each for each in ALL}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m bench", description="性能测量：同一次运行中两种做法的比值"
    )
    parser.add_argument("names", nargs="*", metavar="项目", help=f"默认全部：{'、'.join(BENCHMARKS)}")
    parser.add_argument("--format", choices=["text", "json"], default="text")
    options = parser.parse_args()
    if unknown := set(options.names) - set(BENCHMARKS):
        parser.error(f"没有这些项目：{'、'.join(sorted(unknown))}；应为{'、'.join(BENCHMARKS)}")
    prepare()
    results = []
    for name in options.names or BENCHMARKS:
        print(f"正在测量：{name}", file=sys.stderr)
        results += BENCHMARKS[name]()
    if options.format == "json":
        print(json.dumps([result.as_json() for result in results], ensure_ascii=False, indent=1))
    else:
        print(table(results))


try:
    main()
finally:
    if FOR_NOW:
        connections.close_all()
        embedded.stop(settings.DATA_DIR)
        shutil.rmtree(FOR_NOW)
