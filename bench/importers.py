"""Three ways to take a roster in, each run alone: `python -m bench.importers WAY FILE DATABASE`.

All three refuse what the register refuses and write the same table, with its constraints, indexes and
triggers, identity numbers and mobiles encrypted and blind-indexed.
"""

import datetime as dt
import io
import json
import os
import re
import resource
import sys
import time
from operator import mul
from pathlib import Path
from typing import Any

import python_calamine
import tablib
from django.db import connection
from import_export import resources, widgets
from import_export.instance_loaders import CachedInstanceLoader

from members.models import Member
from union_portal.audit.context import acting
from union_portal.fields import blind_index, column, context_of, encrypt
from union_portal.fields.identity import CHECK_CHARACTERS, REGIONS, WEIGHTS
from union_portal.ledgers.declarations import LEDGERS
from union_portal.organization.models import OrgUnit, User
from union_portal.pinyin import name_initials
from union_portal.sheets.importing import checking, saving, uploads

TABLE = Member._meta.db_table
TAKEN = (
    *("org", "number", "name", "document_type", "document", "sex", "born_on", "mobile"),
    *("category", "household", "is_migrant", "collected_on"),
)
LABELS = {str(column(Member, name).verbose_name): name for name in TAKEN}
CODED = ("document_type", "sex", "household", "category")
YES_NO = {"是": True, "否": False}
NUMBER = re.compile(r"\d{17}[\dX]", re.ASCII)
MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)


# --- the portal


def portal(path: Path) -> int:
    """Received, checked (which is the dry run) and confirmed, as the wizard and the command do."""
    user = User.objects.get(username="organisation")
    with acting(user, route="bench"):
        batch = uploads.receive(path, LEDGERS[Member], user, path.name)
        checking.check(batch)
    with acting(user, route="bench"):
        saving.confirm(batch)
    batch.refresh_from_db()
    return batch.created


# --- the floor: one pass, for this one sheet and this one table


def floor(path: Path) -> int:
    rows = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    columns = {LABELS[title]: cells for title, *cells in zip(*rows, strict=True) if title in LABELS}
    del rows
    judge(columns)
    complete(columns)
    left = unsaid(columns)
    with acting(name="命令行", route="bench"), connection.cursor() as cursor:
        listed = ", ".join(f'"{column(Member, name).column}"' for name in columns)
        cursor.execute(f"CREATE UNLOGGED TABLE staging.bench AS SELECT {listed} FROM {TABLE} LIMIT 0")
        cursor.cursor.copy_expert(f"COPY staging.bench ({listed}) FROM STDIN", as_text(columns))
        others = ", ".join(["", *left]), ", %s" * len(left)
        cursor.execute(
            f"INSERT INTO {TABLE} ({listed}{others[0]}) SELECT {listed}{others[1]} FROM staging.bench",
            list(left.values()),
        )
        made = cursor.rowcount
        cursor.execute("DROP TABLE staging.bench")
    return made


def unsaid(columns: dict[str, list]) -> dict[str, Any]:
    """What the model gives the columns that a sheet leaves out and the table wants."""
    fields = [f for f in Member._meta.local_concrete_fields if f.name not in columns]
    known = [f for f in fields if not (f.null or f.primary_key or f.generated or f.has_db_default())]
    return {f'"{f.column}"': f.get_default() for f in known}


def judge(columns: dict[str, list]) -> None:
    """Words become codes, texts dates; raises at what is wrong."""
    units = dict(OrgUnit.objects.townships().values_list("name", "pk"))
    columns["org"] = [units[name] for name in columns["org"]]
    for name in CODED:
        codes = {label: code for code, label in column(Member, name).flatchoices}
        columns[name] = [codes[word] for word in columns[name]]
    columns["is_migrant"] = [YES_NO[word] for word in columns["is_migrant"]]
    documents, mobiles = columns["document"], columns["mobile"]
    if not all(map(NUMBER.fullmatch, documents)) or len(set(documents)) < len(documents):
        raise ValueError("document")
    if any(number[:2] not in REGIONS or number[17] != check_character(number) for number in documents):
        raise ValueError("document")
    born = [dt.date(int(n[6:10]), int(n[10:12]), int(n[12:14])) for n in documents]
    if born != columns["born_on"] or ["FM"[int(n[16]) % 2] for n in documents] != columns["sex"]:
        raise ValueError("born_on")
    if not all(MOBILE.fullmatch(number) for number in mobiles if number):
        raise ValueError("mobile")
    if any(not name or len(name) > 50 for name in columns["name"]):
        raise ValueError("name")
    if len(set(columns["number"])) < len(documents) or max(map(len, columns["number"])) > 20:
        raise ValueError("number")


def check_character(number: str) -> str:
    return CHECK_CHARACTERS[sum(map(mul, WEIGHTS, map(int, number[:17]))) % 11]


def complete(columns: dict[str, list]) -> None:
    columns["initials"] = list(map(name_initials, columns["name"]))
    for name in ("document", "mobile"):
        context, plain = context_of(Member, name), columns[name]
        columns[f"{name}_index"] = [rf"\\x{blind_index(p, context).hex()}" if p else r"\N" for p in plain]
        columns[name] = [rf"\\x{encrypt(p, context).hex()}" if p else r"\N" for p in plain]
    columns["collected_on"] = [day or r"\N" for day in columns["collected_on"]]


def as_text(columns: dict[str, list]) -> io.StringIO:
    lines = zip(*(map(str, cells) for cells in columns.values()), strict=True)
    return io.StringIO("\n".join(map("\t".join, lines)))


# --- the peer


class Words(widgets.Widget):
    """A coded column by its labels."""

    def __init__(self, codes: dict):
        super().__init__()
        self.codes = codes

    def clean(self, value, row=None, **kwargs):
        return self.codes[value]


class Roster(resources.ModelResource):
    """As it is usually set up: rows found by number, cleaned as the model wants it, differences shown."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        for label, name in LABELS.items():
            self.fields[name].column_name = label
        for name in CODED:
            labels = {label: code for code, label in column(Member, name).flatchoices}
            self.fields[name].widget = Words(labels)
        self.fields["is_migrant"].widget = Words(YES_NO)
        self.fields["org"].attribute, self.fields["org"].widget = (
            "org",
            widgets.ForeignKeyWidget(OrgUnit, "name"),
        )

    def before_save_instance(self, instance, row, **kwargs):
        instance.initials = name_initials(instance.name)

    def after_import(self, dataset, result, **kwargs):
        """Its own would set the table's sequence anew, which the application's role may not."""

    class Meta:
        model = Member
        fields = tuple(LABELS.values())
        import_id_fields = ("number",)
        use_bulk = True
        clean_model_instances = True


class Hurried(Roster):
    """All that may be left out left out: no cell is judged, no difference shown, rows looked up at once."""

    class Meta:
        instance_loader_class = CachedInstanceLoader
        clean_model_instances = False
        skip_diff = True


def peer(path: Path) -> int:
    """A dry run, then the import, each from the file: what its pages do."""
    take(Roster(), path, dry_run=True)
    return take(Roster(), path)


def hurried_peer(path: Path) -> int:
    return take(Hurried(), path)


def take(roster: Roster, path: Path, dry_run: bool = False) -> int:
    data = tablib.Dataset().load(path.read_bytes(), "xlsx")
    with acting(name="命令行", route="bench"):
        result = roster.import_data(data, dry_run=dry_run, raise_errors=True, use_transactions=True)
    return result.totals["new"]


# --- one run


def run(way: str, path: Path, database: str) -> dict[str, float]:
    connection.settings_dict["NAME"] = database
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        server = Path(f"/proc/{cursor.fetchone()[0]}/stat")
    clock, processor = time.perf_counter(), used(server)
    made = WAYS[way](path)
    return {"clock": time.perf_counter() - clock, "processor": used(server) - processor, "rows": made}


def used(server: Path) -> float:
    """Seconds of processor of this process, of the children that have ended, and of the database's server."""
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    ticks = sum(map(int, server.read_text().rpartition(")")[2].split()[11:13]))
    return sum(taken.ru_utime + taken.ru_stime for taken in both) + ticks / os.sysconf("SC_CLK_TCK")


WAYS = {"portal": portal, "floor": floor, "peer": peer, "hurried_peer": hurried_peer}

if __name__ == "__main__":
    print(json.dumps(run(sys.argv[1], Path(sys.argv[2]), sys.argv[3])))
