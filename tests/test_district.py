"""The generator: the same seed the same district, a scale a smaller one, and a wrong file nothing at all."""

import json
import random
import re
import subprocess
import sys
from decimal import ROUND_HALF_UP, Decimal
from io import StringIO

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction

from bargaining.models import Contract
from disputes.models import Case
from enterprises.models import Enterprise
from members.models import Card, Member, Membership
from union_portal.district import brief as briefs
from union_portal.district.brief import CENTS, Brief
from union_portal.district.build import build, scaled
from union_portal.organization.models import OrgUnit
from union_portal.organization.records import Record
from union_portal.reporting import cli
from union_portal.reporting.catalogue import CATALOGUE
from union_portal.reporting.compute import compute
from union_portal.reporting.indicators import REGISTRY, Derived, Rate

PUBLISHED = settings.BASE_DIR / "union_portal" / "reporting" / "published"
NAMES = ("daxing-2015", "wanping-2016", "renhe-2011-2016")
DAXING = PUBLISHED / f"{NAMES[0]}.json"
SMALL = Decimal("0.02")
SUMS = {"HON05": ("HON01", "HON02", "HON03", "HON04"), "MEM07": ("MEM08", "MEM09", "MEM10")}
CHINESE = re.compile("[一-龥]")
RECORDS = [model for model in apps.get_models() if issubclass(model, Record)]


def published(name=NAMES[0]) -> Brief:
    return briefs.read(str(PUBLISHED / f"{name}.json"))


def rows_left() -> dict:
    return {model.__name__: count for model in (OrgUnit, *RECORDS) if (count := model.objects.count())}


def root_values(brief, codes=None):
    return compute(brief.period, codes or list(brief.codes))[OrgUnit.objects.root().path]


# --- the same again


def registers() -> dict:
    """What a reader of the registers sees, and what is sealed in them."""
    people = Member.objects.order_by("number")
    return {
        "places": list(OrgUnit.objects.order_by("code").values_list("code", "name")),
        "enterprises": list(
            Enterprise.objects.order_by("credit_code").values_list(
                "credit_code", "name", "opened_on", "org__code"
            )
        ),
        "contracts": list(
            Contract.objects.order_by("number").values_list("number", "signed_on", "expires_on")
        ),
        "people": list(people.values_list("name", "sex", "born_on", "collected_on")),
        "documents": [document.reveal() for document in people.values_list("document", flat=True)[:200]],
        "spells": list(Membership.objects.order_by("pk").values_list("since", "until", "start", "org__code")),
        "cards": list(Card.objects.order_by("pk").values_list("applied_on", "issued_on")),
        "cases": list(
            Case.objects.order_by("number").values_list("number", "claim", "accepted_on", "workers")
        ),
    }


def built_and_undone(brief, seed) -> tuple[dict, dict]:
    """The registers and the figures of a district that is gone again."""
    with transaction.atomic():
        build(brief, seed)
        found = registers(), root_values(brief)
        transaction.set_rollback(True)
    return found


def numberless(found: dict) -> dict:
    """Without what a sequence of the database gives, which never goes back."""
    return {name: sorted(map(str, rows)) for name, rows in found.items()}


def test_the_same_seed_gives_the_same_district(db):
    brief = scaled(published(), SMALL)

    (first, figures), (second, again) = (built_and_undone(brief, 7) for _ in range(2))

    assert numberless(first) == numberless(second)
    assert figures == again


def test_another_seed_gives_another_district_with_the_same_figures(db):
    brief = scaled(published(), SMALL)

    (first, _), (second, _) = (built_and_undone(brief, seed) for seed in (7, 8))

    same = {name for name in first if numberless(first)[name] == numberless(second)[name]}
    assert same == {"documents"}, "numbers are counted, not drawn: nobody else's are ever hit"
    build(brief, 9)
    assert {code: cell.value for code, cell in root_values(brief, brief.figures).items()} == brief.figures


# --- scale


@pytest.mark.parametrize("name", NAMES)
def test_a_scaled_district_has_the_printed_figures_times_the_scale(db, name):
    """Half a unit is rounded up; a total is the sum of its parts, where it was one before."""
    printed = published(name)

    call_command(
        "build_district", str(PUBLISHED / f"{name}.json"), scale="0.1", stdout=StringIO(), stderr=StringIO()
    )

    found = {code: cell.value for code, cell in root_values(printed, printed.figures).items()}
    for code, value in printed.figures.items():
        expected = value if CATALOGUE[code].unit == "%" else value / 10
        step = CENTS.get(CATALOGUE[code].unit, Decimal(1))
        near = 0 if not any(code == total or code in of for total, of in SUMS.items()) else 1
        assert abs(found[code] - expected.quantize(step, ROUND_HALF_UP)) <= near * step * 2, code
    for total, of in SUMS.items():
        if total in found and set(of) <= set(found):
            assert found[total] == sum(found[code] for code in of)


@pytest.mark.parametrize("scale", ["0", "-1", "1001", "NaN", "一半"])
def test_a_scale_that_is_no_scale_is_refused(db, scale):
    with pytest.raises(CommandError, match="--scale应为大于0"):
        call_command("build_district", str(DAXING), scale=scale, stdout=StringIO(), stderr=StringIO())
    assert rows_left() == {}


# --- files that cannot be built


def changed(**changes) -> str:
    """Daxing's file, small, with other values; a dictionary is merged into the block it names."""
    data = json.loads(DAXING.read_text("utf8"))
    for name, value in changes.items():
        merge = isinstance(value, dict) and isinstance(data.get(name), dict)
        data[name] = data[name] | value if merge else value
    return json.dumps(data)


def figures(**values) -> str:
    return changed(figures=values)


REFUSED = {
    "unknown code": (figures(XXX99=1), "XXX99.*不在指标目录中"),
    "no register yet": (figures(SVC14=3), "SVC14.*尚无台账"),
    "a rate among the figures": (figures(BAR15=90), "BAR15.*尚无台账"),
    "a count among the percentages": (changed(exactly_percent={"MEM07": 50}), "MEM07.*不是比率"),
    "more than all": (changed(exactly_percent={"STA03": 101}), "STA03.*不应大于100%"),
    "parts that are not the whole": (figures(MEM08=1, MEM09=1, MEM10=1), "MEM07.*与.*之和3不符"),
    "a part beyond its whole": (figures(STA02=22), "STA02|STA01"),
    "wages beyond all money": (figures(DIS06=7000), "DIS06.*不应大于DIS05"),
    "a sum of others": (figures(HON05=36), "HON05.*与各分项之和35不等"),
    "text": (figures(MEM07="4052"), "MEM07.*应为数字"),
    "a truth value": (figures(MEM07=True), "MEM07.*应为数字"),
    "less than nothing": (figures(MEM07=-1), "MEM07.*不小于0的整数"),
    "half a person": (figures(MEM07=0.5), "MEM07.*不小于0的整数"),
    "a tenth of a cent": (figures(DIS05=1.001), "DIS05.*至多两位小数"),
    "no number at all": (figures(MEM07=float("nan")), "MEM07.*不小于0的整数"),
    "an opening that cannot be set": (changed(opening={"DIS05": 1}), "DIS05.*期初"),
    "a period backwards": (changed(period={"start": "2016-01-01"}), "period.*不能晚于"),
    "a day that is none": (changed(period={"end": "2015-02-30"}), "period.*无效"),
    "a year cut short": (changed(period={"end": "2015-11-30"}), "period.*不是一个CAL_YEAR"),
    "a kind that is none": (changed(period={"kind": "DECADE"}), "period.*DECADE"),
    "a level that is none": (changed(level="province"), "level应为city、district、township"),
    "no division": (changed(division="大兴"), "division应为6位或9位"),
    "no name": (changed(federation=" "), "federation应为非空文字"),
    "no township": (changed(townships=0), "townships应为1至990"),
    "figures in a list": (changed(figures=[1]), "figures应为"),
    "a target without a day": (changed(targets=[{"code": "BAR15", "value": 1}]), "targets第1项"),
    "a list": ("[]", "应为一个JSON对象"),
    "broken": ('{"figures": {', "第1行第\\d+列不是有效的JSON"),
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_wrong_file_is_refused_by_name_and_leaves_nothing(db, tmp_path, why):
    text, words = REFUSED[why]
    file = tmp_path / "区.json"
    file.write_text(text, encoding="utf8")

    with pytest.raises(CommandError, match=words) as refusal:
        call_command("build_district", str(file), stdout=StringIO(), stderr=StringIO())

    assert CHINESE.search(str(refusal.value))
    assert rows_left() == {}


def test_a_file_that_is_not_there_is_named(db, tmp_path):
    with pytest.raises(CommandError, match="没有文件“.*没有.json”"):
        call_command("build_district", str(tmp_path / "没有.json"))


def test_a_second_district_is_refused(district):
    with pytest.raises(CommandError, match="数据库中已有组织机构.*PORTAL_DATA"):
        call_command("build_district", str(DAXING), scale="0.02", stdout=StringIO(), stderr=StringIO())
    assert rows_left() == {"OrgUnit": 1}


# --- random files


def drawn(rng: random.Random) -> tuple[Brief, bool]:
    """A published file, smaller and with codes left out; or, half of the time, with numbers that may clash."""
    data = json.loads((PUBLISHED / f"{rng.choice(NAMES)}.json").read_text("utf8"))
    for block in ("figures", "at_least", "exactly_percent", "opening"):
        kept = data.get(block, {}).items()
        data[block] = {code: value for code, value in kept if rng.random() > 0.25}
    plain = rng.random() < 0.5
    if not plain:
        data["level"] = rng.choice(["city", "district", "township"])
        data["townships"] = rng.randint(1, 40)
        start = f"{rng.randint(2012, 2018)}-{rng.randint(1, 12):02d}-01"
        data["period"] = {
            "kind": "CUSTOM",
            "start": start,
            "end": f"{rng.randint(2015, 2019)}-{rng.randint(1, 12)}-28",
        }
        for code in rng.sample(sorted(data["figures"]), min(2, len(data["figures"]))):
            data["figures"][code] = rng.choice([0, 1, rng.randint(0, 2 * int(data["figures"][code]) + 1)])
    return data, plain


@pytest.mark.parametrize("seed", range(25))
def test_a_random_file_is_met_exactly_or_refused_in_chinese(db, tmp_path, seed):
    rng = random.Random(f"briefs {seed}")
    data, plain = drawn(rng)
    file, scale = tmp_path / "区.json", f"{rng.uniform(0.02, 0.3):.2f}"
    file.write_text(json.dumps(data), encoding="utf8")
    try:
        call_command(
            "build_district", str(file), seed=seed, scale=scale, stdout=StringIO(), stderr=StringIO()
        )
    except CommandError as refusal:
        assert CHINESE.search(str(refusal))
        assert rows_left() == {}
        assert not plain, f"{file.read_text()} --scale {scale}: {refusal}"
        return
    brief = scaled(briefs.read(str(file)), Decimal(scale))
    found = root_values(brief, brief.figures) if brief.figures else {}
    assert {code: round(cell.value, 2) for code, cell in found.items()} == brief.figures


# --- the command line


def told(command, *args, **options) -> dict:
    output = StringIO()
    call_command(command, *args, **options, format="json", stdout=output, stderr=StringIO())
    return json.loads(output.getvalue())


def test_the_command_line_tells_every_figure_and_its_rows(committed):
    call_command("build_district", str(DAXING), scale=str(SMALL), stdout=StringIO(), stderr=StringIO())
    brief = scaled(published(), SMALL)
    values = root_values(brief, list(REGISTRY))

    figures = told("figures", period="2015")

    assert {code: line["unit"] for code, line in figures.items()} == {
        code: i.unit for code, i in REGISTRY.items()
    }
    for code, cell in values.items():
        value = cli.number(cell.value, REGISTRY[code])
        told_of = {**figures[code], "unit": None}
        parts = {"numerator": cell.numerator, "denominator": cell.denominator}
        assert told_of == {"value": value, **parts, "unit": None}, code
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
        assert isinstance(indicator, Derived) or len({line["id"] for line in rows["rows"]}) == len(
            rows["rows"]
        )


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
