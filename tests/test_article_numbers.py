"""A number in an article is a token, a date, an article of law or a name: any other keeps it from leaving."""

import datetime as dt
from decimal import Decimal

import pytest
from django.conf import settings

from tests import make
from union_portal import periods
from union_portal.reporting.article.chapters import CHAPTERS
from union_portal.reporting.article.checks import faults
from union_portal.reporting.article.numerals import typed
from union_portal.reporting.article.source import Source
from union_portal.reporting.article.tokens import tokens


def found(text) -> list[tuple[str, Decimal | None]]:
    return [(one.text, one.value) for one in typed(text)]


@pytest.mark.parametrize(
    "text",
    [
        "2015年，截至2015年底，2015年3月8日，3月8日至5月1日，2011—2015年，二〇一五年十二月，上半年",
        "第三条、第十二届、第2次、京工发〔2015〕3号，《北京市集体合同条例（2015）》",
        "五项机制、五项制度、五步约谈法、六方联动、四支队伍、两节送温暖、三级网络、三八慰问",
        "“六项机制”、“健步121”和职工服务热线12351",
        "进一步统一思想，一个平台、一批骨干、一项一项落实，百人以上企业，千方百计",
        "一、弘扬劳模精神\n（二）开展练兵\n3.其他",
    ],
)
def test_years_dates_articles_and_names_are_no_figures(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("新增会员4052人", [("4052人", 4052)]),
        ("新增会员4,052人", [("4,052人", 4052)]),
        ("新增会员４０５２人", [("４０５２人", 4052)]),
        ("新增会员四千零五十二人", [("四千零五十二人", 4052)]),
        ("挽回6319.72万元", [("6319.72万元", Decimal("6319.72"))]),
        ("办卡8.57万张", [("8.57万张", 85700)]),
        ("参加2万余人次", [("2万余人次", 20000)]),
        ("近千张图书卡", [("近千张", None)]),
        ("二十余项活动", [("二十余项", 20)]),
        ("数十场讲座", [("数十场", None)]),
        ("覆盖率百分之九十以上", [("百分之九十", None)]),
        ("覆盖率达到90%以上", [("90%", 90)]),
        ("提高三成多", [("三成", 3)]),
        ("“新增会员4052人”", [("4052人", 4052)]),
        ("共12", [("12", 12)]),
        ("上万名职工", [("上万名", None)]),
    ],
)
def test_a_figure_in_digits_or_in_chinese_is_found(text, value):
    assert [(t, n) for t, n in found(text)] == [(t, None if n is None else Decimal(n)) for t, n in value]


# --- against the store


@pytest.fixture
def source(yinghai, district):
    """Three joined Yinghai in May 2015."""
    firm = make.enterprise(yinghai, unionized_on=dt.date(2015, 5, 6), employees=30)
    for _ in range(3):
        make.membership(make.member(yinghai), firm.affiliations.get().union, since=dt.date(2015, 5, 6))
    return Source(district, periods.year(2015))


def refused(text, source) -> list[str]:
    return [str(fault) for fault in faults("members", "“会员”", text, source) if fault.blocks]


def test_a_text_of_tokens_and_words_is_let_through(source):
    text = "2015年，大兴区新增会员[[MEM07]]，落实“六项机制”。\n服务热线12351。"
    assert faults("members", "“会员”", text, source) == []


def test_a_typed_figure_is_refused_even_where_it_is_right(source):
    assert refused("本年新增会员3人。", source) == [
        "“会员”第1句：“本年新增会员3人。”中的“3人”没有数字来源，与新增会员（MEM07）的数相同。"
        "请改为[[MEM07]]，以便随台账变化。"
    ]


@pytest.mark.parametrize("number", ["4人", "四人", "4余人"])
def test_a_figure_unlike_the_store_is_refused_with_both(source, number):
    [told] = refused(f"先说一句。本年新增会员{number}。", source)

    assert told.startswith("“会员”第2句：") and f"中的“{number}”与台账不符：新增会员（MEM07）为3人" in told
    assert told.endswith("请改为[[MEM07]]。")


def test_a_figure_of_no_known_source_is_refused(source):
    [told] = refused("举办联欢会12次。", source)

    assert "中的“12次”没有数字来源" in told and "未用的指标" in told


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("新增[[MEM99]]。", "没有这个指标"),
        ("新增[[MEM07:大约]]。", "写法“大约”无法识别"),
        ("新增[[MEM07。", "“[[”不成对"),
        ("新增【【MEM07】】。", "不是半角"),
        ("新增[[MEM07:以上]]。", "只有比率用“以上”"),
        ("覆盖率[[BAR15:以上]]。", "没有登记目标值"),
    ],
)
def test_a_token_that_cannot_be_read_says_where_and_how_to_mend_it(source, text, words):
    [told] = refused(text, source)

    assert told.startswith("“会员”第1句") and words in told and ("请" in told)


def test_a_token_of_a_blank_rate_is_refused(source):
    assert "没有数（不适用）。请删去这一句。" in refused("续签率[[BAR17]]。", source)[0]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("大力推进,成效明显。", "用了半角“,”"),
        ("印发京工发[2015]3号文件。", "请改为〔2015〕3号"),
        ("成效 明显。", "请删去空格"),
        ("成效明显！", "公文不用感叹号"),
        ("落实“六项机制。", "不成对"),
        ("各级工会围绕中心服务大局积极作为", "句末没有标点"),
    ],
)
def test_punctuation_is_looked_at_but_keeps_nothing_back(source, text, words):
    told = faults("members", "“会员”", text, source)

    assert [fault.blocks for fault in told] == [False]
    assert words in str(told[0])


def test_a_headline_ends_without_a_mark(source):
    assert faults("headline", "标题", "大兴区总工会2015年新增会员[[MEM07]]", source) == []


def test_the_walkthrough_names_every_sentence_by_its_codes():
    text = (settings.BASE_DIR / "docs" / "walkthroughs" / "annual-record.md").read_text("utf8")
    rows = [line.split(" | ") for line in text.splitlines() if line.startswith("| ")]
    named = [row[1].split(", ") for row in rows if len(row) == 5 and "[[" in row[0]]

    declared = [sentence for plan in CHAPTERS for paragraph in plan.paragraphs for sentence in paragraph]
    assert named == [list(dict.fromkeys(token.code for token in tokens(said))) for said in declared]
