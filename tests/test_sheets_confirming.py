"""The wizard's end: changes looked at and confirmed, a job waited for, an import found again and undone."""

import datetime as dt
import re

import pytest

from members.models import Member
from tests import make
from tests.registers import page
from tests.rosters import HEADINGS, workbook
from tests.uploading import batch, mapped, people, sent, settled
from union_portal.sheets.models import ImportBatch

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(enter, yinghai):
    return enter("chair", yinghai)


# --- confirming


def test_updates_are_shown_before_and_after_and_a_mode_is_counted_anew(clerk, yinghai):
    known = make.member(yinghai, document=make.identity_number(1), name="旧名")
    confirm = mapped(clerk, people(2))
    html = page(clerk.get(confirm))
    assert "<s>旧名</s>" in html and "<b>张测试1</b>" in html

    again = settled(clerk, clerk.post(confirm, {"do": "save", "mode-name": "add"}).url)

    assert again.endswith("/confirm/")
    assert "旧名" not in re.findall("<s>(.*?)</s>", page(clerk.get(again)))
    assert batch().modes == {"name": "add"}
    settled(clerk, clerk.post(again, {"do": "save", "mode-name": "add"}).url)
    known.refresh_from_db()
    assert known.name == "旧名"


def test_records_newer_than_the_file_ask_which_shall_stand(clerk, yinghai):
    old = workbook([HEADINGS, *people(1)], saved=dt.date(2015, 3, 1))
    settled(clerk, clerk.post(mapped(clerk, old), {"do": "save"}).url)
    Member.objects.update(name="后改的")
    confirm = mapped(clerk, old)

    html = page(clerk.post(confirm, {"do": "save"}), 422)
    assert "有1条在这份文件保存之后改过，请选择保留现在的，还是用文件覆盖" in html

    settled(clerk, clerk.post(confirm, {"do": "save", "overwrite": "file"}).url)
    assert Member.objects.get().name == "张测试1"


def test_a_file_that_changes_nothing_has_nothing_to_confirm(clerk):
    same = workbook([HEADINGS, *people(2)])
    settled(clerk, clerk.post(mapped(clerk, same), {"do": "save"}).url)

    html = page(clerk.get(mapped(clerk, same)))

    assert "没有要写入的" in html and "已导入过" in html
    assert "确认导入</button>" not in html


# --- waiting, leaving, coming back


def test_a_running_job_says_how_far_it_is_with_and_without_script(clerk):
    columns = sent(clerk, people(1)).url
    waiting = clerk.post(columns, {"column-0": "name", "column-1": "document"}).url
    job = batch().job
    type(job).objects.filter(pk=job.pk).update(state="running", done=50, total=100)

    html = page(clerk.get(waiting))
    told = clerk.get(f"{waiting}progress/").json()

    assert '<noscript><meta http-equiv="refresh" content="2"></noscript>' in html
    assert "50 / 100 行，每秒" in html
    assert (told["busy"], told["done"], told["total"]) == (True, 50, 100)
    assert clerk.get(columns).url == waiting


def test_a_job_that_failed_says_why_and_can_be_asked_again(clerk):
    columns = sent(clerk, people(1)).url
    waiting = clerk.post(columns, {"column-0": "name", "column-1": "document"}).url
    job = batch().job
    type(job).objects.filter(pk=job.pk).update(state="failed", error="系统出错，没有办成（编号1-1）")

    html = page(clerk.get(waiting))
    assert "系统出错，没有办成（编号1-1）" in html and "重新检查" in html
    assert "没有完成" in page(clerk.get("/imports/"))

    assert settled(clerk, clerk.post(waiting).url).endswith("/confirm/")


def test_a_save_that_failed_can_be_thrown_away(clerk):
    confirm = mapped(clerk, people(1))
    waiting = clerk.post(confirm, {"do": "save"}).url
    job = batch().job
    type(job).objects.filter(pk=job.pk).update(state="failed", error="检查之后有人改过其中的记录，请重新检查")
    assert "有人改过其中的记录" in page(clerk.get(waiting))

    html = page(clerk.post(f"{waiting}discard/", follow=True))

    assert "已放弃导入“名册.xlsx”，台账没有改动" in html
    assert ImportBatch.objects.count() == 0


def test_my_imports_begin_with_what_is_unfinished(clerk):
    settled(clerk, clerk.post(mapped(clerk, people(1)), {"do": "save"}).url)
    sent(clerk, people(2), "第二份.xlsx")
    ImportBatch.objects.filter(file_name="第二份.xlsx").update(
        uploaded_at=dt.datetime(2015, 1, 1, tzinfo=dt.UTC)
    )

    html = page(clerk.get("/imports/"))

    assert re.findall(r">(\S+\.xlsx)</a>", html) == ["第二份.xlsx", "名册.xlsx"]
    assert "对列" in html and "看结果" in html


# --- taking it back


def test_an_import_is_undone_once_and_says_until_when(clerk):
    result = settled(clerk, clerk.post(mapped(clerk, people(2)), {"do": "save"}).url)
    assert "之前可以撤销" in page(clerk.get(result))
    undo = result.replace("result", "undo")

    html = page(clerk.post(undo, follow=True))
    assert "已撤销本次导入，台账恢复到导入之前" in html
    assert Member.objects.count() == 0

    assert "没有撤销：只有已导入的批次可以撤销" in page(clerk.post(undo, follow=True))


def test_an_import_whose_rows_were_touched_says_why_it_stays(clerk):
    result = settled(clerk, clerk.post(mapped(clerk, people(2)), {"do": "save"}).url)
    Member.objects.filter(name="张测试1").update(name="改名")

    html = page(clerk.post(result.replace("result", "undo"), follow=True))

    assert "没有撤销：其中1条导入后又被修改，不能撤销" in html
    assert Member.objects.count() == 2
