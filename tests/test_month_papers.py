"""附名单或照片: papers beside a figure of a month, kept for whoever reviews it and frozen with it."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from tests import make
from tests.make import annual
from tests.make.monthly import event, handed_in, monthly_report
from tests.registers import page
from union_portal.notices.models import Attachment
from union_portal.reporting.annual import sealing, steps
from union_portal.reporting.models import FiledCell, ReportPaper
from union_portal.reporting.monthly.papers import MOST, attach

LIST = b"%PDF-1.4\n" + b"x" * 2000
HOME = "/reports/110115001/2015-03/"
PLACE = f"{HOME}cells/AST10/papers/"


def file(content=LIST, name="走访名单.pdf"):
    return SimpleUploadedFile(name, content)


@pytest.fixture
def report(yinghai):
    return monthly_report(yinghai)


@pytest.fixture
def chair(enter, yinghai, report):
    return enter("chair", yinghai)


@pytest.fixture
def paper(chair):
    told(chair, file=file())
    return ReportPaper.objects.select_related("attachment").get()


def address(paper, tail=""):
    return f"{PLACE}{paper.pk}/{tail}"


def told(client, **sent):
    return page(client.post(PLACE, sent, follow=True))


def reviewed(report, kind="reviewing"):
    """Handed in, and opened by the office."""
    report.refresh_from_db()
    report.filed, report.submitted_at, report.submitted_by = (
        1,
        make.monthly.AT,
        make.user("chair", report.org),
    )
    report.save()
    event(report, kind, dt.date(2015, 4, 4))


def test_a_paper_stands_beside_its_figure_and_comes_back_as_it_was(chair, yinghai, paper):
    shown = page(chair.get(f"{HOME}?cell=AST10"))
    answer = chair.get(address(paper))

    assert "走访名单.pdf" in shown
    assert "附件 1 件" in shown
    assert b"".join(answer.streaming_content) == LIST
    assert (paper.code, paper.filed, paper.attachment.org) == ("AST10", 1, yinghai)
    with paper.attachment.file.open("rb") as stored:
        assert LIST not in stored.read()


def test_the_form_takes_a_photo_from_a_phone_and_needs_no_script(chair):
    shown = page(chair.get(f"{HOME}?cell=AST10"))

    assert f'enctype="multipart/form-data" action="{PLACE}"' in shown
    assert 'accept="application/pdf,image/jpeg,image/png"' in shown


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<script>alert(1)</script>", "没有附上：应为PDF、JPG或PNG文件"),
        (b"", "没有附上：文件是空的，请重新选择"),
        (LIST + b"0" * 20 * 1024 * 1024, "没有附上：文件应不超过20MB，现为20.0MB"),
    ],
)
def test_what_is_no_list_or_photo_is_refused(chair, content, said):
    assert said in told(chair, file=file(content))
    assert Attachment.objects.count() == 0


def test_no_file_at_all_is_said(chair):
    assert "没有附上：还没有选文件" in told(chair)


def test_a_month_has_so_many_papers_and_no_more(chair, report, yinghai):
    by = make.user("chair", yinghai)
    for number in range(MOST):
        attach(report, by, "AST10", file(LIST + str(number).encode()))

    assert f"一份月报最多附{MOST}个文件，现已有{MOST}个" in told(chair, file=file())
    assert Attachment.objects.count() == MOST


def test_the_same_file_sent_twice_is_one(chair, paper):
    told(chair, file=file())

    assert ReportPaper.objects.count() == Attachment.objects.count() == 1


def test_a_paper_is_taken_away_while_the_report_is_open(chair, paper, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        chair.post(address(paper, "remove/"))

    assert ReportPaper.objects.count() == Attachment.objects.count() == 0
    assert not paper.attachment.file.storage.exists(paper.attachment.file.name)


def test_after_handing_in_papers_neither_come_nor_go(chair, report, paper):
    reviewed(report, "submitted")

    assert "没有附上：月报已报送，不能再附文件" in told(chair, file=file(LIST + b"2"))
    assert "没有移除：月报已报送，不能修改" in page(chair.post(address(paper, "remove/"), follow=True))
    assert ReportPaper.objects.get() == paper
    assert [one.name for one in Attachment.objects.all()] == ["走访名单.pdf"]


def test_what_a_reviewer_has_had_stays_when_the_report_comes_back(chair, report, paper):
    reviewed(report, "returned")
    report.submitted_at, report.returned_at = None, make.monthly.AT
    report.save()

    assert "没有移除：这个附件已随报送审核" in page(chair.post(address(paper, "remove/"), follow=True))
    told(chair, file=file(LIST + b"2"))
    assert [one.filed for one in ReportPaper.objects.order_by("pk")] == [1, 2]


def test_what_was_taken_back_before_review_can_still_be_taken_away(chair, report, paper):
    reviewed(report, "withdrawn")
    report.submitted_at = None
    report.save()

    chair.post(address(paper, "remove/"))

    assert not ReportPaper.objects.exists()


CHANGES = [
    "UPDATE reporting_reportpaper SET code = 'LAW03'",
    "DELETE FROM reporting_reportpaper",
    "UPDATE notices_attachment SET sha256 = repeat('0', 64)",
    "UPDATE notices_attachment SET file = 'elsewhere'",
    "DELETE FROM notices_attachment",
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_refuses_to_change_what_was_handed_in(report, paper, change):
    reviewed(report)

    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{change}; SET CONSTRAINTS ALL IMMEDIATE")

    assert ReportPaper.objects.select_related("attachment").get().attachment.sha256 == paper.attachment.sha256


@pytest.mark.parametrize(
    ("role", "place", "reads", "takes"),
    [
        ("chair", "yinghai", 200, 302),
        ("clerk", "yinghai", 200, 302),
        ("worker", "yinghai", 403, 403),
        ("chair", "caiyu", 404, 404),
        ("statistics", "district", 200, 403),
        ("service", "district", 200, 403),
        ("organisation", "district", 403, 403),
        ("leader", "district", 403, 403),
        ("officer", "district", 403, 403),
        ("auditor", "district", 404, 404),
    ],
)
def test_who_opens_a_paper_and_who_takes_it_away(request, enter, paper, role, place, reads, takes):
    client = enter(role, request.getfixturevalue(place))

    asked = (client.get(address(paper)), client.post(address(paper, "remove/")), client.post(PLACE))

    assert [answer.status_code for answer in asked] == [reads, takes, takes]


def test_the_reviewer_finds_it_beside_the_figure(enter, district, report, chair, paper):
    reviewed(report)
    FiledCell.objects.create(report=report, org=report.org, filed=1, code="AST10", typed=True, value=2)

    office = page(enter("statistics", district).get("/reports/review/110115001/2015-03/"))
    leader = page(enter("leader", district).get("/reports/review/110115001/2015-03/"))

    assert (address(paper) in office, "走访名单.pdf" in office) == (True, True)
    assert (address(paper) in leader, "走访名单.pdf" in leader) == (False, False)


def test_a_paper_is_found_under_its_own_figure_and_month(chair, yinghai, paper):
    monthly_report(yinghai, month=dt.date(2015, 4, 1))

    page(chair.get(address(paper).replace("AST10", "LAW03")), 404)
    page(chair.get(address(paper).replace("2015-03", "2015-04")), 404)


def test_a_sealed_year_seals_its_papers(district, yinghai, report, paper):
    record = annual.signed(district)

    lines = [line for line in sealing.month_lines(record) if line.startswith("月报附件")]
    steps.seal(record)

    assert [line.rsplit("|", 1)[1] for line in lines] == [paper.attachment.sha256]
    with pytest.raises(DatabaseError, match="年报已封存"), transaction.atomic():
        ReportPaper.objects.all().delete()


def test_reports_of_a_month_without_papers_say_nothing_of_them(enter, yinghai):
    handed_in(yinghai)

    assert "附件" not in page(enter("chair", yinghai).get(HOME))
