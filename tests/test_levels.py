"""V13: the townships come to the unit above them, less what several of them count."""

from tests import make
from tests.cases import SPRING
from tests.make import annual
from tests.registers import page
from union_portal.reporting.levels import levels

YEAR = annual.YEAR


def said(unit, code):
    return [one.text for one in levels(YEAR, unit) if one.indicator.code == code]


def uneven(unit):
    return [one.text for one in levels(YEAR, unit) if one.difference]


def test_townships_come_to_the_district(district, yinghai, caiyu):
    make.station(yinghai, standardised_on=SPRING)
    make.station(caiyu)

    assert said(district, "STA03") == ["规范化率分子 本级 1 ＝ 各镇街 1", "规范化率分母 本级 2 ＝ 各镇街 2"]
    assert uneven(district) == []


def test_a_person_two_townships_count_is_one_to_the_district(district, yinghai, caiyu):
    cover = make.insured(yinghai)
    make.insured(caiyu, "allowance", who=cover.member)
    make.insured(caiyu)

    [text] = said(district, "MUT01")

    assert text.endswith("本级 2 ＝ 各镇街 3 － 镇街间重复 1")
    assert uneven(district) == []


def test_what_the_district_registers_itself_is_told_apart(district, yinghai):
    make.station(yinghai)
    make.station(district)

    assert said(district, "STA01") == ["工会服务站 本级 2 ＝ 各镇街 1 ＋ 本级直接登记 1"]
    assert uneven(district) == []


def test_a_correction_of_the_district_alone_is_a_difference(district, yinghai):
    make.station(yinghai)
    record = annual.sealed(district, codes=("STA01",))
    annual.corrected(record, district, 4, "STA01")

    assert uneven(district) == ["工会服务站 本级 4 ＝ 各镇街 1，差额 3"]


def test_a_corrected_township_moves_the_district_with_it(district, yinghai):
    make.station(yinghai)
    record = annual.sealed(district, codes=("STA01", "STA03"))
    annual.corrected(record, yinghai, 4, "STA01")

    assert uneven(district) == []


def test_a_township_has_nothing_to_add_up(district, yinghai):
    assert levels(YEAR, yinghai) == []


def test_the_page_tells_what_is_counted_twice_and_what_differs(enter, district, yinghai, caiyu):
    cover = make.insured(yinghai)
    make.insured(caiyu, "allowance", who=cover.member)
    shown = page(enter("statistics", district).get("/quality/identities/", {"period": "2015"}))
    leader = page(enter("leader", district).get("/quality/identities/", {"period": "2015"}))

    assert "镇街间重复 1" in shown
    assert "镇街间重复 1" not in leader
    assert "V13</span> 各镇街之和＝大兴区" in leader
