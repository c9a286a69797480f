"""The year-end workbook says what the figures say, the same every time, to whom it concerns."""

import datetime as dt
import io
from decimal import Decimal

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from tests import make
from union_portal import periods
from union_portal.organization.models import Level, OrgUnit
from union_portal.reporting import yearbook
from union_portal.reporting.compute import compute
from union_portal.reporting.indicators import REGISTRY, Rate
from union_portal.reporting.models import Figure
from union_portal.reporting.store import store
from union_portal.reporting.yearbook.content import OWN
from union_portal.reporting.yearbook.page import rounded
from union_portal.reporting.yearbook.sheets import FIRST
from union_portal.sheets.cells import digest, steady

BACKEND = "union_portal.organization.backends.PostBackend"
HEADS = 3
"""The row of the summary's headings."""


@pytest.fixture
def ledgers(yinghai, caiyu):
    """A big and a small township; one enterprise of each may bargain, none does."""
    for org, size, since in ((yinghai, 3, dt.date(2015, 5, 6)), (caiyu, 1, dt.date(2014, 3, 1))):
        for _ in range(size):
            firm = make.enterprise(org, unionized_on=since, employees=120, eligible=("unionize", "bargain"))
            make.membership(make.member(org), firm.affiliations.get().union, since=since)
        make.enterprise(org, eligible=("unionize",))


def summary_of(book) -> dict[str, dict]:
    """The summary's rows by code, each by its headings."""
    rows = book["汇总"].iter_rows(min_row=HEADS, values_only=True)
    heads = next(rows)
    return {row[1]: dict(zip(heads, row, strict=True)) for row in rows if row[1] in REGISTRY}


def block_of(sheet) -> dict[str, dict]:
    """A block sheet's rows by unit, each by code."""
    rows = list(sheet.iter_rows(min_row=HEADS, values_only=True))
    lines = (row for row in rows[FIRST - HEADS :] if row[1])
    return {row[1]: dict(zip(rows[0][2:], row[2:], strict=True)) for row in lines}


def cover_of(book) -> list:
    return [value for row in book["封面"].iter_rows(values_only=True) for value in row if value]


def said_anywhere(book, word: str) -> bool:
    rows = (row for sheet in book for row in sheet.iter_rows(values_only=True))
    return any(word in str(value) for row in rows for value in row)


def reopened(book, period):
    return openpyxl.load_workbook(io.BytesIO(steady(book, period.end)))


def test_the_summary_shows_every_figure_of_the_unit(ledgers, district, year):
    now = compute(year)[district.path]
    before = compute(year.same_last_year)[district.path]

    shown = summary_of(yearbook.build(year, district))

    assert {code: (row["本期"], row["上期"]) for code, row in shown.items()} == {
        code: (rounded(now[code].value, one.unit), rounded(before[code].value, one.unit))
        for code, one in REGISTRY.items()
    }
    assert (shown["ORG02"]["本期"], shown["ORG02"]["上期"], shown["ORG02"]["增减"]) == (4, 1, 3)


def test_a_rate_carries_its_numerator_and_denominator(ledgers, district, year):
    shown = summary_of(yearbook.build(year, district))

    row = shown["ORG04"]
    assert (row["本期"], row["分子"], row["分母"], row["口径类型"]) == (Decimal("66.67"), 4, 6, "比率")
    assert all(row["分母"] is not None for code, row in shown.items() if isinstance(REGISTRY[code], Rate))


def test_every_figure_says_what_it_was_made_of(ledgers, district, year):
    shown = summary_of(yearbook.build(year, district))

    assert shown["ORG04"]["依据"] == "已建会的应建会单位 ÷ 应建会单位"
    assert shown["DIS05"]["依据"] == "“挽回损失”的“协议金额（元）”合计"
    assert all(row["依据"] for row in shown.values())


def test_an_empty_denominator_reads_not_applicable(district, yinghai, year):
    row = summary_of(yearbook.build(year, district))["BAR15"]

    assert (row["本期"], row["增减"]) == ("不适用", "—")


def test_townships_add_up_to_the_total_where_they_can(ledgers, district, year):
    content = yearbook.gather(year, district)
    book = yearbook.lay_out(content)

    for name, lines in content.blocks.items():
        table = block_of(book[name])
        assert list(table) == ["瀛海街道", "采育镇", "合计"]
        for line in lines:
            if line.indicator.adds_up:
                parts = [row[line.code] for unit, row in table.items() if unit != "合计"]
                assert sum(parts) == table["合计"][line.code]


def test_a_rate_is_divided_in_the_total_row_and_its_parts_stand_in_a_comment(ledgers, district, year):
    sheet = yearbook.build(year, district)["组织建设"]

    table = block_of(sheet)
    assert [row["ORG04"] for row in table.values()] == [Decimal("75.00"), Decimal("50.00"), Decimal("66.67")]
    column = next(cell.column for cell in sheet[HEADS] if cell.value == "ORG04")
    assert sheet.cell(FIRST, column).comment.text == "分子 3　已建会的应建会单位\n分母 4　应建会单位"


def test_rows_kept_at_the_district_itself_get_a_line_of_their_own(ledgers, district, year):
    make.enterprise(district, unionized_on=dt.date(2015, 6, 1), employees=10)

    table = block_of(yearbook.build(year, district)["组织建设"])

    assert [table[unit]["ORG02"] for unit in ("瀛海街道", "采育镇", OWN, "合计")] == [3, 1, 1, 5]


def test_a_township_stands_alone(ledgers, yinghai, year):
    book = yearbook.build(year, yinghai)

    assert list(block_of(book["组织建设"])) == ["瀛海街道"]
    assert "图表" not in book.sheetnames
    assert not said_anywhere(book, "采育")


def test_a_city_lists_its_districts(db, year):
    city = OrgUnit.objects.create(code="11", level=Level.CITY, division="11", name="某市总工会")
    for code, name in (("1101", "东区总工会"), ("1102", "西区总工会")):
        OrgUnit.objects.create(code=code, level=Level.DISTRICT, parent=city, division=code, name=name)

    book = yearbook.build(year, city)

    assert list(block_of(book["组织建设"])) == ["东区", "西区", "合计"]
    assert book["组织建设"].cell(HEADS, 2).value == "区"


@pytest.mark.parametrize(
    ("period", "title"),
    [
        (periods.year(2015), "2015年度工作统计年报表"),
        (periods.acftu_year(2015), "2015统计年度工作统计年报表"),
        (periods.month(2015, 3), "2015年3月工作统计月报表"),
        (periods.quarter(2015, 1), "2015年第一季度工作统计季报表"),
        (periods.custom(dt.date(2015, 2, 3), dt.date(2015, 4, 5)), "工作统计报表"),
    ],
)
def test_any_period_has_a_workbook(district, yinghai, period, title):
    book = yearbook.build(period, district)

    said = cover_of(book)
    assert said[:3] == [district.name, title, period.label]
    last = f"{period.last_day.year}年{period.last_day.month}月{period.last_day.day}日"
    assert said[said.index("数据截至") + 1] == last
    assert {"制表人（签字）", "审核人（签字）", "单位负责人（签字）", "单位（盖章）"} <= set(said)


def test_the_same_data_give_the_same_bytes_whatever_the_clock(ledgers, district, year, monkeypatch):
    first = yearbook.file_of(yearbook.gather(year, district))
    monkeypatch.setattr("time.time", lambda: 2_000_000_000.0)
    monkeypatch.setattr("time.localtime", lambda *_: (2033, 5, 18, 3, 33, 20, 2, 138, 0))

    assert yearbook.file_of(yearbook.gather(year, district)) == first


def test_kept_figures_and_computed_ones_make_the_same_workbook(ledgers, district, year):
    computed = digest(yearbook.build(year, district))
    store(year)

    assert digest(yearbook.build(year, district)) == computed


def test_kept_figures_are_what_is_printed(ledgers, district, year):
    store(year)
    Figure.objects.filter(org=district, code="ORG02").update(value=77)

    assert summary_of(yearbook.build(year, district))["ORG02"]["本期"] == 77


def test_the_file_holds_values_only_and_codes_as_text(ledgers, district, year):
    book = yearbook.build(year, district)
    again = reopened(book, year)

    assert digest(again) == digest(book)
    cells = [cell for sheet in again for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} == {"n", "s"}
    assert [again["组织建设"].cell(FIRST + row, 1).value for row in range(2)] == ["110115001", "110115002"]


def test_every_sheet_is_set_up_for_paper(ledgers, district, year):
    for sheet in reopened(yearbook.build(year, district), year):
        assert (sheet.page_setup.paperSize, sheet.page_setup.fitToWidth >= 1) == (9, True)
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert "&P" in sheet.oddFooter.center.text
        if sheet.title not in ("封面", "图表"):
            assert sheet.freeze_panes and sheet.print_title_rows


def test_charts_read_the_block_sheets(ledgers, district, year):
    drawn = yearbook.build(year, district)["图表"]._charts

    assert [chart.series[0].val.numRef.f.split("!")[0] for chart in drawn] == [
        "'会员与京卡'",
        "'集体协商'",
        "'劳动争议'",
    ]


def test_a_name_that_looks_like_a_formula_stays_a_name(district, year):
    make.township(district, "003", "=HYPERLINK(1)总工会")

    cell = reopened(yearbook.build(year, district), year)["组织建设"].cell(FIRST, 2)

    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=HYPERLINK(1)", "s", True)


def test_saving_makes_the_folder(district, year, tmp_path):
    file = tmp_path / "new" / "folder" / "2015.xlsx"

    book = yearbook.save(year, district, file)

    assert digest(openpyxl.load_workbook(file)) == digest(book)
    assert [path.name for path in file.parent.iterdir()] == ["2015.xlsx"]


def test_the_digest_tells_two_workbooks_apart(district, yinghai, year):
    assert digest(yearbook.build(year, district)) != digest(yearbook.build(year, yinghai))


# --- on the screen


def test_a_chair_downloads_her_township_only(ledgers, client, district, yinghai):
    client.force_login(make.user("chair", yinghai), backend=BACKEND)

    answer = client.get("/yearbook/2015/download/")

    book = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert cover_of(book)[0] == "瀛海街道总工会"
    assert summary_of(book)["ORG02"]["本期"] == 3
    assert not said_anywhere(book, "采育")
    assert not said_anywhere(book, district.name)


def test_a_stranger_s_unit_is_not_found(ledgers, client, yinghai, caiyu):
    client.force_login(make.user("chair", yinghai), backend=BACKEND)

    assert client.get(f"/yearbook/2015/?org={caiyu.code}").status_code == 404
    assert client.get(f"/yearbook/2015/download/?org={caiyu.code}").status_code == 404


def test_the_page_shows_blocks_and_figures(ledgers, client, district, year):
    store(year)
    client.force_login(make.user("statistics", district), backend=BACKEND)

    page = client.get("/yearbook/", follow=True).content.decode()

    assert "2015年度工作统计年报表" in page
    assert "/yearbook/2015/download/" in page
    assert "集体协商" in page and "已建会的应建会单位 ÷ 应建会单位" in page


def test_the_other_statistical_year_is_one_parameter_away(ledgers, client, district):
    client.force_login(make.user("statistics", district), backend=BACKEND)

    assert "2015统计年度" in client.get("/yearbook/2015/?kind=ACFTU_YEAR").content.decode()
    assert client.get("/yearbook/2015/?kind=MONTH").status_code == 404
    assert client.get("/yearbook/99/").status_code == 404


def test_without_the_right_to_read_statistics_there_is_no_workbook(client, district):
    client.force_login(make.user("auditor", district), backend=BACKEND)

    for address in ("/yearbook/", "/yearbook/2015/", "/yearbook/2015/download/"):
        assert client.get(address).status_code == 403


# --- on the command line


def test_the_command_refuses_in_chinese_where_there_is_no_unit(db, tmp_path):
    with pytest.raises(CommandError, match="还没有组织机构"):
        call_command("yearbook", year=2015, output=str(tmp_path / "a.xlsx"))


def test_the_command_refuses_a_year_it_cannot_read(district, tmp_path):
    with pytest.raises(CommandError, match="无法识别"):
        call_command("yearbook", year=99, output=str(tmp_path / "a.xlsx"))
