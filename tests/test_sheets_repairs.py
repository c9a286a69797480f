"""The wizard's check: cells typed anew, a group decided at one press, and what waits for others."""

import io

import pytest
from openpyxl import load_workbook

from members.models import Member
from tests import make
from tests.registers import page
from tests.rosters import grid
from tests.uploading import TYPED, WRONG, batch, mapped, people, sent, settled, spoiled
from union_portal.notices.models import Notice
from union_portal.sheets.models import ImportFix

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(enter, yinghai):
    return enter("chair", yinghai)


def test_a_wrong_cell_is_mended_in_place_and_the_batch_goes_on(clerk):
    check = mapped(clerk, spoiled())
    html = page(clerk.get(check))
    (cell,) = TYPED.findall(html)
    assert cell == "cell-3-document"
    assert "身份证号码校验位不正确" in html and WRONG not in html

    confirm = settled(clerk, clerk.post(check, {cell: make.identity_number(2)}).url)

    assert confirm.endswith("/confirm/")
    assert (batch().created, batch().rejected) == (3, 0)


def test_what_is_typed_wrong_again_stays_and_says_why(clerk):
    check = mapped(clerk, spoiled())

    html = page(clerk.post(check, {"cell-3-document": "1234"}), 422)

    assert 'value="1234"' in html
    assert "第 3 行 证件号码：" in html
    assert ImportFix.objects.count() == 0


def test_the_good_cells_of_a_page_are_kept_when_one_is_wrong(clerk):
    rows = people(3)
    rows[0][2] = rows[2][2] = "12345"
    check = mapped(clerk, rows)

    html = page(clerk.post(check, {"cell-2-mobile": "13900139000", "cell-4-mobile": "1390013"}), 422)

    assert "有 1 格仍然不对，其余已记下" in html
    assert [(fix.row, fix.value.reveal()) for fix in ImportFix.objects.all()] == [(2, "13900139000")]


def test_nothing_typed_asks_for_nothing(clerk):
    check = mapped(clerk, spoiled())

    response = clerk.post(check, {"cell-3-document": ""}, follow=True)

    assert "还没有改动" in page(response)
    assert batch().state == "checked"


def test_a_group_of_cells_is_left_blank_at_one_press(clerk):
    rows = people(3)
    rows[0][2] = rows[2][2] = "12345"
    check = mapped(clerk, rows)
    assert "这些格留空" in page(clerk.get(check))

    confirm = settled(clerk, clerk.post(check, {"do": "keep"}).url)
    settled(clerk, clerk.post(confirm, {"do": "save"}).url)

    assert [bool(m.mobile) for m in Member.objects.order_by("id")] == [False, True, False]


def test_a_needed_column_offers_no_blank(clerk):
    assert "这些格留空" not in page(clerk.get(mapped(clerk, spoiled())))


def test_a_long_group_is_paged_and_what_was_typed_goes_with_the_page(clerk):
    rows = people(60)
    for row in rows:
        row[2] = "12345"
    check = mapped(clerk, rows)
    assert len(TYPED.findall(page(clerk.get(check)))) == 50

    following = clerk.post(check, {"cell-2-mobile": "13900139000", "do": "next"}).url

    html = page(clerk.get(following))
    assert len(TYPED.findall(html)) == 10
    assert batch().state == "checked"
    assert "已改" in page(clerk.get(check))


def test_a_row_s_own_fault_opens_the_row(clerk):
    rows = people(3)
    rows[2][1] = rows[0][1]
    check = mapped(clerk, rows)
    html = page(clerk.get(check))
    assert "与第2行是同一条记录" in html
    row = f"/members/import/{batch().pk}/rows/4/"
    assert f'href="{row}"' in html

    html = page(clerk.get(row))
    assert 'value="张测试3"' in html and rows[0][1] not in html
    typed = {name: "" for name in TYPED.findall(html) if name.endswith(("document", "mobile"))}
    typed |= {"cell-4-document": make.identity_number(9)}

    assert settled(clerk, clerk.post(row, typed).url).endswith("/confirm/")
    assert batch().created == 3


def test_a_conflict_is_decided_for_the_whole_group(clerk, yinghai):
    people_here = [make.member(yinghai, name=f"甲测试{n}") for n in range(2)]
    file = clerk.get("/members/import/member/prefilled/").getvalue()
    book = load_workbook(io.BytesIO(file))
    sheet = book.worksheets[0]
    at = [cell.value for cell in sheet[1]].index("姓名") + 1
    for row in (2, 3):
        sheet.cell(row, at, f"表中{row}")
    content = io.BytesIO()
    book.save(content)
    for one in people_here:
        Member.objects.filter(pk=one.pk).update(name="后改的")

    check = settled(clerk, sent(clerk, content.getvalue()).url)
    html = page(clerk.get(check))
    assert "都保留现在的" in html and "下载之后已被改为“后改的”" in html

    confirm = settled(clerk, clerk.post(check, {"do": "mine"}).url)
    settled(clerk, clerk.post(confirm, {"do": "save", "overwrite": "file"}).url)

    assert sorted(Member.objects.values_list("name", flat=True)) == ["表中2", "表中3"]


def test_someone_registered_elsewhere_is_listed_for_the_district_without_a_name(clerk, caiyu, district):
    officer = make.user("organisation", district)
    make.member(caiyu, document=make.identity_number(2), name="张测试2")
    check = mapped(clerk, people(3))
    assert "申请转入" in page(clerk.get(check))

    for _ in range(2):
        html = page(clerk.post(check, {"do": "transfer"}, follow=True))

    assert "已申请转入" in html
    (notice,) = Notice.objects.all()
    assert (notice.user, notice.title) == (officer, "1人申请转入")
    assert "张测试2" not in notice.body and "采育" not in notice.body


def test_the_good_rows_go_first_and_the_rest_come_back_in_their_own_workbook(clerk):
    check = mapped(clerk, spoiled())
    confirm = clerk.post(check, {"do": "partial"}).url
    assert confirm.endswith("/confirm/")
    result = settled(clerk, clerk.post(confirm, {"do": "save"}).url)
    assert "还有 1 行没有导入" in page(clerk.get(result))

    rest = clerk.get(result.replace("result", "problems")).getvalue()
    head, row = grid(rest)
    assert head[-2:] == ["原因", "建议"] and row[1] == WRONG
    book = load_workbook(io.BytesIO(rest))
    book.worksheets[0].cell(2, 2, make.identity_number(2))
    file = io.BytesIO()
    book.save(file)

    confirm = settled(clerk, sent(clerk, file.getvalue(), "问题行.xlsx").url)
    result = settled(clerk, clerk.post(confirm, {"do": "save"}).url)

    html = page(clerk.get(result))
    assert "共新增 <b>3</b> 条" in html and "问题行已全部改好" in html
    assert Member.objects.count() == 3
