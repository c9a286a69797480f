"""What leaves the portal in a sheet: rows in scope, and text that stays text (T43)."""

import csv
import datetime as dt
import io
import json
import shutil
import subprocess

import openpyxl
import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.datavalidation import DataValidation

from enterprises.models import Enterprise
from members.models import Member
from tests import make
from tests.reopened import cells, downloaded, file_of, opened, rows_of, sheet_of
from union_portal.ledgers.declarations import LEDGERS
from union_portal.sheets.cells import LEADS, clean, guard, steady, unguard
from union_portal.sheets.exporting import writers
from union_portal.sheets.template import template

BACKEND = "union_portal.organization.backends.PostBackend"
PAYLOADS = (
    "=1+1", "=SUM(A1:A9)", "=HYPERLINK(\"http://x\",\"点这里\")", "=cmd|' /C calc'!A0",
    "=DDE(\"a\",\"b\",\"c\")",
    "+1+1", "+86 13800000000", "-1+1", "-", "@SUM(1)", "@", "\t=1+1", "\r=1+1", "＝1+1", "＋1", "＠SUM(1)",
    "#N/A", "#REF!",
)  # fmt: skip
WRITERS = {"rust": writers.by_rust, "python": writers.by_python}
OFFICE = shutil.which("soffice")


@pytest.fixture
def risky_names(yinghai):
    """An enterprise for each payload, in their order."""
    for number, payload in enumerate(PAYLOADS):
        firm = make.enterprise(yinghai)
        Enterprise.objects.filter(pk=firm.pk).update(name=payload, opened_on=dt.date(2001, 1, 1 + number))


def names_in(sheet) -> list[str]:
    return sorted(cell.value.strip() for cell in sheet["A"][1:])


# --- text that some program might take for a formula


@pytest.mark.parametrize("writer", WRITERS.values(), ids=WRITERS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_text_becomes_a_formula(tmp_path, payload, writer):
    path, columns = tmp_path / "file.xlsx", [writers.Heading("名称", "@", 20)]
    writer(path, writers.Page("企业"), columns, iter([(clean(payload),)]))

    cell = openpyxl.load_workbook(path).active["A2"]

    assert (cell.data_type, cell.value, cell.quotePrefix) == ("s", clean(payload), True)


def test_a_register_of_such_names_reopens_without_formula_or_error(risky_names, tmp_path):
    sheet = sheet_of(Enterprise, tmp_path / "file.xlsx")

    assert {cell.data_type for cell in cells(sheet)} == {"s", "n", "d"}
    assert names_in(sheet) == sorted(payload.strip() for payload in PAYLOADS)


if OFFICE:

    @pytest.mark.parametrize("form", ["xlsx", "csv"])
    def test_another_program_finds_no_formula_either(risky_names, tmp_path, form):
        path = file_of(Enterprise, tmp_path / f"file.{form}")
        home, saved = f"-env:UserInstallation=file://{tmp_path}/profile", tmp_path / "saved"
        words = [OFFICE, home, "--headless", "--convert-to", "xlsx", "--outdir", saved, path]
        if form == "csv":
            words.insert(3, "--infilter=CSV:44,34,76")
        subprocess.run(words, check=True, capture_output=True, timeout=120)

        sheet = openpyxl.load_workbook(saved / "file.xlsx").active

        assert {cell.data_type for cell in cells(sheet)} <= {"s", "n", "d"}
        assert len(names_in(sheet)) == len(PAYLOADS)


def test_in_csv_such_text_is_guarded_and_reads_back_as_it_was(risky_names, tmp_path):
    content = file_of(Enterprise, tmp_path / "file.csv").read_bytes()

    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))

    assert content.startswith(b"\xef\xbb\xbf")
    assert [line["单位名称"] for line in lines if not line["单位名称"].startswith("'")] == []
    assert sorted(unguard(line["单位名称"]) for line in lines) == sorted(map(clean, PAYLOADS))


@given(st.text(alphabet=st.sampled_from([*LEADS, "'", " ", "　", "甲", "1"]) | st.characters(), max_size=6))
def test_guarded_text_begins_harmlessly_and_reads_back_equal(text):
    assert not guard(text).lstrip().startswith(LEADS)
    assert unguard(guard(text)) == text


# --- from a list page


def opened_sheet(answer):
    return opened(downloaded(answer)).active


@pytest.fixture
def chair(client, yinghai):
    """Signed in: the chair of the first township."""
    user = make.user("chair", yinghai, username="chair1")
    client.force_login(user, backend=BACKEND)
    return user


def test_a_chair_exports_her_township_only(client, chair, yinghai, caiyu):
    make.enterprise(yinghai, name="甲厂")
    make.enterprise(caiyu, name="乙厂")

    assert [row["单位名称"] for row in rows_of(opened_sheet(client.get("/export/enterprise/")))] == ["甲厂"]
    assert rows_of(opened_sheet(client.get(f"/export/enterprise/?org={caiyu.pk}"))) == []


def test_the_list_s_own_filters_search_and_order_hold(client, chair, yinghai):
    for name, ownership in (("甲厂", "11"), ("乙厂", "21"), ("丙店", "21")):
        make.enterprise(yinghai, name=name, ownership=ownership)

    def names(query):
        return [row["单位名称"] for row in rows_of(opened_sheet(client.get(f"/export/enterprise/?{query}")))]

    assert names("ownership=21&sort=-opened_on") == ["乙厂", "丙店"]
    assert names("q=厂&ownership=21") == ["乙厂"]
    assert names("ownership=不存在") == []


def test_a_member_is_found_by_the_hash_of_her_number(client, chair, yinghai):
    who, _ = make.member(yinghai, name="张明"), make.member(yinghai, name="李红")
    moved = client.post("/members/", {"q": who.document.reveal()})

    found = rows_of(opened_sheet(client.get(f"/export/member/{moved.url}")))

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


# --- on the command line


def told(ledger, path, **options) -> dict:
    output = io.StringIO()
    call_command("export", ledger, output=str(path), format="json", stdout=output, **options)
    return json.loads(output.getvalue())


def test_the_command_writes_every_row_or_those_of_an_account(committed, tmp_path):
    district = make.district()
    yinghai, caiyu = (make.township(district, f"00{n}", f"{name}镇总工会") for n, name in enumerate("甲乙"))
    for org, name in ((yinghai, "甲厂"), (caiyu, "乙厂")):
        make.enterprise(org, name=name)
    make.user("chair", yinghai, username="chair1")

    answer = told("enterprise", tmp_path / "new" / "all.xlsx")
    told("enterprise", tmp_path / "own.csv", user="chair1")

    assert (answer["ledger"], answer["rows"], len(answer["sha256"])) == ("enterprise", 2, 64)
    book = openpyxl.load_workbook(answer["file"])
    assert {row["单位名称"] for row in rows_of(book.active)} == {"甲厂", "乙厂"}
    with (tmp_path / "own.csv").open(encoding="utf-8-sig") as file:
        assert [line["单位名称"] for line in csv.DictReader(file)] == ["甲厂"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "own.csv"]


def test_the_command_knows_every_register_and_names_them_when_it_does_not(district, tmp_path):
    known = "、".join(ledger.name for ledger in LEDGERS.values())
    with pytest.raises(CommandError, match=f"没有台账“nothing”，应为{known}"):
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
