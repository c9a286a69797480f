"""The rules of the month, one table of cases through both of their keepers: the server and the page."""

from pathlib import Path

import pytest
from django.conf import settings

from tests import test_browser
from union_portal.reporting.monthly import checks

chromium = test_browser.chromium
SCRIPT = Path(settings.BASE_DIR) / "static" / "month-checks.js"
WHOLE = {"kind": "format", "code": "A", "unit": "次", "decimals": 0, "most": 99_999_900}
MONEY = {"kind": "format", "code": "A", "unit": "万元", "decimals": 2, "most": 10_000}
FILLED = {"kind": "filled", "code": "A"}
PART = {"kind": "within", "part": "A", "whole": "B", "level": "hard", "name": "百人以上", "of": "新建"}
BALANCE = {
    "kind": "balance", "code": "A", "left": [["A", 1]], "right": [["A@opening", 1], ["B", 1], ["C", -1]],
    "at_most": False, "fault": "不平衡，差额{d}人",
}  # fmt: skip
SURGE = {"kind": "surge", "times": 3, "months": 6, "least": 500, "codes": ["A"]}
ZERO = {"kind": "sudden_zero", "months": 6, "codes": ["A"]}
HUNDRED = {"kind": "hundred", "rounds": 3, "codes": ["A"]}
SWING = {"kind": "swing", "percent": 30, "least": 1000, "codes": ["A"]}
NO_NUMBER = "应填0或正整数，现为“{}”；没有这项业务填“不适用”"
NO_MONEY = "应填0或正数，最多两位小数，现为“{}”；没有这项业务填“不适用”"
SIX = ["36", "40", "38", "37", "39", "38"]


def case(rules, value=None, past=(), said=None, rule="", level="soft", **more):
    values = {} if value is None else {"A": value}
    facts = {
        "values": values | more.get("others", {}),
        "past": {"A": list(past)},
        "terms": more.get("terms", {}),
    }
    found = [{"code": "A", "level": level, "rule": rule, "text": said}] if said else []
    return {"rules": rules if isinstance(rules, list) else [rules], "facts": facts, "found": found}


def terms(now, opening, more, less):
    return {"A": now, "A@opening": opening, "B": more, "C": less}


CASES = {
    "blank": case(FILLED, "", said="未填，没有发生填0", rule="filled", level="blank"),
    "blank where nothing was sent": case(FILLED, said="未填，没有发生填0", rule="filled", level="blank"),
    "zero is no blank": case(FILLED, "0"),
    "absent is no blank": case([FILLED, WHOLE], "-"),
    "a count": case(WHOLE, "999999"),
    "too large": case(WHOLE, "1000000", said="应不超过999999次，现为1000000", rule="format", level="hard"),
    "a word": case(WHOLE, "十二", said=NO_NUMBER.format("十二"), rule="format", level="hard"),
    "below zero": case(WHOLE, "-3", said=NO_NUMBER.format("-3"), rule="format", level="hard"),
    "half a case": case(WHOLE, "2.5", said=NO_NUMBER.format("2.5"), rule="format", level="hard"),
    "a whole number with a point": case(WHOLE, "2.00"),
    "an exponent": case(WHOLE, "1e3", said=NO_NUMBER.format("1e3"), rule="format", level="hard"),
    "a long text": case(WHOLE, "a" * 30, said=NO_NUMBER.format("a" * 20), rule="format", level="hard"),
    "money": case(MONEY, "38.60"),
    "a tenth of a cent": case(MONEY, "3.123", said=NO_MONEY.format("3.123"), rule="format", level="hard"),
    "money too much": case(MONEY, "100.01", said="应不超过100万元，现为100.01", rule="format", level="hard"),
    "a part": case(PART, "3", others={"B": "3"}),
    "more than the whole": case(
        PART, "4", others={"B": "3.5"}, said="百人以上4，多于新建3.5", rule="within", level="hard"
    ),
    "a part of the unknown": case(PART, "4", others={"B": "-"}),
    "balanced": case(BALANCE, terms=terms("110", "100", "15", "5")),
    "out of balance": case(
        BALANCE, terms=terms("108", "100", "15", "5"), said="不平衡，差额2人", rule="balance", level="hard"
    ),
    "at most": case(BALANCE | {"at_most": True}, terms=terms("108", "100", "15", "5")),
    "more than at most": case(
        BALANCE | {"at_most": True},
        terms=terms("112.5", "100", "15", "5"),
        said="不平衡，差额2.5人",
        rule="balance",
        level="hard",
    ),
    "a balance of the unknown": case(BALANCE, terms={"A": "1"}),
    "three times the mean": case(SURGE, "114", SIX),
    "above three times the mean": case(SURGE, "115", SIX, "是近6个月均值38的3倍，请说明", "surge"),
    "far above": case(SURGE, "180", SIX, "是近6个月均值38的4.7倍，请说明", "surge"),
    "three known months": case(
        SURGE, "10", ["1", None, "2", None, "2", None, "90"], "是近3个月均值1.7的6倍，请说明", "surge"
    ),
    "two known months": case(SURGE, "100", ["1", None, None, None, "2", None]),
    "small numbers jump": case(SURGE, "4", ["1", "0", "0", "0", "0", "0"]),
    "nothing before": case(SURGE, "100", ["0"] * 6),
    "a sudden zero": case(ZERO, "0", SIX, "前6个月都有，本月为0，请说明", "sudden_zero"),
    "a zero among zeros": case(ZERO, "0", [*SIX[:5], "0"]),
    "a zero after a short past": case(ZERO, "0", SIX[:5]),
    "a blank is no zero": case(ZERO, "", SIX),
    "three rounds of 100": case(HUNDRED, "100", ["100", "100.00"], "连续3期正好100%，请说明", "hundred"),
    "two rounds of 100": case(HUNDRED, "100", ["100", "99.99"]),
    "one round": case(HUNDRED, "100", []),
    "up by a third": case(SWING, "134", ["100"], "比上月增加34%，请说明", "swing"),
    "down by a third": case(SWING, "66.5", ["100"], "比上月减少34%，请说明", "swing"),
    "up by three tenths": case(SWING, "130", ["100"]),
    "a few more": case(SWING, "12", ["3"]),
    "ten more": case(SWING, "13", ["3"], "比上月增加333%，请说明", "swing"),
    "from nothing": case(SWING, "100", ["0"]),
    "from the unknown": case(SWING, "100", [None, "3"]),
    "one reason is asked for": case([SURGE, SWING], "180", SIX, "是近6个月均值38的4.7倍，请说明", "surge"),
    "what is wrong is not asked about": case(
        [SWING, PART], "180", ["36"], "百人以上180，多于新建3", "within", "hard", others={"B": "3"}
    ),
}
TYPED = ("1,205", "１２０５", " 3 8 ", "不适用", "—", "无此项", "/", "3。5", "十", "", "38．60", "1，000")


@pytest.fixture(scope="module")
def page(chromium):
    window = chromium.new_page()
    window.add_script_tag(path=str(SCRIPT))
    yield window
    window.close()


@pytest.mark.parametrize("name", CASES)
def test_the_server_finds_what_the_table_says(name):
    one = CASES[name]

    assert [vars(found) for found in checks.check(one["rules"], one["facts"])] == one["found"]


def test_the_page_finds_the_same(page):
    found = page.evaluate(
        "cases => cases.map(one => monthChecks.check(one.rules, one.facts))", list(CASES.values())
    )

    assert dict(zip(CASES, found, strict=True)) == {name: one["found"] for name, one in CASES.items()}


def test_both_read_what_is_typed_alike(page):
    assert page.evaluate("texts => texts.map(monthChecks.normal)", TYPED) == [*map(checks.normal, TYPED)]


def test_every_rule_of_the_form_has_a_keeper_in_both(page):
    kinds = {rule["kind"] for rule in checks.rules()}

    assert kinds <= set(checks.KINDS)
    blank = {"values": {}, "past": {}, "terms": {}}
    found = page.evaluate("([rules, facts]) => monthChecks.check(rules, facts)", [checks.rules(), blank])
    assert found == [vars(one) for one in checks.check(checks.rules(), blank)]
