"""The workbook of a sealed year says the same wherever and whenever it is made (T38); sealing races (T50)."""

import datetime as dt
import io
import json
import subprocess
import sys
import threading
from decimal import Decimal

import pytest
from django.conf import settings
from django.db import DatabaseError, connections, transaction
from openpyxl import load_workbook

from tests import make
from tests.cases import SPRING
from tests.make import annual
from tests.make.monthly import AT, monthly_report
from union_portal.reporting import yearbook
from union_portal.reporting.annual import corrections, steps
from union_portal.reporting.annual.printed import seal_words
from union_portal.reporting.annual.sections import sections
from union_portal.reporting.annual.verifying import verify
from union_portal.reporting.models import AnnualRecord, FiledCell, MonthlyReport
from union_portal.sheets.cells import digest

YEAR = annual.YEAR
ELSEWHERE = [
    {"TZ": "Asia/Shanghai", "LC_ALL": "C.UTF-8"},
    {"TZ": "America/Los_Angeles", "LC_ALL": "C"},
    {"TZ": "Pacific/Kiritimati", "LANG": "en_US.UTF-8", "HOSTNAME": "elsewhere", "PYTHONHASHSEED": "7"},
]


def text_of(book, name):
    """Every written cell of a sheet, in order."""
    return [str(cell.value) for row in book[name].iter_rows() for cell in row if cell.value is not None]


def file_again(content):
    return load_workbook(io.BytesIO(yearbook.file_of(content)))


def propose(record, unit, after):
    asked = corrections.Proposal(unit, "ORG02", Decimal(after), "漏报一家", "建会数加一")
    made = corrections.propose(record, asked, make.user("statistics", record.org))
    return corrections.approve(made, make.user("leader", record.org))


def test_the_cover_of_a_sealed_year_names_the_signers_the_version_and_the_digest(district, yinghai):
    record = annual.sealed(district)

    cover = text_of(file_again(yearbook.gather(YEAR, district)), "封面")

    assert seal_words(record) in cover
    assert record.seal in seal_words(record)
    people = (record.prepared_by, record.reviewed_by, record.signed_by)
    assert "填报 {}，审核 {}，签署 {}".format(*people) in cover


def test_a_year_that_is_not_sealed_says_so_on_its_cover(district):
    assert "未封存，数据以封存后的版本为准" in text_of(file_again(yearbook.gather(YEAR, district)), "封面")


def test_corrections_have_a_sheet_and_the_old_version_can_still_be_made(district, yinghai):
    make.enterprise(yinghai, unionized_on=SPRING)
    record = annual.sealed(district)
    before = digest(yearbook.lay_out(yearbook.gather(YEAR, district)))
    original = digest(yearbook.lay_out(yearbook.gather(YEAR, district, as_sealed=True)))

    done = propose(record, yinghai, 2)

    book = file_again(yearbook.gather(YEAR, district))
    again = yearbook.gather(YEAR, district, as_sealed=True)
    sheet = text_of(book, "更正")
    assert {"漏报一家", "建会数加一", done.digest} <= set(sheet)
    assert digest(book) != before == original
    value = next(line.value.value for line in again.lines if line.code == "ORG02")
    assert value == 1


def test_notes_print_below_the_summary(district):
    record = annual.frozen(district)
    steps.note(record, "MEM01", "含上年补录", make.user("statistics", district))
    for section in sections():
        steps.confirm(record, section, make.user("organisation", district))
    for step, role in ((steps.prepare, "statistics"), (steps.review, "statistics"), (steps.sign, "leader")):
        step(record, make.user(role, district))
    steps.seal(record)

    assert "注 MEM01：含上年补录" in text_of(file_again(yearbook.gather(YEAR, district)), "汇总")


def test_a_sealed_workbook_made_three_times_elsewhere_has_one_digest(environment, tmp_path):
    with transaction.atomic():
        district = make.district()
        township = make.township(district, "001", "瀛海街道总工会")
        make.enterprise(township, unionized_on=SPRING)
        annual.sealed(district)
    here = digest(yearbook.lay_out(yearbook.gather(YEAR, district)))
    with transaction.atomic():
        make.enterprise(township, unionized_on=SPRING)

    found = set()
    for number, place in enumerate(ELSEWHERE):
        command = [sys.executable, "manage.py", "yearbook", "--year", "2015", "--format", "json"]
        done = subprocess.run(
            [*command, "-o", str(tmp_path / f"{number}.xlsx")],
            cwd=settings.BASE_DIR,
            env={**environment, **place},
            capture_output=True,
            check=True,
        )
        found.add(json.loads(done.stdout)["sha256"])

    assert found == {here}


# --- T50: months handed in around the moment of sealing


@pytest.fixture
def ready_to_seal(committed):
    """200 open months of seventeen townships, and a year signed by three."""
    with transaction.atomic():
        district = make.district()
        townships = [make.township(district, f"{n:03}", f"第{n}镇总工会") for n in range(1, 18)]
        months = [dt.date(2015, month, 1) for month in range(1, 13)]
        reports = [monthly_report(org, month=month) for org in townships for month in months][:200]
        record = annual.signed(district)
    record.refresh_from_db()
    return record, reports


def hand_in(report, by):
    """As a chair's submit does: the cells and the report's own row, in one transaction."""
    try:
        with transaction.atomic():
            held = MonthlyReport.objects.select_for_update().get(pk=report.pk)
            FiledCell.objects.create(
                report=held, org_id=held.org_id, filed=1, code="LAW03", typed=True, value=1
            )
            held.filed, held.first_submitted_at, held.submitted_at, held.submitted_by = 1, AT, AT, by
            held.save()
    except DatabaseError as refusal:
        return str(refusal)
    return ""


def test_200_submits_around_the_seal_are_each_whole_or_refused(ready_to_seal):
    record, reports = ready_to_seal
    by = record.prepared_by
    answers: dict[int, str] = {}
    started = threading.Event()

    def submit(mine):
        for place, report in enumerate(mine):
            answers[report.pk] = hand_in(report, by)
            if place == len(mine) // 4:
                started.set()
        connections.close_all()

    def seal():
        started.wait()
        steps.seal(record)
        connections.close_all()

    threads = [threading.Thread(target=submit, args=(reports[n::4],)) for n in range(4)]
    threads.append(threading.Thread(target=seal))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    inside = set(FiledCell.objects.values_list("report_id", flat=True))
    assert inside == set(MonthlyReport.objects.filter(filed=1).values_list("pk", flat=True))
    assert inside == {pk for pk, said in answers.items() if not said}
    assert {said.splitlines()[0] for said in answers.values() if said} <= {
        "年报已封存，这一年的月报不能再改；确有错误的，请登记更正"
    }
    assert len(answers) == 200
    assert AnnualRecord.objects.get().sealed_at is not None
    assert verify().faults == []
