"""What imports leave behind, and when it goes."""

import datetime as dt
import os
import time

import pytest
from django.db import connection
from django.utils import timezone

from tests import make
from tests.rosters import HEADINGS, checked, imported, received, workbook
from tests.uploading import people, spoiled
from union_portal.jobs.tasks import nightly
from union_portal.sheets.models import ImportBatch
from union_portal.sheets.reading import storing

pytestmark = pytest.mark.django_db
State = ImportBatch.State


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "uploads"
    return storing.folder()


@pytest.fixture
def clerk(yinghai):
    return make.user("chair", yinghai)


def aged(batch: ImportBatch, days: int) -> ImportBatch:
    ImportBatch.objects.filter(pk=batch.pk).update(uploaded_at=timezone.now() - dt.timedelta(days=days))
    return batch


def files(folder) -> set[str]:
    """Without what lies beside them."""
    return {path.stem for path in folder.iterdir()}


def tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'staging.' || tablename FROM pg_tables WHERE schemaname = 'staging'")
        return {name for (name,) in cursor.fetchall()}


def roster(start: int) -> bytes:
    return workbook([HEADINGS, *people(2, start)])


def test_after_thirty_days_files_go_and_with_them_what_nobody_confirmed(clerk, folder, tmp_path):
    done = aged(imported(roster(1), "member", clerk, tmp_path), 31)
    aged(checked(roster(11), "member", clerk, tmp_path), 31)
    stuck = aged(checked(roster(21), "member", clerk, tmp_path), 31)
    ImportBatch.objects.filter(pk=stuck.pk).update(state=State.SAVING)
    fresh = aged(checked(roster(31), "member", clerk, tmp_path), 29)

    nightly()

    assert set(ImportBatch.objects.values_list("pk", flat=True)) == {done.pk, fresh.pk}
    assert files(folder) == {fresh.stored}
    assert tables() == {fresh.staging}


def test_what_no_import_owns_is_swept_away(clerk, folder, tmp_path):
    waiting = checked(workbook([HEADINGS, *spoiled()]), "member", clerk, tmp_path)
    for name, days in (("stray", 2), ("stray.rows", 2), ("in-progress", 0), (waiting.stored, 2)):
        path = folder / name
        path.write_bytes(b"")
        os.utime(path, times=(time.time() - days * 86_400,) * 2)
    with connection.cursor() as cursor:
        cursor.execute("CREATE UNLOGGED TABLE staging.batch_987654 (row int)")

    nightly()

    assert files(folder) == {waiting.stored, "in-progress"}
    assert tables() == {waiting.staging}


def test_nothing_is_staged_once_an_import_is_over(clerk, tmp_path):
    imported(roster(1), "member", clerk, tmp_path)
    received(roster(11), "member", clerk, tmp_path)

    assert tables() == set()
