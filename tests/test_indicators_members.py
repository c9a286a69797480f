"""Members' figures where a day, a second spell, a second card or another register decides."""

import datetime as dt

from members.models import Membership
from tests import make
from tests.cases.members import EMPLOYED, RETAINED
from tests.cases.scenes import SPRING, covered, joined, spell
from tests.make import FOUNDED, counted
from union_portal import periods
from union_portal.reporting.compute import compute
from union_portal.reporting.indicators import REGISTRY

YEAR = periods.year(2015)
FIRST, LAST = YEAR.start, YEAR.last_day
DAY = dt.timedelta(days=1)
AUTUMN = dt.date(2015, 10, 1)


def value(code, unit, period=YEAR):
    return compute(period, [code])[unit.path][code].value


def parts(code, unit, period=YEAR):
    cell = compute(period, [code])[unit.path][code]
    return cell.numerator, cell.denominator


def told(code, unit, period=YEAR) -> dict[str, int]:
    """How many rows each kind has, where there are any."""
    indicator = REGISTRY[code]
    kinds = {group.name: indicator.grouped(period, unit, group.name).count() for group in indicator.groups()}
    return {name: count for name, count in kinds.items() if count}


def ended(org, day, end, **fields):
    paper = {"decision_no": "会字1号"} if end in ("expelled", "lapsed") else {}
    urged = {"fee_unpaid_since": FOUNDED, "urged_on": day} if end == "lapsed" else {}
    return spell(org, FOUNDED, day, end=end, **paper, **urged, **fields)


# --- who came and who went


def test_members_who_left_are_told_apart_by_reason(yinghai, caiyu, district):
    ends = ["transfer", "retained", "retired", "withdrawn", "expelled", "lapsed", "deceased"]
    ends += ["moved", "merged"]
    for end in ends:
        ended(yinghai, SPRING, end)
    ended(caiyu, SPRING, "retired")

    assert told("MEM13", yinghai) == dict.fromkeys(ends, 1)
    assert told("MEM13", district) == dict.fromkeys(ends, 1) | {"retired": 2}
    assert [value("MEM13", unit) for unit in (yinghai, caiyu, district)] == [9, 1, 10]


def test_a_transfer_is_one_more_here_one_less_there_and_nobody_new(yinghai, caiyu, district):
    who = make.member(yinghai)
    spell(yinghai, who=who, until=SPRING, end="transfer")
    spell(caiyu, SPRING, who=who, start="transfer", admitted_on=FOUNDED)

    assert [value("MEM14", unit) for unit in (yinghai, caiyu, district)] == [-1, 1, 0]
    assert [value("MEM07", unit) for unit in (yinghai, caiyu, district)] == [0, 0, 0]
    assert told("MEM14", district) == {"transferred": 1, "transfer": 1}


def test_whoever_is_restored_is_not_new(yinghai):
    who = make.member(yinghai)
    spell(yinghai, who=who, until=SPRING, end="restored", **RETAINED)
    spell(yinghai, SPRING, who=who, start="restored", admitted_on=FOUNDED)

    assert (value("MEM07", yinghai), value("MEM14", yinghai)) == (0, 1)
    assert told("MEM14", yinghai) == {"restored": 1}


def test_the_same_person_admitted_twice_in_a_year_is_new_once(yinghai, caiyu):
    who = make.member(yinghai)
    spell(yinghai, SPRING, AUTUMN, who=who, end="withdrawn")
    spell(caiyu, AUTUMN, who=who)

    assert [value("MEM07", unit) for unit in (yinghai, caiyu)] == [1, 0]
    assert told("MEM14", caiyu) == {"restored": 1}
    assert value("MEM07", caiyu, periods.quarter(2015, 4)) == 0


def test_admitted_again_in_another_year_is_new_again(yinghai, caiyu):
    who = make.member(yinghai)
    spell(yinghai, FIRST - DAY, SPRING, who=who, end="withdrawn")
    spell(caiyu, SPRING, who=who)

    assert [value("MEM07", unit) for unit in (yinghai, caiyu)] == [0, 1]


def test_a_registration_taken_back_the_same_day_leaves_no_trace(yinghai):
    spell(yinghai, SPRING, SPRING, end="withdrawn")

    assert [value(code, yinghai) for code in ("MEM01", "MEM07", "MEM13", "MEM14")] == [0, 0, 0, 0]


def test_whoever_moves_on_the_day_of_admission_is_new_where_admitted(yinghai, caiyu, district):
    who = make.member(yinghai)
    spell(yinghai, SPRING, SPRING, who=who, end="transfer")
    spell(caiyu, SPRING, who=who, start="transfer")

    assert [value("MEM07", unit) for unit in (yinghai, caiyu, district)] == [1, 0, 1]
    assert [value("MEM14", unit) for unit in (yinghai, caiyu, district)] == [0, 1, 1]


# --- rates over another register


def test_new_members_of_new_unions_over_the_employees_these_cover(yinghai, caiyu, district):
    joined(yinghai, SPRING, employees=4)
    for _ in range(3):
        spell(yinghai, SPRING, source="new_union")
    spell(yinghai, SPRING, source="individual")
    spell(caiyu, SPRING, source="new_union")

    assert parts("MEM11", yinghai) == (3, 4)
    assert (value("MEM11", yinghai), value("MEM11", caiyu), value("MEM11", district)) == (75, None, 100)
    assert {part: REGISTRY["MEM11"].rows(YEAR, yinghai, part).count() for part in ("num", "den")} == {
        "num": 3,
        "den": 1,
    }


def test_members_over_employees_where_there_is_a_union(yinghai):
    enterprise, bare = covered(yinghai, employees=8), make.enterprise(yinghai, employees=50)
    for employer in (enterprise, enterprise, bare, None):
        spell(yinghai, employer=employer)
    spell(yinghai, employer=enterprise, until=LAST)

    assert parts("MEM12", yinghai) == (2, 8)
    assert value("MEM12", yinghai) == 25


def test_the_page_of_a_rate_over_two_registers_opens_both(enter, yinghai):
    joined(yinghai, SPRING, employees=4)
    spell(yinghai, SPRING, source="new_union")
    client = enter("clerk", yinghai)

    pages = {
        part: client.get("/indicators/MEM11/", {"period": "2015", "part": part}) for part in ("num", "den")
    }

    assert {part: page.context["balanced"] for part, page in pages.items()} == {"num": True, "den": True}
    assert pages["den"].context["recounted"] == 4


# --- declared and registered


def test_the_declared_count_stands_beside_the_registered_one(enter, yinghai, caiyu):
    for _ in range(3):
        spell(yinghai)
    spell(yinghai, until=SPRING + 20 * DAY)
    spell(yinghai, **RETAINED)
    declaration = counted.declared(yinghai, month=SPRING, members=5)
    counted.declared(caiyu, month=SPRING, members=2)

    rows = enter("clerk", yinghai).get("/members/declared/").context["page"]

    assert [(row.members, row.registered, row.gap) for row in rows] == [(5, 3, 2)]
    Membership.objects.filter(org=yinghai).update(until=FOUNDED + DAY, end="retired")
    declaration.refresh_from_db()
    assert declaration.members == 5


def test_spells_name_a_platform_where_there_is_no_employer(yinghai):
    spell(yinghai, who=make.member(yinghai, mobile="13800138000"), **EMPLOYED)
    spell(yinghai, who=make.member(yinghai, mobile="13800138000"))
    assert parts("MEM04", yinghai) == (1, 2)
