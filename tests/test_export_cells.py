"""What the cells of an export hold: what the list shows, countable where it can be, masked where it must."""

import datetime as dt

import openpyxl
import pytest
from django.db import connection
from django.db.models import DateField
from django.test.utils import CaptureQueriesContext

from enterprises.models import Enterprise
from members.models import Member
from tests import make
from tests.reopened import file_of, rows_of, sheet_of
from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.tables import columns
from union_portal.sheets import rowkeys
from union_portal.sheets.exporting import values, writers
from union_portal.sheets.exporting.lists import heading

WRITERS = {"rust": writers.by_rust, "python": writers.by_python}


@pytest.fixture(params=LEDGERS.values(), ids=lambda ledger: ledger.name)
def ledger(request):
    return request.param


@pytest.fixture
def exported(tmp_path):
    return lambda model, **condition: sheet_of(model, tmp_path / "file.xlsx", **condition)


def test_characters_no_workbook_can_hold_are_left_out(yinghai, exported):
    Enterprise.objects.filter(pk=make.enterprise(yinghai).pk).update(name="瑞康\x01食品\x1f厂\ufffe")

    assert exported(Enterprise)["A2"].value == "瑞康食品厂"


def test_numbers_of_identity_stay_text(yinghai, exported):
    make.enterprise(yinghai, name="007")
    make.member(yinghai, number="00012345678901234567")

    assert (exported(Enterprise)["A2"].value, exported(Enterprise)["A2"].number_format) == ("007", "@")
    cell = exported(Member)["B2"]
    assert (cell.value, cell.data_type, cell.number_format) == ("00012345678901234567", "s", "@")


def test_numbers_of_identity_are_not_touched_in_csv(yinghai, tmp_path):
    make.member(yinghai, number="00012345678901234567")

    assert ",00012345678901234567," in file_of(Member, tmp_path / "a.csv").read_text("utf-8-sig")


def test_identity_numbers_and_phones_are_masked(yinghai, exported):
    document = make.identity_number(7)
    make.member(yinghai, document=document, mobile="13800000007")

    row = rows_of(exported(Member))[0]

    assert row["证件号码"] == f"{document[:3]}{'*' * 11}{document[-4:]}"
    assert row["手机号码"] == "138****0007"


def test_values_are_what_the_list_shows(yinghai, exported):
    make.enterprise(yinghai, name="瑞康食品厂", employees=1299, unionized_on=dt.date(2012, 5, 6))

    row = rows_of(exported(Enterprise))[0]

    assert (row["单位名称"], row["所属镇街"], row["经济类型"]) == ("瑞康食品厂", "瀛海街道", "私有")
    assert (row["职工数"], row["成立日期"]) == (1299, dt.datetime(2010, 3, 1))


def test_a_day_before_spreadsheets_count_days_is_written_in_words(yinghai, exported, tmp_path):
    Enterprise.objects.filter(pk=make.enterprise(yinghai).pk).update(opened_on=dt.date(1898, 3, 1))

    assert rows_of(exported(Enterprise))[0]["成立日期"] == "1898-03-01"


def test_an_empty_register_has_its_headings(district, exported):
    sheet = exported(Enterprise)

    assert rows_of(sheet) == []
    assert sheet["A1"].value == "单位名称"


def test_every_cell_of_every_register_says_what_the_list_says(yinghai, exported, ledger):
    make.row(ledger.model, yinghai)
    row = ledger.annotate(ledger.model.objects.all()).first()

    written = rows_of(exported(ledger.model, pk=row.pk))[0]

    said = {column.label: column.value(row) for column in columns(ledger) if countable(column)}
    said |= {column.label: column.text(row) or None for column in columns(ledger) if not countable(column)}
    told = {
        title: value.date() if isinstance(value, dt.datetime) else value for title, value in written.items()
    }
    assert told == said | {rowkeys.LABEL: f"{row.pk}-{row.version}"}


def countable(column) -> bool:
    return column.numeric or isinstance(column.field, DateField)


def test_no_two_headings_of_an_export_are_alike(db, ledger):
    titles = [*(heading(column).title for column in columns(ledger)), rowkeys.LABEL]

    assert len(set(titles)) == len(titles)


def test_the_number_of_queries_does_not_grow_with_the_rows(yinghai, tmp_path, monkeypatch):
    monkeypatch.setattr(values, "AT_A_TIME", 100)

    def queries(count):
        for _ in range(count):
            make.member(yinghai)
        with CaptureQueriesContext(connection) as asked:
            file_of(Member, tmp_path / "a.xlsx")
        return len(asked)

    assert queries(1) == queries(40)


def test_many_pieces_make_one_file_in_one_order(yinghai, exported, monkeypatch):
    monkeypatch.setattr(values, "AT_A_TIME", 3)
    monkeypatch.setattr(values, "KNOWN", 1)
    for number in range(10):
        make.enterprise(yinghai, name=f"第{number}厂", opened_on=dt.date(2001, 1, 1))

    sheet, order = exported(Enterprise), Enterprise.objects.order_by(*Enterprise._meta.ordering, "pk")

    assert [row["单位名称"] for row in rows_of(sheet)] == list(order.values_list("name", flat=True))
    assert {row["所属镇街"] for row in rows_of(sheet)} == {"瀛海街道"}


# --- how the sheet looks


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
def test_a_sheet_is_ready_to_read_and_to_print(tmp_path, writer):
    path, heads = (
        tmp_path / "file.xlsx",
        [writers.Heading("名称", "@", 20), writers.Heading("数", "General", 9)],
    )
    writer(path, writers.Page("企业", "张三&李四"), heads, iter([("甲", 1), (None, None), ("乙", 2)]))

    sheet = openpyxl.load_workbook(path).active

    assert (sheet.title, sheet.freeze_panes, sheet.auto_filter.ref) == ("企业", "B2", "A1:B4")
    assert sheet["A1"].font.bold
    assert sheet["A1"].fill.fgColor.rgb == f"FF{writers.HEAD_COLOUR[1:]}"
    assert (sheet.print_title_rows, sheet.page_setup.orientation) == ("$1:$1", "landscape")
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (writers.A4, 0)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert (sheet.oddFooter.left.text, sheet.oddFooter.right.text) == ("张三&&李四", "第 &P 页　共 &N 页")
    assert [[cell.value for cell in row] for row in sheet["A2:B4"]] == [["甲", 1], [None, None], ["乙", 2]]
