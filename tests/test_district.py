"""The generator: the same seed the same district, a scale a smaller one, and a wrong file nothing at all."""

import json
import random
import re
from decimal import ROUND_HALF_UP, Decimal
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.db.models import Model

from bargaining.models import Contract
from disputes.models import Case
from enterprises.models import Enterprise
from members.models import Card, Member, Membership
from tests.published import DAXING, NAMES, PUBLISHED, SILENT, SMALL, published, root_values
from union_portal.district import brief as briefs
from union_portal.district.brief import CENTS, Brief
from union_portal.district.build import build, scaled
from union_portal.organization.models import OrgUnit
from union_portal.organization.records import Record
from union_portal.reporting.catalogue import CATALOGUE

SUMS = {"HON05": ("HON01", "HON02", "HON03", "HON04"), "MEM07": ("MEM08", "MEM09", "MEM10")}
NEEDED = {"AST13": "AST14", "BAR04": "BAR05", "BAR05": "BAR06", "DIS01": "DIS04"}
"""Without the first there cannot be the second."""
CHINESE = re.compile("[一-龥]")
RECORDS = [model for model in apps.get_models() if issubclass(model, Record)]
TABLES: list[type[Model]] = [OrgUnit, *RECORDS]


def rows_left() -> dict:
    counts = {model.__name__: model._default_manager.count() for model in TABLES}
    return {name: count for name, count in counts.items() if count}


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
        call_command("build_district", str(DAXING), scale=scale, **SILENT)
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
        call_command("build_district", str(file), **SILENT)

    assert CHINESE.search(str(refusal.value))
    assert rows_left() == {}


def test_a_file_that_is_not_there_is_named(db, tmp_path):
    with pytest.raises(CommandError, match="没有文件“.*没有.json”"):
        call_command("build_district", str(tmp_path / "没有.json"))


def test_a_second_district_is_refused(district):
    with pytest.raises(CommandError, match="数据库中已有组织机构.*PORTAL_DATA"):
        call_command("build_district", str(DAXING), scale="0.02", **SILENT)
    assert rows_left() == {"OrgUnit": 1}


# --- random files


def drawn(rng: random.Random) -> tuple[dict, bool]:
    """A published file with codes left out; half of the time with numbers changed, that may clash."""
    data = json.loads((PUBLISHED / f"{rng.choice(NAMES)}.json").read_text("utf8"))
    for block in ("figures", "at_least", "exactly_percent", "opening"):
        kept = data.get(block, {}).items()
        data[block] = {code: value for code, value in kept if rng.random() > 0.25}
    plain = rng.random() < 0.5
    if not plain:
        data["level"] = rng.choice(["city", "district", "township"])
        data["townships"] = rng.randint(1, 40)
        first, last = f"{rng.randint(2012, 2015)}-0{rng.randint(1, 9)}-01", f"{rng.randint(2015, 2018)}-12-28"
        data["period"] = {"kind": "CUSTOM", "start": first, "end": last}
        for code in rng.sample(sorted(data["figures"]), min(2, len(data["figures"]))):
            data["figures"][code] = rng.choice([0, 1, rng.randint(0, 2 * int(data["figures"][code]) + 1)])
    return data, plain


def rounded_apart(brief: Brief) -> bool:
    """Whether rounding left less than its own parts, or something where there is nobody."""
    given = brief.figures
    short = any(given.get(total, 1e9) < sum(given.get(part, 0) for part in of) for total, of in SUMS.items())
    return short or any(given.get(some) == 0 and given.get(more, 0) > 0 for some, more in NEEDED.items())


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


def test_figures_do_not_wait_for_the_database_s_statistics(committed):
    """After a load that was undone, statistics say that the tables are empty."""
    brief = scaled(published(), Decimal("0.3"))
    with transaction.atomic():
        build(brief, seed=1)
        transaction.set_rollback(True)
    connections["owner"].cursor().execute("ANALYZE")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT set_config('statement_timeout', '10s', true)")

        build(brief, seed=1)

        cursor.execute("SELECT current_setting('enable_nestloop')")
        assert cursor.fetchone() == ("on",)
        transaction.set_rollback(True)
