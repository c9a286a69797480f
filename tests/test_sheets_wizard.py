"""The import wizard in pages: whose it is, which files it takes, which column is which."""

import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from members.models import Member
from tests import make
from tests.registers import page
from tests.rosters import HEADINGS, grid, workbook
from tests.test_pages import STRUCK
from tests.uploading import WRONG, batch, mapped, people, sent, settled, spoiled
from union_portal.sheets.models import ImportBatch

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(enter, yinghai):
    return enter("chair", yinghai)


# --- the way through


def test_a_good_roster_goes_from_file_to_register_in_four_pages(clerk):
    columns = sent(clerk, people(3)).url
    assert columns.endswith("/columns/")
    html = page(clerk.get(columns))
    assert "张测试1" in html and "没有，每一列都对上了。" in html

    confirm = mapped(clerk, people(3))
    assert confirm.endswith("/confirm/")
    assert Member.objects.count() == 0
    page(clerk.get(confirm))

    result = settled(clerk, clerk.post(confirm, {"do": "save"}).url)

    assert result.endswith("/result/")
    assert "已导入" in page(clerk.get(result))
    assert Member.objects.count() == 3


def test_the_template_filled_skips_the_matching_of_columns(clerk):
    book = load_workbook(io.BytesIO(clerk.get("/members/import/member/blank/").getvalue()))
    sheet = book.worksheets[0]
    sheet.delete_rows(2)
    labels = [cell.value for cell in sheet[1]]
    for heading, value in zip(HEADINGS, people(1)[0], strict=True):
        sheet.cell(2, labels.index(heading) + 1, value)
    file = io.BytesIO()
    book.save(file)

    waiting = sent(clerk, file.getvalue()).url

    assert waiting == f"/members/import/{batch().pk}/"
    assert settled(clerk, waiting).endswith("/confirm/")


def test_the_prefilled_template_holds_the_rows_the_list_shows(clerk, yinghai, caiyu):
    make.member(yinghai, name="赵测试")
    make.member(yinghai, name="钱测试")
    make.member(caiyu, name="孙测试")

    def names(query=""):
        file = clerk.get(f"/members/import/member/prefilled/{query}").getvalue()
        head, *rows = grid(file)
        return sorted(row[head.index("姓名")] for row in rows)

    assert names() == ["赵测试", "钱测试"]
    assert names("?q=赵") == ["赵测试"]


def test_the_list_leads_to_the_import_with_its_conditions(clerk):
    html = page(clerk.get("/members/?sex=F"))

    assert 'href="/members/import/member/?sex=F"' in html
    assert "/members/import/member/prefilled/?sex=F" in page(clerk.get("/members/import/member/?sex=F"))


# --- doors


def test_who_may_not_register_may_not_import(enter, district):
    client = enter("leader", district)

    assert "import" not in page(client.get("/enterprises/"))
    for address in ("/enterprises/import/enterprise/", "/enterprises/import/enterprise/prefilled/"):
        assert "没有登记企业的权限" in page(client.get(address), 403)


def test_another_person_s_import_is_not_found_at_any_step(clerk, yinghai):
    sent(clerk, people(1))
    stranger = Client()
    stranger.force_login(make.user("chair", yinghai), "union_portal.organization.backends.PostBackend")
    base = f"/members/import/{batch().pk}/"

    for tail in ("", "progress/", "columns/", "check/", "rows/2/", "confirm/", "result/", "problems/"):
        assert "不是你的导入" in page(stranger.get(base + tail), 404)
    for tail in ("discard/", "undo/", "columns/", "check/", "confirm/"):
        page(stranger.post(base + tail), 404)
    assert ImportBatch.objects.count() == 1
    assert page(stranger.get("/imports/")).count("名册.xlsx") == 0


def test_a_register_of_another_section_has_no_import_there(clerk):
    page(clerk.get("/members/import/enterprise/"), 404)
    sent(clerk, people(1))
    page(clerk.get(f"/enterprises/import/{batch().pk}/"), 404)


# --- files that are refused


def test_a_file_that_cannot_be_read_says_what_to_do(clerk):
    response = sent(clerk, b"%PDF-1.4", "名册.pdf")

    assert "“名册.pdf”没有收下：认不出这种文件，请上传.xlsx、.xls或.csv" in page(response, 422)
    assert "还没有选文件" in page(clerk.post("/members/import/member/"), 422)
    assert ImportBatch.objects.count() == 0


def test_more_than_twenty_megabytes_are_answered_before_they_are_read(clerk):
    class Unread(io.BytesIO):
        def read(self, *_):
            raise AssertionError("the body was read")

    answer = clerk.generic(
        "POST", "/members/import/member/", CONTENT_LENGTH="31457280", **{"wsgi.input": Unread()}
    )

    assert "文件约30MB，超过20MB，没有接收。" in page(answer, 413)


def test_a_file_just_over_the_limit_is_refused_with_its_name(clerk):
    answer = sent(clerk, b"x" * (20 * 1024 * 1024 + 1), "大.csv")

    assert "“大.csv”没有收下：文件20.0MB，超过20MB" in page(answer, 413)


# --- columns


def test_two_columns_matched_alike_are_both_named_and_the_choice_is_kept(clerk):
    columns = sent(clerk, people(1)).url
    chosen = {
        "column-0": "name",
        "column-1": "document",
        "column-2": "document",
        "column-3": "",
        "column-4": "",
    }

    html = page(clerk.post(columns, chosen), 422)

    assert "C列“手机号码”：B列“证件号码”已经对到“证件号码（必填）”" in html
    kept = clerk.post(columns, chosen).context["form"]
    assert {name: kept[name].value() for name in kept.fields} == chosen


def test_columns_left_out_and_columns_that_lack_are_named(clerk):
    rows = [[*row[:1], row[3], "备注一"] for row in people(1)]
    columns = sent(clerk, workbook([["姓名", "所属镇街", "备注"], *rows])).url

    html = page(clerk.get(columns))

    assert "不导入的列：备注" in html
    assert "必填而文件里没有：证件号码、性别、出生日期" in html


def test_samples_show_no_number_in_full(clerk):
    rows = [[*row[:3], "6222020200012345678"] for row in people(2)]
    columns = sent(clerk, workbook([[*HEADINGS[:3], "卡号"], *rows])).url

    html = page(clerk.get(columns))

    for hidden in (make.identity_number(1), "13800130001", "6222020200012345678"):
        assert hidden not in html
    assert "110***********" in html and "622****5678" in html


def test_another_sheet_of_the_file_may_be_chosen(clerk):
    book = load_workbook(io.BytesIO(workbook([HEADINGS, *people(1)], title="一月")))
    other = book.create_sheet("二月")
    for row in [HEADINGS, *people(2, start=7)]:
        other.append(row)
    file = io.BytesIO()
    book.save(file)
    columns = sent(clerk, file.getvalue()).url

    moved = clerk.post(columns, {"sheet": "二月"}).url

    html = page(clerk.get(moved))
    assert "张测试7" in html and "张测试1" not in html
    assert list(ImportBatch.objects.values_list("sheet", flat=True)) == ["二月"]


# --- what no page of it may contain


def test_no_step_has_inline_style_or_script_nor_a_number_in_full(clerk):
    pages = [clerk.get("/members/import/member/"), clerk.get(sent(clerk, spoiled()).url)]
    check = mapped(clerk, spoiled())
    pages += [clerk.get(check), clerk.get(f"/members/import/{batch().pk}/rows/3/")]
    confirm = clerk.post(check, {"do": "partial"}).url
    pages.append(clerk.get(confirm))
    waiting = clerk.post(confirm, {"do": "save"}).url
    pages += [clerk.get(waiting), clerk.get(settled(clerk, waiting)), clerk.get("/imports/")]

    for answer in pages:
        html = page(answer)
        assert not STRUCK.search(html)
        assert [n for n in (WRONG, make.identity_number(1), "13800130001") if n in html] == []
