"""An exported file, whatever its cells begin with, imports again without a change (T43)."""

import csv
import io
import subprocess

import pytest
from openpyxl import load_workbook

from enterprises.models import Enterprise
from tests import make
from tests.reopened import file_of
from tests.rosters import checked, faults, imported, told
from tests.test_export import OFFICE, PAYLOADS
from union_portal.pinyin import initials
from union_portal.sheets.cells import clean

pytestmark = pytest.mark.django_db
LONG = (
    "00012345678901234567",
    "1234567890123456",
    "6222020200000000006",
    "1E5",
    "0x10",
    "１２３",
    "2015-3-1",
)
ODD = (
    "'=1+1",
    "''+1",
    "'",
    '="0012"',
    '"=1"',
    "\t=1+1",
    "甲\n乙",
    "  甲 乙  ",
    "甲,乙;丙",
    "𠮷😀",
    "#未计算",
)
TEXTS = list(dict.fromkeys([*map(clean, PAYLOADS), *LONG, *ODD]))
FORMS = ("xlsx", "csv")


@pytest.fixture
def clerk(yinghai):
    return make.user("chair", yinghai)


@pytest.fixture
def firms(yinghai):
    """A firm for each text, which is its name and its address, however it came there."""
    for text in TEXTS:
        firm = make.enterprise(yinghai)
        Enterprise.objects.filter(pk=firm.pk).update(name=text, initials=initials(text), address=text)


def exported(folder, form) -> bytes:
    return file_of(Enterprise, folder / f"list.{form}").read_bytes()


def texts() -> list[tuple]:
    return list(Enterprise.objects.order_by("credit_code").values_list("credit_code", "name", "address"))


def counted(**counts) -> dict:
    none = {"created": 0, "updated": 0, "unchanged": 0, "rejected": 0}
    return none | {"read": len(TEXTS)} | counts


@pytest.mark.parametrize("form", FORMS)
def test_what_left_comes_back_unchanged(firms, clerk, tmp_path, form):
    batch = checked(exported(tmp_path, form), "enterprise", clerk, tmp_path)

    assert (faults(batch), told(batch)) == ([], counted(unchanged=len(TEXTS)))


if OFFICE:

    def test_what_left_and_was_saved_by_another_program_comes_back_unchanged(firms, clerk, tmp_path):
        path = file_of(Enterprise, tmp_path / "list.xlsx")
        home = f"-env:UserInstallation=file://{tmp_path}/profile"
        words = [OFFICE, home, "--headless", "--convert-to", "xlsx", "--outdir", tmp_path / "saved", path]
        subprocess.run(words, check=True, capture_output=True, timeout=120)

        batch = checked((tmp_path / "saved/list.xlsx").read_bytes(), "enterprise", clerk, tmp_path)

        assert (faults(batch), told(batch)) == ([], counted(unchanged=len(TEXTS)))


@pytest.mark.parametrize("form", FORMS)
def test_a_cell_changed_in_an_export_changes_that_cell_alone(firms, clerk, tmp_path, form):
    content, before = exported(tmp_path, form), texts()

    batch = imported(rebuilt(content, form), "enterprise", clerk, tmp_path)

    assert (faults(batch), told(batch)) == ([], counted(updated=len(TEXTS)))
    assert texts() == before
    assert set(Enterprise.objects.values_list("industry", flat=True)) == {"E"}


def rebuilt(content: bytes, form: str) -> bytes:
    """Every firm another kind of business."""
    if form == "csv":
        text = io.StringIO(newline="")
        lines = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
        at = lines[0].index("行业门类")
        csv.writer(text).writerows([*lines[:1], *([*r[:at], "建筑", *r[at + 1 :]] for r in lines[1:])])
        return text.getvalue().encode("utf-8-sig")
    file = io.BytesIO()
    book = load_workbook(io.BytesIO(content))
    head, *rows = book.active.iter_rows()
    at = [cell.value for cell in head].index("行业门类")
    for row in rows:
        row[at].value = "建筑"
    book.save(file)
    return file.getvalue()
