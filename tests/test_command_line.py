"""What scripts and federations' cron jobs read: every figure, and every row behind it, as JSON."""

import json
import subprocess
import sys
from io import StringIO

from django.conf import settings
from django.core.management import call_command

from tests.published import DAXING, SILENT, SMALL, published, root_values
from union_portal.district.build import scaled
from union_portal.reporting import cli
from union_portal.reporting.indicators import REGISTRY, Rate


def told(command, *args, **options) -> dict:
    output = StringIO()
    call_command(command, *args, **options, format="json", stdout=output, stderr=StringIO())
    return json.loads(output.getvalue())


def test_the_command_line_tells_every_figure_and_its_rows(committed):
    call_command("build_district", str(DAXING), scale=str(SMALL), **SILENT)
    brief = scaled(published(), SMALL)
    values = root_values(brief, list(REGISTRY))

    figures = told("figures", period="2015")

    assert set(figures) == set(REGISTRY)
    for code, cell in values.items():
        value, unit = cli.number(cell.value, REGISTRY[code]), REGISTRY[code].unit
        assert figures[code] == vars(cell) | {"value": value, "unit": unit}, code
    for code in brief.codes:
        rows, indicator = told("rows", code, period="2015"), REGISTRY[code]
        value = figures[code]["value"]
        if isinstance(indicator, Rate):
            assert (rows["count"], rows["of"], rows["sum"]) == (*parts_of(figures[code]), value)
            assert sum(line["numerator"] for line in rows["rows"]) == rows["count"]
        elif getattr(indicator, "amount", ""):
            assert rows["sum"] == rows["value"] == value
        else:
            assert rows["count"] == rows["value"] == len(rows["rows"]) == value
        distinct = {(line.get("part"), line["id"]) for line in rows["rows"]}
        assert len(distinct) == len(rows["rows"]), code


def parts_of(line) -> tuple:
    return line["numerator"], line["denominator"]


def test_a_process_prints_json_alone_on_standard_output(environment):
    """As scripts and federations' cron jobs call it."""

    def run(*words):
        command = [sys.executable, "manage.py", *words, "--format", "json"]
        return subprocess.run(command, cwd=settings.BASE_DIR, env=environment, capture_output=True, text=True)

    made = run("build_district", str(DAXING), "--scale", str(SMALL))
    figures = run("figures", "--period", "2015", "--code", "MEM07")
    rows = run("rows", "MEM07", "--period", "2015")
    refused = run("figures", "--period", "2015", "--code", "XXX99")

    brief = scaled(published(), SMALL)
    assert json.loads(made.stdout)["townships"] == brief.townships
    assert json.loads(figures.stdout)["MEM07"]["value"] == brief.figures["MEM07"]
    assert json.loads(rows.stdout)["count"] == brief.figures["MEM07"]
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "指标“XXX99”" in refused.stderr
