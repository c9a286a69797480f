"""Transfers in bulk by Excel: each line judged first, those inside a township settled at once (S16)."""

import datetime as dt

import pytest

from members.models import Membership, Transfer
from tests import make
from tests.rosters import checked, faults, imported, told, workbook

HEADINGS = ["会员", "转入工会", "转出日期", "说明"]
DAY = dt.date(2015, 6, 1)


@pytest.fixture
def here(yinghai):
    return make.union(yinghai, name="甲厂工会委员会")


@pytest.fixture
def clerk(yinghai):
    return make.user("clerk", yinghai)


def member_of(union, **fields):
    return make.membership(make.member(union.org), union, **fields).member


def lines(*rows):
    return workbook([HEADINGS, *rows])


def test_a_sheet_sends_members_to_any_township_and_settles_what_stays_inside(here, caiyu, clerk, tmp_path):
    inside, there = make.union(here.org, name="乙厂工会委员会"), make.union(caiyu, name="丙厂工会委员会")
    one, two = member_of(here), member_of(here)
    sheet = lines([one.number, inside.name, DAY, "调动"], [two.number, there.name, DAY, ""])

    first = told(imported(sheet, "transfer", clerk, tmp_path))
    again = told(imported(sheet, "transfer", clerk, tmp_path))

    assert [first["created"], first["rejected"]] == [2, 0]
    assert [again["created"], again["unchanged"], again["rejected"]] == [0, 2, 0]
    rows = Transfer.objects.order_by("pk").values_list("member", "state", "accepted_on", "from_union")
    assert list(rows) == [(one.pk, "accepted", DAY, here.pk), (two.pk, "waiting", None, here.pk)]
    assert Membership.objects.get(member=one, until=None).union == inside


def test_each_line_that_cannot_be_sent_says_why(here, caiyu, clerk, tmp_path):
    gone = make.union(caiyu, name="旧厂工会委员会", dissolved_on=dt.date(2015, 1, 1), dissolve_reason="ended")
    make.union(caiyu, name="采育镇联合工会", kind="joint")
    left = member_of(here, until=dt.date(2014, 1, 1), end="withdrawn")
    sheet = lines(
        [left.number, gone.name, DAY, ""],
        [member_of(here).number, here.name, DAY, ""],
        [member_of(here).number, gone.name, DAY, ""],
        [member_of(here, since=dt.date(2012, 1, 1)).number, "采育镇联合工会", dt.date(2011, 1, 1), ""],
    )

    batch = checked(sheet, "transfer", clerk, tmp_path)

    assert [why for _, why in faults(batch)] == [
        "该会员没有有效会籍，不能办理接转",
        "该会员已在这个工会",
        "“旧厂工会委员会”已于2015-01-01撤销",
        "转出日期应在现会籍的起始日期2012-01-01之后，不晚于今天",
    ]
    assert batch.faults.filter(repair="可转入“采育镇联合工会”").count() == 1
    assert batch.created == 0


def test_a_member_of_another_township_cannot_be_named(here, caiyu, clerk, tmp_path):
    stranger = member_of(make.union(caiyu))

    batch = checked(lines([stranger.number, here.name, DAY, ""]), "transfer", clerk, tmp_path)

    assert batch.created == 0
