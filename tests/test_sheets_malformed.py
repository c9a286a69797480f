"""T40: what people really send. Each wrong cell is named with its reason, each odd spelling understood."""

import pytest
from django.db import connection
from openpyxl.utils import get_column_letter

from tests import make
from tests.hostile.cells import UNDERSTOOD, WRONG, wrong_check
from tests.hostile.shapes import SAME
from tests.hostile.spoiled import FOOT, SPOILED
from tests.hostile.tables import ENTERPRISE, MEMBER, OTHER_TOWN, TABLES, TOWN, WRITERS, firm_code
from tests.registers import page
from tests.rosters import checked
from tests.uploading import batch as uploaded
from tests.uploading import mapped
from union_portal.fields import EncryptedField
from union_portal.sheets.importing import problems, saving
from union_portal.sheets.importing.uploads import ledger_of
from union_portal.sheets.reading.source import Unreadable

pytestmark = pytest.mark.django_db
PLANTED = 4
"""The row of the sheet that a wrong cell is put into."""
OF_MEMBERS = {name: spoiled for name, spoiled in SPOILED.items() if spoiled.table is MEMBER}


@pytest.fixture
def other():
    return make.township(make.district(), "002", OTHER_TOWN)


@pytest.fixture
def town(other):
    return make.township(other.parent, "001", TOWN)


@pytest.fixture
def sent(town, settings, tmp_path):
    """Rows of a table to the register, as a file of this kind; the checked batch."""
    settings.MEDIA_ROOT = tmp_path / "media"
    chair = make.user("chair", town)

    def send(table, rows, kind="xlsx"):
        if table.ledger == "headcount" and not made:
            made.extend(make.enterprise(town, credit_code=firm_code(n)) for n in range(1, 6))
        content = rows if isinstance(rows, bytes) else WRITERS[kind](rows)
        return checked(content, table.ledger, chair, tmp_path)

    made = []
    return send


def staged(batch) -> list[tuple]:
    """What confirming would write, in the clear: of every row its number, and of every column its value."""
    staging = saving.staged(batch, ledger_of(batch))
    listed = ", ".join(f'"{column}"' for column in staging.columns)
    rows = staging.run(f"SELECT row, act, {listed} FROM {staging.table} ORDER BY row")
    return [(*row[:2], *map(plain, staging.fields, row[2:])) for row in rows]


def plain(field, value):
    if isinstance(field, EncryptedField) and value is not None:
        return field.from_db_value(value, None, connection).reveal()
    return value


def named(batch) -> list[tuple]:
    return [(fault.row, fault.label, fault.why) for fault in batch.faults.all()]


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [pytest.param(kind, wrong, id=f"{wrong.table.ledger}-{wrong.label}-{number}-{kind}")
     for number, wrong in enumerate(WRONG) for kind in wrong.kinds],
)  # fmt: skip
def test_a_wrong_cell_is_named_with_its_reason_and_the_other_rows_stay_good(sent, kind, wrong):
    rows = wrong.table.planted(wrong.label, wrong.value, PLANTED)
    batch = sent(wrong.table, rows, kind)

    (fault,) = batch.faults.all()
    column = "" if wrong.told_of else get_column_letter(rows[0].index(wrong.label) + 1)
    assert (fault.row, fault.column, fault.label, fault.why) == (
        PLANTED,
        column,
        wrong.told_of or wrong.label,
        wrong.why,
    )
    assert fault.repair.startswith(("请", "可填："))
    assert bool(fault.found) == (not wrong.told_of and wrong.value is not None)
    assert (batch.created, batch.rejected) == (4, 1)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.ledger)
def test_spellings_that_mean_the_same_are_the_same_rows(sent, table):
    good = staged(sent(table, table.lines()))
    others = {}
    for number, spelling in enumerate(UNDERSTOOD):
        for kind in spelling.kinds if spelling.table is table else ():
            batch = sent(table, table.changed(spelling.label, spelling.change), kind)
            others[number, spelling.label, kind] = named(batch) or staged(batch)
    assert {name: rows for name, rows in others.items() if rows != good} == {}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.ledger)
def test_a_table_laid_out_in_another_way_is_the_same_rows(sent, table):
    good = [row[1:] for row in staged(sent(table, table.lines()))]
    found, wanted = {}, {}
    for name, shape in SAME.items():
        batch = sent(table, shape.make(table))
        found[name] = named(batch) or staged(batch)
        wanted[name] = [(number, *row) for number, row in zip(shape.rows, good, strict=True)]
    assert {name: rows for name, rows in found.items() if rows != wanted[name]} == {}


@pytest.mark.parametrize("spoiled", SPOILED.values(), ids=SPOILED)
def test_what_a_table_lacks_or_holds_twice_is_told_row_by_row(sent, spoiled):
    batch = sent(spoiled.table, spoiled.make(spoiled.table))

    assert named(batch) == spoiled.told
    assert (batch.created, batch.rejected) == (spoiled.good, len({row for row, *_ in spoiled.told}))


def test_who_is_registered_in_another_township_is_not_entered_again(sent, other):
    make.member(other, document=MEMBER.rows[2][1])
    make.enterprise(other, credit_code=ENTERPRISE.rows[1][1])

    batches = [sent(table, table.lines()) for table in (MEMBER, ENTERPRISE)]

    told = "此人或此单位已登记在别处"
    assert [named(batch) for batch in batches] == [[(4, "整行", told)], [(3, "整行", told)]]
    assert [batch.created for batch in batches] == [4, 4]


def test_who_is_registered_here_is_the_same_person_with_a_leading_blank_or_a_small_letter(sent, town):
    number = MEMBER.rows[0][1]
    make.member(town, document=number, name="旧名")

    batch = sent(MEMBER, MEMBER.planted("证件号码", f" {number.lower()}", 2))

    assert (named(batch), batch.created, batch.updated) == ([], 4, 1)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "csv"])
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.ledger)
def test_a_table_without_headings_is_refused_and_says_so(sent, table, kind):
    with pytest.raises(Unreadable) as refusal:
        sent(table, table.lines()[1:], kind)
    needed = {"member": "姓名、证件号码", "enterprise": "单位名称、经济类型", "headcount": "单位、核实日期"}
    assert str(refusal.value) == (
        f"第1行已是内容，上面没有列名；请在它上面加一行列名（如所属镇街、{needed[table.ledger]}）后再上传"
    )


@pytest.mark.parametrize("kind", ["xlsx", "xls", "csv"])
@pytest.mark.parametrize("rows", [MEMBER.lines()[:1], [["姓名"]], [[]], [["名册"], []]])
def test_a_table_without_rows_is_read_as_none(sent, rows, kind):
    batch = sent(MEMBER, rows, kind)

    assert (batch.read, batch.created, batch.rejected, named(batch)) == (0, 0, 0, [])


def test_the_faults_of_a_table_come_back_as_a_workbook_with_reason_and_repair(sent):
    rows = MEMBER.planted("证件号码", wrong_check(MEMBER.rows[1][1]), 3)
    batch = sent(MEMBER, [["名册"], *rows, ["合计", 5]])

    head, *lines = problems.workbook(batch).active.iter_rows(values_only=True)

    assert head == (*MEMBER.heads, "原因", "建议")
    assert [(line[0], *line[-2:]) for line in lines] == [
        ("张测试2", "证件号码：身份证号码校验位不正确，请核对", "证件号码：请按证件原件重新填写"),
        ("合计", f"整行：{FOOT}", "整行：请删去这一行，或只导入没有问题的行"),
    ]


@pytest.mark.parametrize(
    "shape", [SAME[name] for name in ("headings in two lines", "cover in front", "begins further right")]
)
def test_a_clerk_brings_such_a_table_through_the_pages(enter, town, shape):
    clerk = enter("chair", town)

    confirm = mapped(clerk, shape.make(MEMBER))

    assert confirm.endswith("/confirm/")
    assert "新增 <b>5</b>" in page(clerk.get(confirm))


@pytest.mark.parametrize("spoiled", OF_MEMBERS.values(), ids=OF_MEMBERS)
def test_a_clerk_reads_on_the_page_what_is_wrong_and_takes_it_home(enter, town, spoiled):
    clerk = enter("chair", town)

    check = mapped(clerk, spoiled.make(spoiled.table))

    html = page(clerk.get(check))
    assert {why for _, _, why in spoiled.told if why not in html} == set()
    assert clerk.get(f"/members/import/{uploaded().pk}/problems/").status_code == 200
