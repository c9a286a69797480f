"""The organisations as one tree: the federation, its townships, their unions, what these cover."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import make
from tests.make import FOUNDED
from tests.registers import page


@pytest.fixture
def merged(yinghai):
    """A joint union of two enterprises and three members, that is to end."""
    union = make.union(yinghai, kind="joint", name="团河村联合工会委员会")
    firms = [make.enterprise(yinghai) for _ in range(2)]
    for firm in firms:
        make.affiliation(firm, union, since=FOUNDED, mode="joint", employees=12)
    for _ in range(3):
        make.membership(make.member(yinghai), union, employer=firms[0])
    return union


def labels(nodes):
    return [node.label for node in nodes]


def test_the_tree_opens_from_the_district_to_the_enterprises_of_a_union(
    enter, district, yinghai, caiyu, merged
):
    client = enter("organisation", district)

    top = client.get("/enterprises/organisations/?period=2015").context["here_node"]
    township = client.get(f"/enterprises/organisations/?period=2015&at={top.below[0].at}").context[
        "here_node"
    ]
    union = client.get(f"/enterprises/organisations/?period=2015&at={township.below[0].at}").context

    assert labels(top.below) == ["瀛海街道", "采育镇"]
    assert labels(township.below) == ["团河村联合工会委员会"]
    assert township.below[0].note == "覆盖单位2家，在册会员3人"
    assert len(union["here_node"].below) == 2
    assert labels(union["chain"]) == ["大兴区", "瀛海街道", "团河村联合工会委员会"]


def test_a_township_s_line_bears_the_figures_of_the_indicators(enter, district, yinghai, merged):
    html = page(enter("organisation", district).get("/enterprises/organisations/?period=2015"))

    assert "1个，2家，3人" in html


def test_one_branch_alone_is_a_fragment_for_the_script(enter, district, yinghai, merged):
    address = f"/enterprises/organisations/?period=2015&part=1&at=unit-{yinghai.code}"

    html = page(enter("organisation", district).get(address))

    assert html.count('role="treeitem"') == 1 and 'aria-level="2"' not in html and "<html" not in html


def test_thirty_unions_are_a_branch_with_the_queries_of_one(enter, district, yinghai):
    client = enter("organisation", district)
    address = f"/enterprises/organisations/?period=2015&at=unit-{yinghai.code}"

    def queries():
        with CaptureQueriesContext(connection) as asked:
            page(client.get(address))
        return len(asked)

    make.union(yinghai)
    queries()
    first = queries()
    for _ in range(29):
        make.union(yinghai)
    assert queries() == first


def test_the_tree_ends_where_the_reader_s_units_end(enter, yinghai, caiyu):
    union = make.union(caiyu)
    client = enter("chair", yinghai)

    for at in (f"unit-{caiyu.code}", f"union-{union.pk}", "unit-0", "union-x", "x"):
        page(client.get(f"/enterprises/organisations/?period=2015&at={at}"), 404)
    assert labels(client.get("/enterprises/organisations/?period=2015").context["chain"]) == ["瀛海街道"]
    page(enter("auditor", yinghai).get("/enterprises/organisations/"), 403)


def test_the_tree_is_told_to_readers_as_one(enter, yinghai):
    html = page(enter("chair", yinghai).get("/enterprises/organisations/?period=2015"))

    assert re.findall(r'role="(tree|treeitem)"', html) == ["tree", "treeitem"]
    assert html.count('tabindex="0"') == 1
