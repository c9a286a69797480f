"""T39: files that would harm whoever opens them. Each is refused in words, and nothing of it is kept."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests import make
from tests.hostile.archives import MEGABYTE, inflating
from tests.hostile.books import SHEET, book, worksheet
from tests.hostile.files import REFUSED
from tests.hostile.making import GOOD
from tests.hostile.oddities import HARMLESS
from union_portal.ledgers.declarations import ledger_named
from union_portal.sheets.importing import uploads
from union_portal.sheets.models import ImportBatch
from union_portal.sheets.reading import storing
from union_portal.sheets.reading.precheck import UNREADABLE
from union_portal.sheets.reading.source import Parser, Unreadable, read

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def clerk(db):
    return make.user("organisation", make.district())


@pytest.fixture
def uploaded(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "upload"


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_with_what_to_do_and_nothing_of_it_is_kept(name, clerk, uploaded):
    make_file, why = REFUSED[name]
    uploaded.write_bytes(make_file())

    with pytest.raises(Unreadable) as refusal:
        uploads.receive(uploaded, ledger_named("member"), clerk, "名单.xlsx")

    assert (str(refusal.value), "请" in why) == (why, True)
    assert (ImportBatch.objects.count(), [*storing.folder().iterdir()]) == (0, [])


@pytest.mark.parametrize("name", HARMLESS)
def test_a_file_that_only_looks_odd_is_read(name, uploaded):
    make_file, rows = HARMLESS[name]
    uploaded.write_bytes(make_file())
    assert read(uploaded).rows == rows


def test_no_hostile_file_costs_the_portal_more_than_256_mebibytes_or_its_child_a_gibibyte(tmp_path):
    for number, (make_file, _) in enumerate(REFUSED.values()):
        (tmp_path / f"{number:03d}").write_bytes(make_file())
    command = [sys.executable, "-m", "tests.hostile.measure", str(tmp_path)]
    said = subprocess.run(command, cwd=ROOT, env=dict(os.environ), check=True, capture_output=True)
    cost = json.loads(said.stdout)
    assert cost["refused"] == len(REFUSED)
    assert (cost["grown"] <= 256 * 1024, cost["child"] <= 1024 * 1024) == (True, True), cost


def test_a_parser_that_falls_silent_is_ended_by_the_clock(uploaded):
    uploaded.write_bytes(book([["姓名"]]))
    with Parser(uploaded, seconds=1) as parser:
        parser.order({"kind": "xlsx", "sheet": ""})
        with pytest.raises(Unreadable, match=f"^{UNREADABLE}$"):
            parser.hear()
    assert parser.process.returncode == -9


@pytest.mark.parametrize(("limit", "ended"), [({"cpu": 1}, (-9, -24)), ({"memory": 128 * MEGABYTE}, (-6, 1))])
def test_a_parser_that_takes_too_much_is_ended_by_the_system(uploaded, limit, ended):
    begun, end = worksheet("§").encode().split("§".encode())
    rows = b"<row><c><v>1</v></c></row>" * 40_000
    uploaded.write_bytes(inflating(GOOD, SHEET, (begun, rows, end), 280))
    with Parser(uploaded, **limit) as parser:
        parser.order({"kind": "xlsx", "sheet": ""})
        parser.order({"computed": False})
        with pytest.raises(Unreadable, match=f"^{UNREADABLE}$"):
            parser.hear()
        assert parser.process.wait() in ended


def test_a_refused_file_leaves_no_process_behind(uploaded):
    uploaded.write_bytes(REFUSED["billion laughs"][0]())
    with pytest.raises(Unreadable):
        read(uploaded)
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    parsers = [pid for pid in children if "sheets/reading/child" in Path(f"/proc/{pid}/cmdline").read_text()]
    assert parsers == []
