"""`manage.py rows --snapshot`: the rows a seal kept behind a figure, and what became of them."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tests import make
from tests.cases import SPRING
from tests.make import annual
from union_portal.reporting.annual import listing
from union_portal.reporting.indicators import REGISTRY
from union_portal.reporting.management.commands import rows


def told(code, unit, asked="sealed"):
    return listing.told(listing.chosen(annual.YEAR, unit, code, asked), REGISTRY[code], unit)


@pytest.fixture
def case(yinghai):
    return make.case(yinghai, accepted_on=SPRING)


@pytest.fixture
def firm(yinghai):
    return make.enterprise(yinghai, unionized_on=SPRING, name="封存时的厂")


def test_the_rows_of_the_seal_are_listed_with_what_came_since(district, yinghai, firm):
    record = annual.sealed(district)
    later = make.enterprise(yinghai, unionized_on=SPRING, name="后来登记的厂")

    answer = told("ORG02", district)

    assert (answer["value"], answer["count"], [one["id"] for one in answer["rows"]]) == (1, 1, [firm.pk])
    assert "封存时的厂" in answer["rows"][0].values()
    assert answer["since"] == {"added": 1, "removed": 0, "changed": 0}
    assert answer["changes"] == [{"id": later.pk, "part": "num", "how": "added"}]
    assert (answer["snapshot"], answer["digest"]) == (1, record.snapshot.digest)


def test_an_amount_that_changed_since_is_told_before_and_now(district, case):
    row = make.recovery(case, agreed=20_000)
    annual.sealed(district)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE disputes_recovery SET agreed = 30000 WHERE id = %s", [row.pk])

    answer = told("DIS05", district)

    assert (answer["value"], answer["sum"], answer["rows"][0]["amount"]) == (2.0, 2.0, 20_000.0)
    changed = {"id": row.pk, "part": "num", "how": "changed", "before": 20_000.0, "now": 30_000.0}
    assert answer["changes"] == [changed]


def test_a_rate_lists_its_denominator_and_says_what_is_in_the_numerator(district, yinghai):
    fit, unfit = make.station(yinghai, standardised_on=SPRING), make.station(yinghai)
    annual.sealed(district, codes=("STA03",))

    answer = told("STA03", district)

    assert (answer["count"], answer["of"], answer["sum"], answer["value"]) == (1, 2, 50.0, 50.0)
    assert {line["id"]: line["numerator"] for line in answer["rows"]} == {fit.pk: True, unfit.pk: False}


def test_a_row_that_is_gone_is_listed_by_its_number(district, yinghai):
    honour = make.honour(yinghai, awarded_on=dt.date(2015, 5, 1))
    annual.sealed(district)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM members_honour WHERE id = %s", [honour.pk])

    answer = told("HON05", district)

    assert answer["rows"] == [{"id": honour.pk, "gone": True, "part": "HON02"}]
    assert answer["changes"] == [{"id": honour.pk, "part": "HON02", "how": "removed"}]


def test_a_township_s_rows_are_its_own(district, yinghai, caiyu, firm):
    make.enterprise(caiyu, unionized_on=SPRING)
    annual.sealed(district)

    assert [told("ORG02", unit)["count"] for unit in (district, yinghai)] == [2, 1]
    assert told("ORG02", yinghai)["changes"] == []


def test_the_rows_of_every_sealed_figure_come_to_it(district, yinghai, firm, case):
    make.recovery(case)
    make.honour(yinghai, awarded_on=dt.date(2015, 5, 1))
    annual.sealed(district, codes=tuple(REGISTRY))

    for code, indicator in REGISTRY.items():
        kept, now = told(code, district), rows.Command().answer(indicator, annual.YEAR, district)
        assert {name: kept[name] for name in ("value", "count", "sum")} == {
            name: now[name] for name in ("value", "count", "sum")
        }, code
        assert sorted(line["id"] for line in kept["rows"]) == sorted(line["id"] for line in now["rows"]), code
        assert kept["changes"] == [], code


@pytest.mark.parametrize(
    ("snapshot", "words"),
    [("7", "没有第7版含ORG02的快照，现有：1"), ("sealed", "2015年全年还没有封存")],
)
def test_a_snapshot_there_is_not_is_named(district, firm, snapshot, words):
    annual.frozen(district)

    with pytest.raises(listing.Missing, match=words):
        told("ORG02", district, snapshot)


def test_a_snapshot_is_named_by_its_number(district, yinghai, firm):
    annual.frozen(district)
    make.enterprise(yinghai, unionized_on=SPRING)
    annual.frozen(district)

    assert [told("ORG02", district, number)["count"] for number in ("1", "2")] == [1, 2]


def test_the_command_prints_the_sealed_rows_and_refuses_what_is_not_there(committed):
    with transaction.atomic():
        district = make.district()
        make.enterprise(make.township(district, "001", "瀛海"), unionized_on=SPRING)
        annual.sealed(district)
    output = StringIO()

    call_command("rows", "ORG02", period="2015", snapshot="sealed", stdout=output)

    assert json.loads(output.getvalue()) == told("ORG02", district)
    with pytest.raises(CommandError, match="没有第9版"):
        call_command("rows", "ORG02", period="2015", snapshot="9", stdout=output)
