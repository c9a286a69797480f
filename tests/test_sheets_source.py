"""A file's rows as its user typed them, from every kind of file that rosters come in."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings

from tests.hostile.books import (
    Raw,
    Sheet,
    archive,
    book,
    error,
    formula,
    parts,
    serial,
    sheet_xml,
    worksheet,
)
from tests.hostile.oldbooks import old_book
from union_portal.sheets.reading import storing
from union_portal.sheets.reading.limits import ENVELOPE
from union_portal.sheets.reading.precheck import MAX_SIZE
from union_portal.sheets.reading.source import Parser, Source, Unreadable, again, read

DAY = dt.date(2015, 3, 1)
TABLE = "姓名,镇街\n张三,瀛海镇\n李四,采育镇\n"
ROWS = [["姓名", "镇街"], ["张三", "瀛海镇"], ["李四", "采育镇"]]
OPEN_AND_SAVE = "请在Excel或WPS中打开，另存为.xlsx后再上传"


@pytest.fixture
def sent(tmp_path):
    """Keeps bytes as an uploaded file under a name that says nothing."""

    def keep(content: bytes) -> Path:
        path = tmp_path / "upload"
        path.write_bytes(content)
        return path

    return keep


def test_cells_come_as_typed(sent):
    rows = [["姓名", "日期", "人数", "农民工"], ["张三", DAY, 30, True], ["𠮷野😀", None, 1.5, False]]
    assert read(sent(book(rows))) == Source(
        ["会员"],
        "会员",
        [["姓名", "日期", "人数", "农民工"], ["张三", "2015-03-01", 30.0, "是"], ["𠮷野😀", None, 1.5, "否"]],
        shown=["会员"],
    )


def test_a_truth_is_not_the_number_one(sent):
    assert read(sent(book([[1], [True], [0], [False]]))).rows == [[1.0], ["是"], [0.0], ["否"]]


def test_a_table_that_begins_further_down_and_to_the_right_keeps_its_place(sent):
    xml = worksheet('<row r="3"><c r="C3"><v>7</v></c></row>')
    content = archive(parts([Sheet("会员", [])]) | {"xl/worksheets/sheet1.xml": xml.encode()})
    assert read(sent(content)).rows == [[None] * 3, [None] * 3, [None, None, 7.0]]


def test_the_first_visible_sheet_with_content_is_read_unless_another_is_named(sent):
    sheets = [
        Sheet("选项", [["甲"]], "hidden"),
        Sheet("密", [["乙"]], "veryHidden"),
        Sheet("空表", []),
        Sheet("会员", [["丙"]]),
        Sheet("旧表", [["丁"]]),
    ]
    path = sent(archive(parts(sheets)))
    names = [sheet.name for sheet in sheets]
    assert read(path) == Source(names, "会员", [["丙"]], shown=names[2:])
    assert read(path, "旧表") == Source(names, "旧表", [["丁"]], shown=names[2:])
    assert read(path, "选项") == Source(names, "选项", [["甲"]], shown=names[2:])


def test_hidden_rows_are_rows_and_a_merged_cell_is_its_first(sent):
    rows = [["基本情况", None], ["姓名", "镇街"], ["张三", "瀛海镇"]]
    content = book(rows, merged=["A1:B1"], hidden_rows=frozenset({3}))
    assert read(sent(content)).rows == rows


@pytest.mark.parametrize("late", [False, True])
def test_days_count_from_1900_or_from_1904(sent, late):
    rows = [[DAY], [dt.date(1985, 12, 31)], [serial(DAY, late)]]
    assert read(sent(book(rows, late=late))).rows == [
        ["2015-03-01"],
        ["1985-12-31"],
        [float(serial(DAY, late))],
    ]


def test_a_day_before_1900_and_what_is_no_number_are_errors(sent):
    rows = [[Raw(f'<c r="{{ref}}" s="{style}"><v>{value}</v></c>')] for style, value in
            ((1, "NaN"), (0, "NaN"), (0, "inf"), (0, "1e999"))]  # fmt: skip
    assert read(sent(book(rows))).rows == [["#NUM!"]] * 4


def test_an_error_value_stands_where_it_stood(sent):
    values = ["#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!"]
    rows = [["姓名", None], ["张三", error("#N/A")], [None, None], [*map(error, values)], [error("#REF!")]]
    found = read(sent(book(rows))).rows
    assert [[cell for cell in row if cell] for row in found] == [
        ["姓名"], ["张三", "#N/A"], [], values, ["#REF!"],
    ]  # fmt: skip
    assert found[1][1] == "#N/A"


@pytest.mark.parametrize("value", ["#SPILL!", "#CALC!", "#GETTING_DATA"])
def test_an_error_value_that_cannot_be_passed_over_is_named_with_its_place(sent, value):
    with pytest.raises(Unreadable, match=f"^工作表“会员”第2行第3列是{value}，请改正后再上传$"):
        read(sent(book([["甲", "乙", "丙"], ["一", "二", error(value)]])))


@pytest.mark.parametrize("result", ["", "<v></v>", "<v/>", "<v />", "\n <v> </v>\n"])
def test_a_formula_without_a_result_is_no_blank(sent, result):
    rows = [["人数"], [formula("A4+1", result)], [3], [formula("LEN(B1)", result)]]
    assert read(sent(book(rows))).rows == [["人数"], ["#未计算"], [3.0], ["#未计算"]]


def test_a_formula_with_a_result_is_its_result(sent):
    empty = Raw('<c r="{ref}" t="str"><f>IF(A1="","",A1)</f><v></v></c>')
    shared = Raw('<c r="{ref}"><f t="shared" si="0"/><v>9</v></c>')
    rows = [[formula("1+1", "<v>2</v>"), empty, shared, "末"]]
    assert read(sent(book(rows))).rows == [[2.0, None, 9.0, "末"]]


def test_errors_are_found_across_the_pieces_a_sheet_is_searched_in(sent):
    rows = [[f"第{n}行", "字" * 400, error("#N/A") if n % 2 else formula("1+1")] for n in range(4000)]
    content = book(rows)
    assert len(sheet_xml(Sheet("会员", rows)).encode()) > 5 << 20
    assert [row[2] for row in read(sent(content)).rows] == ["#未计算", "#N/A"] * 2000


def test_sheets_written_with_a_prefix_are_searched_too(sent):
    xml = (
        '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
        '<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c><x:c r="B1" t="e"><x:v>#N/A</x:v></x:c></x:row>'
        "</x:sheetData></x:worksheet>"
    )
    content = archive(parts([Sheet("会员", [])]) | {"xl/worksheets/sheet1.xml": xml.encode()})
    assert read(sent(content)).rows == [[1.0, "#N/A"]]


def test_many_different_texts_come_through_in_order(sent):
    rows = [[f"第{n}人", "男" if n % 2 else "女", n % 7, None if n % 3 else f"注{n}"] for n in range(13_000)]
    assert read(sent(book(rows))).rows == [[a, b, float(c), d] for a, b, c, d in rows]


def test_characters_that_no_database_keeps_are_dropped(sent):
    content = book([["张\x00三", "\x01", "行\n二", "甲\t乙"]])
    assert read(sent(content)).rows == [["张三", None, "行\n二", "甲\t乙"]]


def test_blank_columns_may_go_on_but_not_content(sent):
    assert read(sent(book([["甲", *[""] * 198, "乙"]]))).rows[0][199] == "乙"
    with pytest.raises(Unreadable, match=r"^第1行第201列还有内容，最多300,000行、200列；如是误按，"):
        read(sent(book([["甲", *[None] * 199, "乙"]])))
    with pytest.raises(Unreadable, match="^第2行第201列还有内容，最多200列；请删去多余的内容后再上传$"):
        read(sent(("甲\n" + "," * 200 + "乙\n" + "," * 900).encode()))


def test_an_old_workbook_reads_the_same(sent):
    rows = [["姓名", "日期", "人数"], ["𠮷野", DAY, 30], [error("#N/A"), None, error("#DIV/0!")]]
    assert read(sent(old_book(rows))) == Source(
        ["会员"],
        "会员",
        [["姓名", "日期", "人数"], ["𠮷野", "2015-03-01", 30.0], ["#N/A", None, "#DIV/0!"]],
        shown=["会员"],
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_text_in_every_encoding_and_with_every_separator(sent, encoding, delimiter):
    text = (TABLE * 300).replace(",", delimiter)
    assert read(sent(text.encode(encoding))).rows == ROWS * 300


def test_text_that_programs_have_guarded_is_itself(sent):
    text = '姓名,证件\n张三,="0012"\n"李,四","他说""好"""\n5" 管,-\n'
    assert read(sent(text.encode())).rows == [
        ["姓名", "证件"], ["张三", "0012"], ["李,四", '他说"好"'], ['5" 管', "-"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b'a,b\n1,2\n"x,3\n4,5\n', "第3行起引号不成对，或有一格过长，"),
        ("姓名,镇街\n".encode() * 9 + "张三,瀛".encode()[:-1] + b",\n", "第10行有损坏的文字，"),
        ("上海,镇街\n张三,瀛".encode("utf-16")[:-1], "第2行有损坏的文字，"),
        (b"\xff\xff\xfd\n" * 40, "认不出文件的文字编码，"),
    ],
)
def test_damaged_text_is_refused_with_its_place(sent, content, why):
    with pytest.raises(Unreadable, match=f"^{why}{OPEN_AND_SAVE}$"):
        read(sent(content))


def test_a_kept_file_is_read_from_memory_and_lies_encrypted(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    name = storing.keep(TABLE.encode())
    with storing.opened(name) as path:
        assert read(path).rows == ROWS
        assert [each.name for each in tmp_path.rglob("*") if each.is_file()] == [name]
    assert TABLE.encode()[:9] not in (storing.folder() / name).read_bytes()
    storing.forget(name)
    assert [each for each in tmp_path.rglob("*") if each.is_file()] == []


def test_what_the_parser_told_of_a_kept_file_lies_encrypted_and_tells_the_rows_again(
    settings, tmp_path, sent
):
    settings.MEDIA_ROOT = tmp_path
    source = read(sent(TABLE.encode()))
    name = storing.keep(TABLE.encode(), source.told)

    assert again(storing.told(name)) == source
    assert "张三".encode() not in (storing.folder() / f"{name}.rows").read_bytes()
    storing.forget(name)
    assert (storing.told(name), [*storing.folder().iterdir()]) == (b"", [])


def test_the_parser_knows_no_secret_of_the_portal(sent):
    with Parser(sent(TABLE.encode())) as parser:
        assert Path(f"/proc/{parser.process.pid}/environ").read_bytes() == b""


def test_no_upload_small_enough_to_be_let_in_is_put_on_disk_in_clear():
    assert settings.FILE_UPLOAD_MAX_MEMORY_SIZE == MAX_SIZE + ENVELOPE
