"""Who exported what, when, how many and why; and who sees personal data in clear."""

import csv
import hashlib
import io

import pytest
from django.db import IntegrityError, transaction

from tests import make
from tests.reopened import downloaded, opened, rows_of
from union_portal.audit.models import AuditEntry
from union_portal.sheets.exporting import finished
from union_portal.sheets.requests import ExportRequest

BACKEND = "union_portal.organization.backends.PostBackend"
CLEAR = {"format": "xlsx", "clear": "on", "reason": "年度会员体检报送名单"}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return finished.folder()


@pytest.fixture
def people(yinghai, caiyu):
    """Three members, two of them in the first township."""
    return [
        make.member(org, name=name) for org, name in ((yinghai, "张明"), (yinghai, "李红"), (caiyu, "王强"))
    ]


def trail():
    entries = AuditEntry.objects.filter(table=ExportRequest._meta.db_table)
    return entries.select_related("request").order_by("id")


def test_an_export_is_on_the_trail_with_who_what_and_how_many(client, enter, people, yinghai):
    chair = make.user("chair", yinghai)
    client.force_login(chair, BACKEND)

    content = downloaded(client.get("/export/member/?sex=M&format=csv", REMOTE_ADDR="10.0.0.7"))

    entry, request = trail().get(), trail().get().request
    assert (request.user, request.name, request.address) == (chair.pk, chair.name, "10.0.0.7")
    assert request.route == "GET /export/member/"
    found = {
        name: entry.after[name] for name in ("ledger", "query", "form", "clear", "reason", "rows", "sha256")
    }
    assert found == {
        "ledger": "member",
        "query": "sex=M",
        "form": "csv",
        "clear": False,
        "reason": "",
        "rows": len(list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))),
        "sha256": hashlib.sha256(content).hexdigest(),
    }


def test_the_auditor_reads_who_exported_in_clear_and_why(client, enter, people, district):
    enter("organisation", district)
    client.post("/export/member/ask/", CLEAR)
    enter("auditor", district)

    html = client.get("/").content.decode()

    assert "POST /export/member/" in html
    assert CLEAR["reason"] in html


def test_a_number_that_was_searched_for_is_kept_as_its_hash(client, enter, people, yinghai):
    enter("chair", yinghai)
    number = people[0].document.reveal()

    content = downloaded(client.get("/export/member/", {"q": number}))

    entry = trail().get().after
    assert [row["姓名"] for row in rows_of(opened(content).active)] == ["张明"]
    assert entry["query"].startswith("find=")
    assert number not in str(entry)


def test_an_export_that_fails_leaves_no_file_and_no_trail(client, enter, people, yinghai, folder):
    enter("chair", yinghai)

    assert client.post("/export/member/ask/", {"format": "pdf"}).status_code == 422
    assert (list(folder.iterdir()), trail().count()) == ([], 0)


# --- in clear


def test_personal_data_in_clear_takes_a_right_and_a_reason_on_the_trail(client, enter, people, district):
    enter("organisation", district)

    content = downloaded(client.post("/export/member/ask/", CLEAR))

    shown = {row["姓名"]: row["证件号码"] for row in rows_of(opened(content).active)}
    assert shown == {who.name: who.document.reveal() for who in people}
    entry = trail().get()
    assert (entry.after["clear"], entry.after["rows"]) == (True, 3)
    assert entry.after["reason"] == entry.request.reason == CLEAR["reason"]


@pytest.mark.parametrize(("reason", "told"), [("", "现为0个字"), ("  体检  ", "现为2个字")])
def test_without_a_reason_nothing_is_shown_in_clear(client, enter, people, district, reason, told):
    enter("organisation", district)

    answer = client.post("/export/member/ask/", CLEAR | {"reason": reason})

    assert answer.status_code == 422
    assert f"导出原文的原因：应写明用途，至少4个字，{told}" in answer.content.decode()
    assert trail().count() == 0


@pytest.mark.parametrize("role", ["chair", "statistics"])
def test_without_the_right_nothing_is_shown_in_clear(client, enter, people, district, yinghai, role):
    enter(role, yinghai if role == "chair" else district)

    assert "写原文" not in client.get("/export/member/ask/").content.decode()
    answer = client.post("/export/member/ask/", CLEAR)

    assert answer.status_code == 403
    assert "没有导出会员原文的权限" in answer.content.decode()
    assert trail().count() == 0


def test_the_database_itself_wants_a_reason(people):
    with pytest.raises(IntegrityError), transaction.atomic():
        ExportRequest.objects.create(ledger="member", clear=True, reason="体检")
