"""The same file once more: while it is under way it is the same import, afterwards it changes nothing."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from members.models import Member
from tests import make
from tests.registers import page
from tests.rosters import HEADINGS, checked, told, workbook
from tests.uploading import batch, people, sent, settled, spoiled
from union_portal.jobs.models import Job
from union_portal.sheets import jobs
from union_portal.sheets.importing import checking, saving, uploads
from union_portal.sheets.models import ImportBatch
from union_portal.sheets.reading import storing

BACKEND = "union_portal.organization.backends.PostBackend"
AT_ONCE = 6


@pytest.fixture
def clerk(enter, yinghai, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return enter("chair", yinghai)


@pytest.fixture
def chair(committed, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return make.user("chair", make.township(make.district(), "001", "瀛海街道总工会"))


@pytest.fixture
def roster():
    return workbook([HEADINGS, *spoiled()])


def columns_chosen(client, address: str):
    form = client.get(address).context["form"]
    return client.post(address, {name: form[name].value() for name in form.fields})


def at_once(work) -> list:
    def one(turn):
        try:
            return work(turn)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as people_at_work:
        return list(people_at_work.map(one, range(AT_ONCE)))


def test_a_file_sent_again_before_its_columns_are_matched_is_there_once(clerk, roster):
    first = sent(clerk, roster)

    again = sent(clerk, roster, "名册（副本）.xlsx")

    assert again.url == first.url
    assert "这份文件你已上传过" in page(clerk.get(again.url))
    assert ImportBatch.objects.count() == 1


def test_a_file_sent_again_while_it_is_checked_leads_to_that_check(clerk, roster):
    waiting = columns_chosen(clerk, sent(clerk, roster).url).url

    again = sent(clerk, roster)

    assert again.url == waiting
    assert (ImportBatch.objects.count(), Job.objects.count()) == (1, 1)


def test_a_file_sent_again_after_its_check_is_checked_anew_with_what_was_mended(clerk, roster):
    check = settled(clerk, columns_chosen(clerk, sent(clerk, roster).url).url)
    clerk.post(check, {"cell-3-document": make.identity_number(2), "do": "next"})

    again = settled(clerk, sent(clerk, roster).url)

    assert again.endswith("/confirm/")
    assert (ImportBatch.objects.count(), batch().created, batch().rejected) == (1, 3, 0)


def test_a_file_sent_again_while_it_is_saved_is_saved_once(clerk):
    roster = workbook([HEADINGS, *people(3)])
    confirm = settled(clerk, columns_chosen(clerk, sent(clerk, roster).url).url)
    saving_page = clerk.post(confirm, {"do": "save"}).url

    again = sent(clerk, roster)

    assert again.url == saving_page
    assert settled(clerk, again.url).endswith("/result/")
    assert Member.objects.count() == 3


def test_a_file_sent_again_after_it_was_saved_says_when_and_changes_nothing(clerk):
    roster = workbook([HEADINGS, *people(3)])
    confirm = settled(clerk, columns_chosen(clerk, sent(clerk, roster).url).url)
    settled(clerk, clerk.post(confirm, {"do": "save"}).url)

    columns = sent(clerk, roster).url
    assert "已导入过。再导入只更新有变化的，不会重复登记。" in page(clerk.get(columns))
    settled(clerk, columns_chosen(clerk, columns).url)

    assert told(batch()) == {"read": 3, "created": 0, "updated": 0, "unchanged": 3, "rejected": 0}
    assert ImportBatch.objects.count() == 2


def test_another_person_s_same_file_is_an_import_of_her_own(clerk, yinghai, roster):
    sent(clerk, roster)
    other = Client()
    other.force_login(make.user("chair", yinghai), BACKEND)

    sent(other, roster)

    assert ImportBatch.objects.values("user").distinct().count() == 2


def test_a_file_sent_several_times_at_one_moment_is_one_import(chair, roster):
    def send(_):
        client = Client()
        client.force_login(chair, BACKEND)
        return sent(client, roster).url

    assert len(set(at_once(send))) == 1
    assert ImportBatch.objects.count() == 1
    assert {path.stem for path in storing.folder().iterdir()} == {batch().stored}


def test_one_roster_confirmed_by_several_at_one_moment_is_in_the_register_once(chair, tmp_path):
    roster = workbook([HEADINGS, *people(50)])
    colleagues = [make.user("chair", chair.posts.get().unit) for _ in range(AT_ONCE)]
    batches = [checked(roster, "member", user, tmp_path) for user in colleagues]

    def confirm(turn):
        try:
            saving.confirm(batches[turn])
        except uploads.Stopped as refusal:
            return str(refusal)

    answers = at_once(confirm)
    taken = saving.OUTRUN.format("（证件号码已存在，不能重复登记）")
    assert sorted(answers, key=bool) == [None] + [taken] * (AT_ONCE - 1)
    assert Member.objects.count() == 50
    for late in (b for b, answer in zip(batches, answers, strict=True) if answer):
        checking.check(late)
        assert told(late) == {"read": 50, "created": 0, "updated": 0, "unchanged": 50, "rejected": 0}


def test_asking_for_one_check_at_one_moment_makes_one_job(chair, tmp_path):
    waiting = checked(workbook([HEADINGS, *people(2)]), "member", chair, tmp_path)

    assert len({job.pk for job in at_once(lambda _: jobs.ask(waiting, "sheets.check"))}) == 1
