"""Sheets that leave and return: conflicts cell by cell, problem rows brought back, the command line."""

import io
import json

import pytest
from django.core.management import CommandError, call_command
from openpyxl import load_workbook

from members.models import Member
from tests import make
from tests.rosters import HEADINGS, checked, faults, grid, imported, told, workbook
from union_portal.audit.context import acting
from union_portal.ledgers.declarations import LEDGERS
from union_portal.sheets import prefilled
from union_portal.sheets.importing import problems, saving

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(yinghai):
    return make.user("organisation", yinghai.parent)


def saved(book) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def taken_out(clerk):
    """A prefilled template of all members, open for editing: the sheet, and label → column number."""
    ledger = LEDGERS[Member]
    book = load_workbook(io.BytesIO(saved(prefilled.workbook(ledger, ledger.rows(clerk, "change")))))
    sheet = book.worksheets[0]
    return book, sheet, {cell.value: cell.column for cell in sheet[1]}


def test_a_cell_changed_only_in_the_sheet_is_saved_and_only_in_the_register_kept(clerk, yinghai, tmp_path):
    with acting(clerk, route="test"):
        member = make.member(yinghai, name="张测试", category="staff")
    book, sheet, at = taken_out(clerk)
    with acting(clerk, route="test"):
        Member.objects.filter(pk=member.pk).update(category="dispatched")
    sheet.cell(2, at["姓名"]).value = "张改名"

    batch = checked(saved(book), "member", clerk, tmp_path)
    assert (faults(batch), told(batch)["updated"], batch.late) == ([], 1, 0)
    saving.confirm(batch)

    member.refresh_from_db()
    assert (member.name, member.category) == ("张改名", "dispatched")


def test_a_cell_changed_on_both_sides_is_a_conflict_that_names_the_present_value(clerk, yinghai, tmp_path):
    with acting(clerk, route="test"):
        member = make.member(yinghai, name="张测试")
    book, sheet, at = taken_out(clerk)
    with acting(clerk, route="test"):
        Member.objects.filter(pk=member.pk).update(name="李测试")
    sheet.cell(2, at["姓名"]).value = "王测试"

    batch = checked(saved(book), "member", clerk, tmp_path)

    (fault,) = batch.faults.all()
    assert (fault.kind, fault.label, fault.found, fault.why) == (
        "conflict",
        "姓名",
        "王测试",
        "下载之后已被改为“李测试”",
    )


def test_rows_with_problems_come_back_mended_and_the_batch_goes_on(clerk, yinghai, tmp_path):
    rows = [[f"张测试{n}", make.identity_number(n), None, yinghai.name, None] for n in range(1, 6)]
    right = rows[2][1]
    rows[2][1] = right[:17] + ("0" if right[17] != "0" else "1")
    first = imported(workbook([HEADINGS, *rows]), "member", clerk, tmp_path, partial=True)
    book = problems.workbook(first)
    assert grid(saved(book)) == [
        [*HEADINGS, "原因", "建议"],
        [*rows[2], "证件号码：身份证号码校验位不正确，请核对", "证件号码：请按证件原件重新填写"],
    ]
    book.active.cell(2, 2).value = right

    second = imported(saved(book), "member", clerk, tmp_path)

    assert (second.continues, second.known, told(second)["created"]) == (first, True, 1)
    assert Member.objects.count() == 5


def test_the_command_line_imports_once_and_asks_before_it_overwrites(clerk, yinghai, tmp_path):
    path, newer = tmp_path / "名册.xlsx", tmp_path / "改.xlsx"
    rows = [[f"张测试{n}", make.identity_number(n), None, yinghai.name, None] for n in (1, 2)]
    path.write_bytes(workbook([HEADINGS, *rows]))
    newer.write_bytes(workbook([HEADINGS, ["李测试", *rows[0][1:]]]))

    def run(file, **options):
        out = io.StringIO()
        call_command(
            "import_sheet", "member", str(file), user=clerk.username, format="json", stdout=out, **options
        )
        answer = json.loads(out.getvalue())
        answer.pop("job")
        return answer

    nothing = {"created": 0, "updated": 0, "unchanged": 0, "rejected": 0, "errors": []}
    assert run(path, dry_run=True) == nothing | {"read": 2, "created": 2}
    assert Member.objects.count() == 0
    assert run(path) == nothing | {"read": 2, "created": 2}
    assert run(path) == nothing | {"read": 2, "unchanged": 2}
    assert run(newer) == nothing | {"read": 1, "updated": 1}
    with pytest.raises(CommandError, match="其中1条在这份文件保存之后改过"):
        run(path)
    assert run(path, newer="keep") == nothing | {"read": 2, "unchanged": 1}
    assert Member.objects.filter(name="李测试").count() == 1
