"""A figure by industry and by size; small counts of need are not told to those who may not see the rows."""

import io
from decimal import Decimal

import pytest
from openpyxl import load_workbook

from tests import make
from tests.cases import EVENTS, RATES, SPRING, STOCKS
from tests.cases.scenes import spell
from union_portal import periods
from union_portal.reporting.compute import compute
from union_portal.reporting.dimensions import DIMENSIONS, broken_down, offered
from union_portal.reporting.discretion import apps_of, told_to
from union_portal.reporting.indicators import REGISTRY, Rate
from union_portal.reporting.measures import Value
from union_portal.reporting.monthly.declared import DECLARED

YEAR = periods.year(2015)
TOLD_APART = [code for code, indicator in REGISTRY.items() if offered(indicator)]


def by(code, unit, name) -> dict[str, Value]:
    lines = broken_down(REGISTRY[code], YEAR, unit, DIMENSIONS[name])
    return {label: value for _, label, value in lines}


def test_enterprises_are_told_apart_by_industry_and_by_size_on_the_last_day(yinghai):
    union = make.union(yinghai)
    for industry, size in (("C", "L"), ("C", "S"), ("F", None)):
        firm = make.enterprise(yinghai, industry=industry)
        make.affiliation(firm, union, since=SPRING)
        if size:
            make.size_class(firm, size, until=YEAR.end)
            make.size_class(firm, "M", since=YEAR.end)

    assert {label: v.value for label, v in by("ORG02", yinghai, "industry").items()} == {
        "制造": 2,
        "批发零售": 1,
    }
    assert {label: v.value for label, v in by("ORG02", yinghai, "size").items()} == {
        "大型": 1,
        "小型": 1,
        "未登记": 1,
    }


def test_a_rate_s_kinds_each_have_their_own_parts(yinghai):
    union = make.union(yinghai)
    for industry, covered in (("C", True), ("C", False), ("F", False)):
        firm = make.enterprise(yinghai, industry=industry)
        make.eligibility(firm, "unionize")
        if covered:
            make.affiliation(firm, union, since=SPRING)

    found = by("ORG04", yinghai, "industry")

    assert found == {
        "制造": Value(Decimal(50), Decimal(1), Decimal(2)),
        "批发零售": Value(0, Decimal(0), Decimal(1)),
    }


@pytest.mark.parametrize("name", DIMENSIONS)
@pytest.mark.parametrize("code", [code for code in TOLD_APART if code in EVENTS or code in STOCKS])
def test_the_kinds_make_up_the_figure(district, yinghai, code, name):
    made = (EVENTS | STOCKS)[code]
    made.make(yinghai, SPRING)
    made.make(yinghai, SPRING)

    whole = compute(YEAR, [code])[district.path][code].value

    assert sum(value.value for value in by(code, district, name).values()) == whole


@pytest.mark.parametrize("code", [code for code in TOLD_APART if code in RATES])
def test_the_kinds_parts_make_up_those_of_the_rate(district, yinghai, code):
    RATES[code].both(yinghai)
    RATES[code].over(yinghai)

    whole = compute(YEAR, [code])[district.path][code]
    kinds = by(code, district, "industry").values()

    assert isinstance(REGISTRY[code], Rate)
    assert sum(kind.numerator for kind in kinds) == whole.numerator
    assert sum(kind.denominator for kind in kinds) == whole.denominator


def test_the_page_opens_the_rows_of_one_kind(enter, yinghai):
    union = make.union(yinghai)
    for name, industry in (("京南机械厂", "C"), ("京南商店", "F")):
        make.affiliation(make.enterprise(yinghai, name=name, industry=industry), union, since=SPRING)

    page = enter("chair", yinghai).get("/indicators/ORG02/?period=2015&by=industry&of=C").content.decode()

    assert "京南机械厂" in page
    assert "京南商店" not in page
    assert '<th scope="row">制造</th>' in page


# --- small counts


def cells(**values):
    return {int(pk[1:]): {"AST02": Value(Decimal(number))} for pk, number in values.items()}


class Unit:
    def __init__(self, pk):
        self.pk = pk


@pytest.mark.parametrize(
    ("told", "hidden"),
    [
        ({"u1": 30, "u2": 3, "u3": 27}, [2, 3]),
        ({"u1": 30, "u2": 3, "u3": 4, "u4": 23}, [2, 3]),
        ({"u1": 30, "u2": 0, "u3": 30}, []),
        ({"u1": 4, "u2": 4, "u3": 0}, [1, 2]),
        ({"u1": 40, "u2": 1, "u3": 9, "u4": 30}, [2, 3]),
    ],
)
def test_a_leader_is_not_told_counts_under_five_nor_what_would_give_them_away(district, told, hidden):
    units = [Unit(int(name[1:])) for name in told]

    found = told_to(make.user("leader", district), cells(**told), units)

    assert [pk for pk, values in found.items() if values["AST02"].hidden] == hidden


def test_who_may_see_the_rows_is_told_every_count(district):
    told = cells(u1=3, u2=3)

    assert told_to(make.user("service", district), told, [Unit(1), Unit(2)]) == told


def test_figures_of_need_are_those_over_the_registers_of_assistance():
    of_need = {code for code in REGISTRY if apps_of(REGISTRY[code]) == {"assistance"}}

    counted = {code for code in REGISTRY if code.startswith(("AST", "MUT"))}
    of_members = {"MUT02"}
    assert of_need == counted - of_members - {one.code for one in DECLARED}


def test_a_leader_s_page_says_fewer_than_five(enter, district, yinghai):
    make.household(yinghai, filed_on=SPRING)

    page = enter("leader", district).get("/indicators/AST02/?period=2015").content.decode()

    assert '<div class="big-n">&lt;5<small>户</small></div>' in page


def test_members_are_counted_for_everybody(enter, district, yinghai):
    spell(yinghai, SPRING)

    page = enter("leader", district).get("/indicators/MEM07/?period=2015").content.decode()

    assert '<div class="big-n">1<small>人</small></div>' in page


def test_a_leader_s_workbook_says_fewer_than_five_as_the_page_does(enter, district, yinghai):
    make.household(yinghai, filed_on=SPRING)

    def cell_of(role):
        answer = enter(role, district).get("/yearbook/2015/download/")
        book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
        return next(row[4].value for row in book["汇总"].iter_rows() if row[1].value == "AST02")

    assert (cell_of("leader"), cell_of("service")) == ("<5", 1)
