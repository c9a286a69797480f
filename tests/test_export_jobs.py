"""Large exports: a job, a file kept encrypted for seven days, and every door to it."""

import datetime as dt
import hashlib
import os

import pytest
from django.utils import timezone

from tests import make
from tests.reopened import downloaded, opened, rows_of
from union_portal.audit.models import AuditEntry, AuditRequest
from union_portal.fields import DecryptionError
from union_portal.jobs.models import Job, Outbox
from union_portal.jobs.tasks import nightly, run
from union_portal.notices.models import Notice
from union_portal.sheets.exporting import delivery, finished
from union_portal.sheets.requests import ExportRequest

BACKEND = "union_portal.organization.backends.PostBackend"
CLEAR = {"format": "xlsx", "clear": "on", "reason": "年度会员体检报送名单"}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return finished.folder()


@pytest.fixture
def many(monkeypatch):
    """Two rows are many."""
    monkeypatch.setattr(delivery, "AT_ONCE", 1)


@pytest.fixture
def people(yinghai, caiyu):
    """Three members, two of them in the first township."""
    return [
        make.member(org, name=name) for org, name in ((yinghai, "张明"), (yinghai, "李红"), (caiyu, "王强"))
    ]


def signed_in(client, role, unit):
    user = make.user(role, unit)
    client.force_login(user, BACKEND)
    return user


def trail(action="I"):
    entries = AuditEntry.objects.filter(table=ExportRequest._meta.db_table, action=action)
    return entries.select_related("request").order_by("id")


def names(content: bytes) -> list[str]:
    return sorted(row["姓名"] for row in rows_of(opened(content).active))


def asked_for(client, address="/export/member/ask/", **typed) -> Job:
    answer = client.post(address, {"format": "xlsx", **typed})
    assert answer.status_code == 302, answer.content.decode()
    return Job.objects.get(pk=answer.url.split("/")[2])


# --- many rows


def test_many_rows_are_a_job_whose_page_hands_the_file_to_its_asker(client, people, district, many, folder):
    user = signed_in(client, "statistics", district)
    page = client.get("/export/member/?sort=name", follow=True)
    assert page.redirect_chain == [("/export/member/ask/?sort=name", 302)]
    assert "在后台生成" in page.content.decode()
    job = asked_for(client, "/export/member/ask/?sort=name")

    run(job.pk)

    page = client.get(f"/jobs/{job.pk}/").content.decode()
    request = ExportRequest.objects.get()
    assert "会员3行已导出，7天内可以下载" in page
    assert f'href="/export/file/{request.pk}/"' in page
    answer = client.get(f"/export/file/{request.pk}/")
    content = downloaded(answer)
    assert names(content) == sorted(who.name for who in people)
    assert hashlib.sha256(content).hexdigest() == request.sha256
    assert int(answer["Content-Length"]) == len(content)
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%E4%BC%9A%E5%91%98.xlsx"
    assert answer["Cache-Control"] == "no-store"
    notice = Notice.objects.get()
    assert (notice.user, notice.url) == (user, f"/jobs/{job.pk}/")
    assert [path.name for path in folder.iterdir()] == [request.number]
    assert b"PK" not in (folder / request.number).read_bytes()[:64]


def test_the_page_that_asks_lists_what_is_being_made_and_what_is_ready(client, people, district, many):
    signed_in(client, "statistics", district)
    ready, made = asked_for(client), client.get("/export/card/ask/").content.decode()
    run(ready.pk)
    running = asked_for(client, format="csv")

    page = client.get("/export/member/ask/").content.decode()

    assert f'href="/export/file/{ready.export.pk}/">下载' in page
    assert f'href="/jobs/{running.pk}/">等待' in page
    assert "在后台生成的导出" not in made


def test_asking_again_while_it_runs_is_the_same_job(client, people, district, many):
    signed_in(client, "statistics", district)
    first = asked_for(client, "/export/member/ask/?sort=name&page=2")

    assert asked_for(client, "/export/member/ask/?sort=name") == first
    assert asked_for(client, "/export/member/ask/?sort=-name") != first
    assert asked_for(client, "/export/member/ask/?sort=name", format="csv") != first
    run(first.pk)
    assert asked_for(client, "/export/member/ask/?sort=name") != first


def test_a_job_takes_the_rows_its_asker_may_see_when_it_runs(client, people, yinghai, many):
    signed_in(client, "chair", yinghai)
    job = asked_for(client)
    make.member(yinghai, name="赵新")

    run(job.pk)

    content = downloaded(client.get(f"/export/file/{ExportRequest.objects.get().pk}/"))
    assert names(content) == sorted(["张明", "李红", "赵新"])


def test_a_job_is_refused_once_its_asker_has_left(client, people, yinghai, many, folder):
    user = signed_in(client, "chair", yinghai)
    job = asked_for(client)
    user.posts.update(until=dt.date.today())

    run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.error) == (Job.State.FAILED, "你的岗位没有导出会员的权限")
    assert list(folder.iterdir()) == []


def test_a_job_s_arguments_and_the_rings_hold_no_personal_data(client, people, district, many):
    signed_in(client, "organisation", district)
    job = asked_for(client, **CLEAR)

    assert job.args == {"number": ExportRequest.objects.get().number}
    assert Outbox.objects.get().job == job


def test_more_rows_than_a_sheet_holds_are_refused_with_advice(client, people, district, monkeypatch):
    monkeypatch.setattr(delivery, "LONGEST_SHEET", 2)
    signed_in(client, "statistics", district)

    answer = client.post("/export/member/ask/", {"format": "xlsx"})

    assert answer.status_code == 422
    assert "共3行，超过Excel一张表的2行，请用筛选条件分批导出，或改用CSV" in answer.content.decode()
    assert downloaded(client.post("/export/member/ask/", {"format": "csv"})).startswith(b"\xef\xbb\xbf")


# --- the kept file


@pytest.fixture
def made(client, people, yinghai, many):
    """A finished export of the first township's chair, who is signed in."""
    user = signed_in(client, "chair", yinghai)
    run(asked_for(client).pk)
    return ExportRequest.objects.get(user=user)


def test_every_download_is_on_the_trail(client, made):
    for _ in range(2):
        downloaded(client.get(f"/export/file/{made.pk}/"))

    changes = [entry.after for entry in trail("U").filter(request__route="GET /export/member/")]
    assert [change["downloads"] for change in changes] == [1, 2]


def test_another_s_file_is_the_same_as_none(client, made, district):
    signed_in(client, "statistics", district)

    assert client.get(f"/export/file/{made.pk}/").status_code == 404
    assert client.get(f"/export/file/{made.pk + 1}/").status_code == 404
    assert "下载文件" not in client.get(f"/jobs/{made.job_id}/").content.decode()


@pytest.mark.parametrize("moved", [True, False])
def test_who_left_her_post_fetches_nothing(client, made, caiyu, moved):
    made.user.posts.update(until=dt.date.today())
    if moved:
        make.user("chair", caiyu).posts.update(user=made.user)

    assert client.get(f"/export/file/{made.pk}/").status_code == 403


def test_after_seven_days_the_file_is_gone(client, made, folder):
    long_ago = timezone.now() - dt.timedelta(days=7, minutes=1)
    ExportRequest.objects.update(finished_at=long_ago)
    os.utime(folder / made.number, (long_ago.timestamp(),) * 2)

    nightly(), nightly()

    assert list(folder.iterdir()) == []
    assert client.get(f"/export/file/{made.pk}/").status_code == 404
    assert "文件已过期删除" in client.get(f"/jobs/{made.job_id}/").content.decode()
    assert AuditRequest.objects.filter(route="nightly sheets.export").count() == 1
    assert trail("U").filter(request__route="nightly sheets.export").count() == 1


def test_what_a_killed_worker_left_is_swept_away_and_nothing_else(made, folder):
    (folder / "clear-abc").mkdir()
    (folder / "clear-abc" / "export.xlsx").write_text("x")
    for name in (".1234.part", "clear-new"):
        (folder / name).touch()
    for name in (".1234.part", "clear-abc", made.number):
        os.utime(folder / name, ((timezone.now() - dt.timedelta(days=2)).timestamp(),) * 2)

    nightly()

    assert {path.name for path in folder.iterdir()} == {made.number, "clear-new"}


def test_a_file_of_many_pieces_comes_back_whole(tmp_path, monkeypatch):
    monkeypatch.setattr(finished, "PIECE", 10)
    for size in (0, 1, 10, 25, 30):
        (tmp_path / "clear").write_bytes(os.urandom(size))
        finished.keep(tmp_path / "clear", "F")

        assert b"".join(finished.pieces("F")) == (tmp_path / "clear").read_bytes()


@pytest.mark.parametrize("harm", ["cut", "changed", "mixed", "emptied"])
def test_a_harmed_file_is_never_handed_over_as_whole(tmp_path, monkeypatch, folder, harm):
    monkeypatch.setattr(finished, "PIECE", 10)
    (tmp_path / "clear").write_bytes(os.urandom(25))
    for name in "FG":
        finished.keep(tmp_path / "clear", name)
    blob, third = (folder / "F").read_bytes(), (len((folder / "F").read_bytes()) - 5 + 10) // 3
    spoilt = {
        "cut": blob[: 2 * third],
        "changed": blob[:-1] + bytes([blob[-1] ^ 1]),
        "mixed": (folder / "G").read_bytes()[:third] + blob[third:],
        "emptied": b"",
    }
    (folder / "F").write_bytes(spoilt[harm])

    with pytest.raises(DecryptionError):
        b"".join(finished.pieces("F"))
