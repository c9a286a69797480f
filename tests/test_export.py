"""What leaves the portal in a sheet: rows in scope, masks kept, and text that stays text."""

import datetime as dt
import io

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from openpyxl.worksheet.datavalidation import DataValidation

from enterprises.models import Enterprise
from members.models import Member
from tests import make
from union_portal.ledgers.declarations import LEDGERS
from union_portal.ledgers.tables import columns
from union_portal.sheets import views
from union_portal.sheets.cells import steady
from union_portal.sheets.export import workbook
from union_portal.sheets.template import template

BACKEND = "union_portal.organization.backends.PostBackend"
PAYLOADS = (
    "=1+1", "=SUM(A1:A9)", "=HYPERLINK(\"http://x\",\"点这里\")", "=cmd|' /C calc'!A0",
    "=DDE(\"a\",\"b\",\"c\")",
    "+1+1", "+86 13800000000", "-1+1", "-", "@SUM(1)", "@", "\t=1+1", "\r=1+1", "＝1+1", "＋1", "＠SUM(1)",
    "#N/A", "#REF!",
)  # fmt: skip


def opened(source):
    return openpyxl.load_workbook(source if hasattr(source, "read") else io.BytesIO(source))


def downloaded(answer):
    assert answer.status_code == 200
    return opened(b"".join(answer.streaming_content)).active


def rows_of(sheet) -> list[dict]:
    heads, *lines = sheet.iter_rows(values_only=True)
    return [dict(zip(heads, line, strict=True)) for line in lines]


def exported(model, **condition):
    ledger = LEDGERS[model]
    rows = ledger.annotate(model.objects.select_related(*ledger.related).filter(**condition))
    return opened(workbook(ledger, rows, columns(ledger))).active


@pytest.fixture
def chair(client, yinghai):
    """Signed in: the chair of the first township."""
    user = make.user("chair", yinghai, username="chair1")
    client.force_login(user, backend=BACKEND)
    return user


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_a_formula(yinghai, payload):
    Enterprise.objects.filter(pk=make.enterprise(yinghai).pk).update(name=payload)

    sheet = exported(Enterprise)
    cell = sheet["A2"]

    assert (cell.data_type, cell.value.strip(), cell.quotePrefix) == ("s", payload.strip(), True)
    assert {c.data_type for row in sheet.iter_rows() for c in row} <= {"s", "n", "d", "inlineStr"}


def test_characters_no_workbook_can_hold_are_left_out(yinghai):
    Enterprise.objects.filter(pk=make.enterprise(yinghai).pk).update(name="瑞康\x01食品\x1f厂\ufffe")

    assert exported(Enterprise)["A2"].value == "瑞康食品厂"


def test_numbers_of_identity_stay_text(yinghai):
    make.enterprise(yinghai, name="007")
    make.member(yinghai, number="00012345678901234567")

    assert (exported(Enterprise)["A2"].value, exported(Enterprise)["A2"].number_format) == ("007", "@")
    cell = exported(Member)["B2"]
    assert (cell.value, cell.data_type, cell.number_format) == ("00012345678901234567", "s", "@")


def test_identity_numbers_and_phones_are_masked(yinghai):
    document = make.identity_number(7)
    make.member(yinghai, document=document, mobile="13800000007")

    row = rows_of(exported(Member))[0]

    assert row["证件号码"] == f"{document[:3]}{'*' * 11}{document[-4:]}"
    assert row["手机号码"] == "138****0007"


def test_values_are_what_the_list_shows(yinghai):
    make.enterprise(yinghai, name="瑞康食品厂", employees=1299, unionized_on=dt.date(2012, 5, 6))

    row = rows_of(exported(Enterprise))[0]

    assert (row["单位名称"], row["所属镇街"], row["经济类型"]) == ("瑞康食品厂", "瀛海街道", "私有")
    assert (row["职工数"], row["成立日期"]) == (1299, dt.datetime(2010, 3, 1))


def test_an_empty_register_has_its_headings(district):
    sheet = exported(Enterprise)

    assert rows_of(sheet) == []
    assert sheet["A1"].value == "单位名称"


# --- from a list page


def test_a_chair_exports_her_township_only(client, chair, yinghai, caiyu):
    make.enterprise(yinghai, name="甲厂")
    make.enterprise(caiyu, name="乙厂")

    assert [row["单位名称"] for row in rows_of(downloaded(client.get("/export/enterprise/")))] == ["甲厂"]
    assert rows_of(downloaded(client.get(f"/export/enterprise/?org={caiyu.pk}"))) == []


def test_the_list_s_own_filters_search_and_order_hold(client, chair, yinghai):
    for name, ownership in (("甲厂", "11"), ("乙厂", "21"), ("丙店", "21")):
        make.enterprise(yinghai, name=name, ownership=ownership)

    def names(query):
        return [row["单位名称"] for row in rows_of(downloaded(client.get(f"/export/enterprise/?{query}")))]

    assert names("ownership=21&sort=-opened_on") == ["乙厂", "丙店"]
    assert names("q=厂&ownership=21") == ["乙厂"]
    assert names("ownership=不存在") == []


def test_a_member_is_found_by_the_hash_of_her_number(client, chair, yinghai):
    who, _ = make.member(yinghai, name="张明"), make.member(yinghai, name="李红")
    moved = client.post("/members/", {"q": who.document.reveal()})

    found = rows_of(downloaded(client.get(f"/export/member/{moved.url}")))

    assert [row["姓名"] for row in found] == ["张明"]


@pytest.mark.parametrize(
    ("role", "register"),
    [("clerk", "enterprise"), ("leader", "member"), ("organisation", "case"), ("auditor", "card")],
)
def test_a_post_without_the_right_may_not_export(client, district, role, register):
    client.force_login(make.user(role, district), backend=BACKEND)

    assert client.get(f"/export/{register}/").status_code == 403


def test_a_register_that_does_not_exist_is_not_found(client, chair):
    assert client.get("/export/nothing/").status_code == 404


def test_nobody_exports_without_signing_in(client, district):
    assert client.get("/export/enterprise/").status_code == 302


def test_too_many_rows_are_refused_with_advice(client, chair, yinghai, monkeypatch):
    monkeypatch.setattr(views, "LIMIT", 1)
    make.enterprise(yinghai), make.enterprise(yinghai)

    answer = client.get("/export/enterprise/?ownership=21")

    assert (answer.status_code, answer.url) == (302, "/enterprises/?ownership=21")
    assert "请先用筛选条件分批导出" in client.get(answer.url).content.decode()


# --- on the command line


def test_the_command_knows_every_register_and_names_them_when_it_does_not(district, tmp_path):
    with pytest.raises(CommandError, match="没有台账“nothing”，应为enterprise、"):
        call_command("export", "nothing", output=str(tmp_path / "a.xlsx"))


@pytest.mark.parametrize(
    ("name", "refusal"), [("nobody", "没有账号“nobody”"), ("clerk1", "没有导出企业的权限")]
)
def test_the_command_refuses_an_account_that_may_not_export(yinghai, tmp_path, name, refusal):
    make.user("clerk", yinghai, username="clerk1")

    with pytest.raises(CommandError, match=refusal):
        call_command("export", "enterprise", output=str(tmp_path / "a.xlsx"), user=name)


# --- templates


def test_a_template_has_the_model_s_own_words(yinghai, tmp_path):
    file = tmp_path / "new" / "enterprise.xlsx"
    call_command("template", "enterprise", output=str(file))

    book = openpyxl.load_workbook(file)

    assert book.sheetnames == ["企业", "填写说明", "选项"]
    assert [cell.value for cell in book["企业"][1]][:3] == ["所属镇街", "单位名称", "统一社会信用代码"]
    assert book["企业"].column_dimensions["C"].number_format == "@"
    assert book["选项"].sheet_state == "hidden"
    assert "必填" in [cell.value for cell in book["填写说明"][6]]


def test_choices_are_drop_downs(yinghai, caiyu):
    book = opened(steady(template(LEDGERS[Enterprise]), dt.date(2000, 1, 1)))

    checks: list[DataValidation] = book["企业"].data_validations.dataValidation
    kinds = {str(check.sqref): check.type for check in checks}
    assert kinds["A2:A5000"] == kinds["E2:E5000"] == "list"
    assert [row[0].value for row in book["选项"]["A1:A2"]] == ["瀛海街道总工会", "采育镇总工会"]


@pytest.mark.parametrize("ledger", LEDGERS.values(), ids=lambda ledger: ledger.name)
def test_no_two_headings_of_a_template_are_alike(db, ledger):
    heads = [cell.value for cell in template(ledger).worksheets[0][1]]

    assert len(heads) == len(set(heads)) == len(ledger.form_fields)


def test_a_template_is_the_same_every_time(yinghai):
    assert steady(template(LEDGERS[Member]), dt.date(2000, 1, 1)) == steady(
        template(LEDGERS[Member]), dt.date(2000, 1, 1)
    )


def test_money_is_a_number(yinghai):
    sheet = opened(
        steady(template(LEDGERS[next(m for m in LEDGERS if m.__name__ == "Aid")]), dt.date(2000, 1, 1))
    )

    letter = next(cell.column_letter for cell in sheet.worksheets[0][1] if cell.value == "金额（元）")
    assert sheet.worksheets[0].column_dimensions[letter].number_format == "#,##0.00"
